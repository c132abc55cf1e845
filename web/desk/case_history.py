"""Everything that happened to a tip, newest first: officers' acts with minutes, residents' in hours or days, never finer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time

from sealing.parts import Role as PartRole
from storage.moments import minute_of
from storage.tip_reading import OfficerEvent, TipView
from web.desk import attention_texts, case_texts, texts
from web.desk.clock_texts import HISTORY, duty_event
from web.desk.times import VIETNAM, day_text, hour_text, minute_text

_DELETION = {reason.value: text.lower() for reason, text in attention_texts.DELETION_REASON.items()}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    text: str
    reason: str
    who: str
    when: str


def history(view: TipView, now_hour: int) -> tuple[Event, ...]:
    """The lines of the history card. What a resident did stands at the end of its hour or day: no order within it is known."""
    first_view = next((event.ordinal for event in view.events if event.kind == "viewed"), 0)
    dated = [
        (event.at_minute, event.ordinal, _event(view, event, first_view, now_hour)) for event in view.events
    ]
    dated += [(minute, 0, line) for minute, line in _residents_acts(view, now_hour)]
    dated.sort(key=lambda each: each[:2], reverse=True)
    arrived = Event("Tin đến hàng", "", "", f"{hour_text(view.received_hour, now_hour)} (chỉ lưu tới giờ)")
    lines = [line for _, _, line in dated]
    at = next((at for at, each in enumerate(dated) if each[0] < view.received_hour * 60), len(lines))
    return (*lines[:at], arrived, *lines[at:])


def person_text(name: str | None, role: str, unit_name: str | None) -> str:
    """An officer by name; one of a unit that had the tip before by role and unit alone: `Cán bộ, Công an xã Hà Trung`."""
    return name or f"{texts.ROLE.get(role, texts.ROLE['officer'])}, {unit_name or ''}"


def _residents_acts(view: TipView, now_hour: int) -> list[tuple[int, Event]]:
    acts = []
    for part in view.parts:
        if part.role is PartRole.ADDITION:
            when = f"{hour_text(part.hour, now_hour)} (chỉ lưu tới giờ)"
            acts.append((part.hour * 60 + 59, Event("Người báo gửi thêm", "", "", when)))
    read_days = {
        part.read_day for part in view.parts if part.role is PartRole.REPLY and part.read_day is not None
    }
    for day in read_days:
        end = datetime.combine(day, time(23, 59), VIETNAM).astimezone(UTC)
        acts.append((minute_of(end), Event("Người báo đọc trả lời", "", "", day_text(day, now_hour))))
    return acts


def _event(view: TipView, event: OfficerEvent, first_view: int, now_hour: int) -> Event:
    detail = event.detail
    noted = "lý do trong ghi chú nội bộ" if "reason_note" in detail else ""
    ground = HISTORY.get(detail.get("ground", "")) or _DELETION.get(detail.get("reason", ""))
    reason = ", ".join(filter(None, (ground, _until(detail), noted)))
    who = person_text(event.officer_name, event.role, event.unit_name)
    return Event(_text(view, event, first_view), reason, who, minute_text(event.at_minute, now_hour))


def _text(view: TipView, event: OfficerEvent, first_view: int) -> str:
    detail = event.detail
    text = case_texts.EVENT.get(event.kind) or texts.EVENT.get(event.kind, texts.EVENT_OTHER)
    if event.kind == "viewed" and event.ordinal == first_view:
        return texts.FIRST_VIEW
    if event.kind == "status":
        text = texts.STATUS.get(detail.get("to", ""), texts.EVENT_OTHER)
        more = texts.CLASSIFICATION.get(detail.get("classification", "")) or texts.DECISION.get(
            detail.get("decision", "")
        )
        return f"{text}: {more.lower()}" if more else text
    if event.kind == "duty":
        return duty_event(detail) or texts.EVENT_OTHER
    return _case_text(view, event, text)


def _case_text(view: TipView, event: OfficerEvent, text: str) -> str:
    detail = event.detail
    if event.kind == "forwarded":
        unit, unopened = view.unit_names.get(detail.get("to", ""), "đơn vị khác"), detail.get("unopened")
        return (
            f"Chuyển tới {unit}" if unopened is None else f"Chuyển trả {unit}: {unopened} mục không mở được"
        )
    if event.kind in ("linked", "unlinked") and event.queue_id == view.queue_id:
        # Numbers are a queue's own: another queue's say nothing here.
        return f"{text} số {detail.get('with', '')}"
    if event.kind == "assigned":
        return f"Giao tin cho {view.assigned_names.get(detail.get('to', ''), 'cán bộ khác')}"
    if event.kind == "aside":
        unseen = f" ({case_texts.NO_KEY_ABOVE})" if detail.get("above") == "no_key" else ""
        return f"{text}: {case_texts.MARK.get(detail.get('mark', ''), '').lower()}{unseen}"
    if event.kind == "printed" and detail.get("what") == "slip":
        return "In phiếu chuyển"
    return text


def _until(detail: Mapping[str, str]) -> str:
    """The end that an extension names: `đến 21/01/2027`."""
    day = detail.get("until")
    return f"đến {'/'.join(reversed(day.split('-')))}" if day else ""
