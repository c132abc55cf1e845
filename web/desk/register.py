"""`Sổ theo dõi tin`: the register of a time as a page to print, metadata alone; must never show another unit's tips."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.hours import day_of, hour_of
from storage import printing, tips
from storage.engine import Connection
from storage.printing import MOST_LINES, RegisterLine
from storage.sessions import Session
from web.desk import texts
from web.desk.inputs import BadInput, Fields
from web.desk.resealed import case_outcome
from web.desk.sessions import Desk
from web.desk.times import VIETNAM, hour_text, minute_text

_MOST_DAYS = 400


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """The register from a day to a day, this month's if none is named."""
    viewer, now_hour = session.viewer, hour_of(desk.now)
    first, last = _days(request.query_params, day_of(desk.now))
    begin, end = _hour(first), _hour(last + timedelta(days=1))

    def read(conn: Connection) -> tuple[tuple[RegisterLine, ...], int]:
        lines = printing.register(conn, viewer, begin, end, MOST_LINES + 1)
        return lines, tips.counts(conn, viewer, now_hour).unassigned

    lines, unread = await desk.parts.database.read(read)
    return desk.pages.render(
        request,
        "register.html",
        section="queue",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=unread,
        first=first.isoformat(),
        last=last.isoformat(),
        period=f"Từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}",
        hours=(begin, end),
        lines=[_line(line, now_hour, desk) for line in lines[:MOST_LINES]],
        full=len(lines) > MOST_LINES,
    )


async def printed(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Note that the register is about to be printed."""
    viewer, now = session.viewer, desk.now
    fields = await Fields.read(request)
    begin, end = fields.number("from_hour", 0), fields.number("to_hour", 0)
    if end < begin:
        raise BadInput
    return case_outcome(
        await desk.parts.database.write(lambda conn: printing.note_register(conn, viewer, begin, end, now))
    )


def _line(line: RegisterLine, now_hour: int, desk: Desk) -> Mapping[str, str]:
    commune = desk.parts.commune(line.commune_code)
    if line.forwarded is not None:
        went = "Đã chuyển trả" if line.forwarded.sent_back else "Đã chuyển tới"
        outcome = f"{went} {line.forwarded.to_unit_name}, {minute_text(line.forwarded.at_minute, now_hour)}"
    else:
        outcome = texts.STATUS[line.status] if line.status is not None else ""
    return {
        "number": str(line.number),
        "arrived": hour_text(line.received_hour, now_hour),
        "category": texts.CATEGORY.get(line.category, texts.CATEGORY[None]),
        "when": texts.WHEN[line.when],
        "place": commune.title if commune else "",
        "officer": line.officer_name or "",
        "outcome": f"{outcome} (bản sao)" if line.copy else outcome,
    }


def _days(query: Mapping[str, str], today: date) -> tuple[date, date]:
    """The two days of the address; anything odd in it falls back to this month."""
    try:
        first = date.fromisoformat(query.get("from", ""))
        last = date.fromisoformat(query.get("to", ""))
    except ValueError:
        return today.replace(day=1), today
    if (
        first > last
        or last - first > timedelta(days=_MOST_DAYS)
        or not 2000 <= first.year <= last.year <= 2200
    ):
        return today.replace(day=1), today
    return first, last


def _hour(day: date) -> int:
    """The hour in which a Vietnamese day begins."""
    return hour_of(datetime(day.year, day.month, day.day, tzinfo=VIETNAM).astimezone(UTC))
