"""The duty rota's page: who is on duty this week, and changing it; must never show another unit's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.duty import Shift, shift_at, week_of
from domain.hours import day_of, hour_of
from domain.permissions import Action
from storage import assigning, rota, tips
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.rota import DutySlot
from storage.sessions import Session
from web.desk import queue_texts, texts
from web.desk.inputs import BadInput, Fields, hex_id, outcome
from web.desk.queue_acts import said
from web.desk.sessions import Desk

_FAR = timedelta(days=370)
"""A rota is planned and looked up within a year."""


@dataclass(frozen=True, slots=True)
class SlotView:
    """One shift of a day as the page shows it."""

    shift: str
    name: str
    hours: str
    officers: tuple[str, ...]
    ids: str
    differs: bool
    now: bool


@dataclass(frozen=True, slots=True)
class DayView:
    """One day of the week."""

    day: str
    weekday: int
    name: str
    short: str
    today: bool
    past: bool
    slots: tuple[SlotView, ...]


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """The week that holds a day of the address, this week without one."""
    viewer, now = session.viewer, desk.now
    today = day_of(now)
    days = week_of(_day(request.query_params.get("week", ""), today))

    current = shift_at(now)

    def read(
        conn: Connection,
    ) -> tuple[tuple[DutySlot, ...], tuple[DutySlot, ...], Mapping[str, str], tuple[bytes, ...], int]:
        return (
            rota.week(conn, viewer, days),
            # A night that is still on may have begun in the week before.
            rota.week(conn, viewer, current[:1]),
            assigning.readers(conn, viewer),
            rota.on_duty(conn, viewer.unit_id, now),
            tips.counts(conn, viewer, hour_of(now)).unassigned,
        )

    slots, begun, officers, on_duty, unread = await desk.parts.database.read(read)
    silent = not any((slot.day, slot.shift) == current and _present(slot, officers) for slot in begun)
    return desk.pages.render(
        request,
        "duty.html",
        section="unit",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=unread,
        days=[_day_view(day, slots, officers, today, current) for day in days],
        officers={**officers, viewer.officer_id.hex(): f"{viewer.name} (tôi)"} if officers else {},
        on_duty=[officers[each.hex()] for each in on_duty],
        this_week=today in days,
        silent=silent and today in days,
        title=f"{days[0]:%d/%m} đến {days[-1]:%d/%m/%Y}",
        before=(days[0] - timedelta(days=7)).isoformat(),
        behind=(days[0] + timedelta(days=7)).isoformat(),
        may_plan=viewer.may(Action.PLAN_DUTY),
    )


async def change(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Put officers on one shift: of one day, or of this weekday every week."""
    viewer, now, fields = session.viewer, desk.now, await Fields.read(request)
    day, officer_ids = (
        _day(fields.text("day", 10), None),
        [hex_id(each) for each in fields.texts("officers", 50)],
    )
    scope, chosen = fields.text("scope", 10), [each for each in officer_ids if each is not None]
    try:
        shift = Shift(fields.text("shift", 10))
    except ValueError:
        raise BadInput from None
    if scope not in ("day", "week") or len(chosen) != len(officer_ids) or abs(day - day_of(now)) > _FAR:
        raise BadInput

    def write(conn: Connection) -> Done | Failure:
        if scope == "day":
            return rota.plan_day(conn, viewer, day, shift, chosen, now)
        planned = rota.plan_week(conn, viewer, day.weekday(), shift, chosen, now)
        # What was set for this very day gives way, or the change would not be seen where it was made.
        return rota.plan_day(conn, viewer, day, shift, (), now) if isinstance(planned, Done) else planned

    answer = await desk.parts.database.write(write)
    if isinstance(answer, Failure) and answer.reason is FailureReason.NOBODY:
        return said("nobody")
    return outcome(answer)


def _day(value: str, otherwise: date | None) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        if otherwise is None:
            raise BadInput from None
        return otherwise


def _present(slot: DutySlot, officers: Mapping[str, str]) -> tuple[str, ...]:
    """Ids of those on a shift who are still there."""
    ids = {officer_id.hex() for officer_id in slot.officer_ids}
    return tuple(officer_id for officer_id in officers if officer_id in ids)


def _day_view(
    day: date,
    slots: tuple[DutySlot, ...],
    officers: Mapping[str, str],
    today: date,
    current: tuple[date, Shift],
) -> DayView:
    return DayView(
        day=day.isoformat(),
        weekday=day.weekday(),
        name=queue_texts.WEEKDAYS[day.weekday()],
        short=f"{day:%d/%m}",
        today=day == today,
        past=day < current[0],
        slots=tuple(
            SlotView(
                shift=slot.shift.value,
                name=queue_texts.SHIFTS[slot.shift],
                hours=queue_texts.SHIFT_HOURS[slot.shift],
                officers=tuple(officers[each] for each in _present(slot, officers)),
                ids=" ".join(_present(slot, officers)),
                differs=slot.differs,
                now=(slot.day, slot.shift) == current,
            )
            for slot in slots
            if slot.day == day
        ),
    )
