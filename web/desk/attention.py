"""What needs a look, as lines with their links, and putting them away; must never give a link to a tip of another queue."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.hours import hour_of
from domain.permissions import Action
from storage import alarms, attention, notices, tips
from storage.alarms import AlarmRow
from storage.attention import Attention
from storage.engine import Connection
from storage.notices import Notice, NoticeKind
from storage.sessions import Session
from storage.viewer import Viewer
from web.desk import attention_texts, texts
from web.desk.inputs import BadInput, Fields, hex_id
from web.desk.route_rules import Touches
from web.desk.sessions import Desk, allowed
from web.desk.times import age_text

SHOWN_ON_THE_QUEUE = 3


@dataclass(frozen=True, slots=True)
class AttentionLine:
    """One line. `link` leads to a tip of the own queue; `key` names the line when it is put away."""

    key: str
    head: str
    words: str
    age: str
    link: str | None
    urgent: bool


def attention_routes(desk: Desk) -> list[Route]:
    """Every address of this room."""
    read, own = Action.READ_TIPS, Touches.OWN
    return [
        Route("/attention", allowed(desk, read, page)),
        Route("/attention/seen", allowed(desk, read, seen, touches=own), methods=["POST"]),
    ]


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """All of it."""
    viewer, now_hour = session.viewer, hour_of(desk.now)

    def read(conn: Connection) -> tuple[Attention, int]:
        return attention.attention(conn, viewer), tips.counts(conn, viewer, now_hour).unassigned

    found, unread = await desk.parts.database.read(read)
    return desk.pages.render(
        request,
        "attention.html",
        section="queue",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=unread,
        said=attention_texts,
        lines=lines_of(found, viewer, now_hour),
    )


async def seen(desk: Desk, request: Request, session: Session) -> Response:
    """Put one line away: an alarm for the whole queue, a notice for the viewer."""
    key = (await Fields.read(request)).text("key", 80)
    viewer = session.viewer
    kind, _, rest = key.partition(":")
    if kind == "notice" and rest.isdecimal() and len(rest) < 20 and int(rest) < 2**63:
        await desk.parts.database.write(lambda conn: notices.mark_seen(conn, viewer, (int(rest),)))
        return JSONResponse({"done": True})
    tip_id = hex_id(rest.partition(":")[0])
    if kind != "alarm" or tip_id is None:
        raise BadInput
    alarm = rest.partition(":")[2]
    await desk.parts.database.write(lambda conn: alarms.clear(conn, viewer, tip_id, alarm))
    return JSONResponse({"done": True})


def lines_of(found: Attention, viewer: Viewer, now_hour: int) -> tuple[AttentionLine, ...]:
    """The lines, what is happening now first, then as they came."""
    lines = [_alarm_line(alarm, viewer, now_hour) for alarm in found.alarms]
    lines += [_notice_line(notice, now_hour) for notice in found.notices]
    return tuple(sorted(lines, key=lambda line: not line.urgent))


def _alarm_line(alarm: AlarmRow, viewer: Viewer, now_hour: int) -> AttentionLine:
    own = alarm.subject_queue_id == viewer.unit_id
    words = attention_texts.OWN_ALARM if own else attention_texts.ALARM_BELOW
    number = f"Tin số {alarm.number}" if alarm.number is not None else "Một tin"
    link = f"/tips/{alarm.tip_id.hex()}" if own or alarm.kind == alarms.NOW else None
    return AttentionLine(
        key=f"alarm:{alarm.tip_id.hex()}:{alarm.kind}",
        head=number if own else f"{number} của {alarm.subject_unit_name}",
        words=words.get(alarm.kind, attention_texts.ALARM_BELOW["unopened"]),
        age=age_text(now_hour - alarm.hour),
        link=link,
        urgent=alarm.kind == alarms.NOW,
    )


def _notice_line(notice: Notice, now_hour: int) -> AttentionLine:
    return AttentionLine(
        key=f"notice:{notice.id}",
        head=f"Tin số {notice.number}" if notice.number is not None else attention_texts.TITLE,
        words=attention_texts.NOTICE.get(notice.kind, ""),
        age=age_text(now_hour - notice.hour),
        link=None if notice.tip_id is None else f"/tips/{notice.tip_id.hex()}",
        urgent=notice.when == "now" and notice.kind is NoticeKind.UNOPENED,
    )
