"""How the service is: worker, channels, what has fallen silent; must never show an error's message, only its kind."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.health import SILENT_MINUTES, Finding, Pulse, State, judge_all
from domain.hours import hour_of
from domain.permissions import Action
from storage import heartbeats, tips
from storage.engine import Connection
from storage.moments import minute_of
from storage.sessions import Session
from web.desk import attention_texts, texts
from web.desk.sessions import Desk, allowed
from web.desk.times import NBSP, span_text


@dataclass(frozen=True, slots=True)
class PartLine:
    """One part of the service as the page says it."""

    name: str
    does: str
    state: str
    good: bool
    known: bool
    detail: str


def system_routes(desk: Desk) -> list[Route]:
    """Every address of this room."""
    watch = Watch()
    return [
        Route("/system", allowed(desk, Action.SEE_HEALTH, page)),
        Route("/system/now", allowed(desk, Action.SEE_HEALTH, watch.now, idle=True)),
    ]


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """Every part with its state."""
    viewer, moment = session.viewer, desk.now

    def read(conn: Connection) -> tuple[tuple[Finding, ...], int]:
        unread = tips.counts(conn, viewer, hour_of(moment)).unassigned if viewer.reads_tips else 0
        return judge_all(heartbeats.beats(conn), minute_of(moment)), unread

    found, unread = await desk.parts.database.read(read)
    return desk.pages.render(
        request,
        "system.html",
        section="",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=unread,
        said=attention_texts,
        parts=[_line(finding) for finding in found],
    )


class Watch:
    """What the pages ask every minute; it remembers since when, for what has never run may still be starting."""

    def __init__(self) -> None:
        self._since: int | None = None

    async def now(self, desk: Desk, request: Request, session: Session) -> Response:
        """What has fallen silent, in sentences."""
        del request, session
        minute = minute_of(desk.now)
        self._since = minute if self._since is None else self._since
        found = judge_all(await desk.parts.database.read(heartbeats.beats), minute)
        late = minute - self._since > SILENT_MINUTES
        waited_for = (State.FAILING, State.SILENT, *((State.NEVER,) if late else ()))
        banners = [
            attention_texts.BANNER[finding.pulse, finding.state]
            for finding in found
            if finding.state in waited_for and (finding.pulse, finding.state) in attention_texts.BANNER
        ]
        return JSONResponse({"banners": banners})


def _line(finding: Finding) -> PartLine:
    detail = ""
    if finding.needs_somebody and finding.minutes is not None:
        hours = finding.minutes // 60
        detail = f"Đã {span_text(hours)}" if hours else f"Đã {finding.minutes}{NBSP}phút"
        detail += f", lỗi {finding.error}" if finding.error else ""
    elif finding.state is State.WELL:
        detail = "Vừa chạy dưới 5 phút trước"
    return PartLine(
        name=attention_texts.PULSE[Pulse(finding.pulse)],
        does=attention_texts.PULSE_DOES[finding.pulse],
        state=attention_texts.STATE[finding.state],
        good=finding.state is State.WELL,
        known=finding.state is not State.NEVER,
        detail=detail,
    )
