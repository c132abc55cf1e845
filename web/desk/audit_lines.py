"""Turns rows of the audit record into lines in Vietnamese; must never need more than codes, numbers and officers' names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from domain.duty import Shift
from storage.audit_reading import AuditEntry
from storage.viewer import Viewer
from web.desk import audit_texts, case_texts, clock_texts, queue_texts, texts
from web.desk.times import NBSP, VIETNAM, hour_text, minute_text

_TIP, _CAMPAIGN = "tip_", "campaign_"
_SHIFT = re.compile(r"([0-6]|\d{4}-\d{2}-\d{2})\.(day|night)")
_WORDS: tuple[Mapping[str, str], ...] = (
    texts.STATUS,
    texts.CLASSIFICATION,
    texts.DECISION,
    {duty.value: name for duty, name in clock_texts.DUTY.items()},
    clock_texts.HISTORY,
    case_texts.MARK,
    audit_texts.CODE,
    texts.ROLE,
)


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
        detail=detail_text(entry.detail, names, now_hour),
        hash=entry.hash.hex(),
    )


def _subject(entry: AuditEntry, viewer: Viewer, unit_id: str, names: Names) -> tuple[str, str]:
    if not entry.subject:
        return "", ""
    if entry.act.startswith(_TIP):
        number = entry.detail.get("number")
        if number is None:
            # It never stood in this unit's queue: here it was a sample to look at.
            return "Tin", ""
        reads = viewer.reads_tips and unit_id == viewer.unit_id
        return f"Tin{NBSP}số{NBSP}{number}", f"/tips/{entry.subject}" if reads else ""
    if entry.act.startswith(_CAMPAIGN):
        return "Cảnh báo", f"/campaigns/{entry.subject}"
    return _word(entry.subject, names), ""


def detail_text(detail: Mapping[str, str], names: Names, now_hour: int) -> str:
    """A row's details in words; `now_hour` (since 1970) decides how an hour is said."""
    said = []
    told = {key: value for key, value in detail.items() if key not in audit_texts.HIDDEN_DETAILS}
    before, after = told.pop("from", None), told.pop("to", None)
    if before is not None and after is not None:
        said.append(f"{_word(before, names)} → {_word(after, names)}")
    elif after is not None or before is not None:
        said.append(_word(after or before or "", names))
    for key, value in told.items():
        if value not in audit_texts.NOTHING.get(key, ()):
            said.append(_one(key, value, names, now_hour))
    return ", ".join(each for each in said if each)


def _one(key: str, value: str, names: Names, now_hour: int) -> str:
    codes = audit_texts.OF_A_KEY.get(key, {})
    if value in codes:
        return codes[value]
    words = audit_texts.DETAIL.get(key, "{}")
    if key.endswith("_hour") and value.isdecimal() and len(value) < 9:
        hour = hour_text(int(value), now_hour)
        return words.format(hour[:1].lower() + hour[1:])
    said = words.format(_word(value, names))
    return said.replace(" ", NBSP) if key in audit_texts.DETAIL else said


def _word(code: str, names: Names) -> str:
    """A code in words where the desk has any, a day as it is written, a name behind an id."""
    for table in _WORDS:
        if code in table:
            return table[code]
    shift = _SHIFT.fullmatch(code)
    if shift is not None:
        day, which = shift.groups()
        on = f"{queue_texts.WEEKDAYS[int(day)]} hằng tuần" if len(day) == 1 else _day(day)
        return f"{on}, {queue_texts.SHIFTS[Shift(which)].lower()}"
    return _day(code) or names.of(code)


def _day(code: str) -> str:
    try:
        return f"{date.fromisoformat(code):%d/%m/%Y}" if len(code) == 10 else ""
    except ValueError:
        return ""
