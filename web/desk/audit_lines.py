"""Turns rows of the audit record into lines in Vietnamese; must never need more than codes, numbers and officers' names."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.audit_reading import AuditEntry
from storage.viewer import Viewer
from web.desk import audit_texts, texts
from web.desk.times import NBSP, VIETNAM, minute_text

_TIP, _CAMPAIGN = "tip_", "campaign_"


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One row as it is shown; `link`: where the thing is, for who may open it; `full_time` with the year, to be exported."""

    ordinal: int
    time: str
    full_time: str
    who: str
    mine: bool
    act: str
    code: str
    subject: str
    link: str
    detail: str
    hash: str


@dataclass(frozen=True, slots=True)
class Names:
    """Names for the ids that rows hold: officers by id in hex, units by id."""

    officers: Mapping[str, str]
    units: Mapping[str, str]

    def of(self, code: str) -> str:
        """The name behind an id, or the id as it stands."""
        return self.officers.get(code) or self.units.get(code) or code


def line_of(entry: AuditEntry, viewer: Viewer, unit_id: str, names: Names, now_hour: int) -> AuditLine:
    """The line of one row of a unit's record, as this viewer sees it."""
    mine = entry.officer_id == viewer.officer_id
    subject, link = _subject(entry, viewer, unit_id, names)
    return AuditLine(
        ordinal=entry.ordinal,
        time=minute_text(entry.at_minute, now_hour),
        full_time=f"{datetime.fromtimestamp(entry.at_minute * 60, UTC).astimezone(VIETNAM):%d/%m/%Y %H:%M}",
        who="Tôi" if mine else entry.officer_name or audit_texts.HOUSE,
        mine=mine,
        act=audit_texts.ACT.get(entry.act, audit_texts.ACT_UNKNOWN),
        code=entry.act,
        subject=subject,
        link=link,
        detail=_detail(entry.detail, names),
        hash=entry.hash.hex(),
    )


def _subject(entry: AuditEntry, viewer: Viewer, unit_id: str, names: Names) -> tuple[str, str]:
    if not entry.subject:
        return "", ""
    if entry.act.startswith(_TIP):
        number = entry.detail.get("number")
        reads = viewer.reads_tips and unit_id == viewer.unit_id
        said = f"Tin{NBSP}số{NBSP}{number}" if number else "Tin"
        return said, f"/tips/{entry.subject}" if reads else ""
    if entry.act.startswith(_CAMPAIGN):
        return "Cảnh báo", f"/campaigns/{entry.subject}"
    return names.of(entry.subject), ""


def _detail(detail: Mapping[str, str], names: Names) -> str:
    said = []
    told = {key: value for key, value in detail.items() if key not in audit_texts.HIDDEN_DETAILS}
    before, after = told.pop("from", None), told.pop("to", None)
    if before is not None and after is not None:
        said.append(f"{_word(before, names)} → {_word(after, names)}")
    elif after is not None or before is not None:
        said.append(_word(after or before or "", names))
    for key, value in told.items():
        words = audit_texts.DETAIL.get(key)
        said.append(words.format(value).replace(" ", NBSP) if words else _word(value, names))
    return ", ".join(each for each in said if each)


def _word(code: str, names: Names) -> str:
    """A code in words where the desk has any."""
    for table in (texts.STATUS, texts.CLASSIFICATION, texts.DECISION, texts.ROLE):
        if code in table:
            return table[code]
    return names.of(code)
