"""A tip's page, its sealed parts, and what officers do with it; must never answer for a tip of another queue."""

from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.hours import hour_of
from sealing.parts import Role as PartRole
from storage import tips
from storage.engine import Connection
from storage.queue_page import Counts
from storage.sessions import Session
from storage.tip_duties import TipClocks, tip_clocks
from storage.tip_links import LinkedTip, linked_tips
from storage.tip_reading import BlobRef, NotVisible, TipView
from web.desk import texts
from web.desk.certified import CertifiedQueue, certified_queues
from web.desk.inputs import Fields, outcome, refused, tip_id_of
from web.desk.resealed import named_parts
from web.desk.sessions import Desk, not_found
from web.desk.tip_facts import tip_page


@dataclass(frozen=True, slots=True)
class _Read:
    view: TipView | NotVisible
    clocks: TipClocks | NotVisible
    certified: Mapping[str, CertifiedQueue]
    counts: Counts
    related: tuple[LinkedTip, ...]


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """The tip: its facts, and its parts still sealed for the browser to open."""
    tip_id, viewer = tip_id_of(request), session.viewer
    if tip_id is None:
        return not_found(desk, request, viewer)
    now, now_hour = desk.now, hour_of(desk.now)

    def read(conn: Connection) -> _Read:
        view = tips.tip(conn, viewer, tip_id)
        holders = [] if isinstance(view, NotVisible) else [holder.queue_id for holder in view.holders]
        return _Read(
            view,
            tip_clocks(conn, viewer, tip_id),
            certified_queues(desk.parts, conn, holders, now),
            tips.counts(conn, viewer, now_hour),
            linked_tips(conn, viewer, tip_id),
        )

    found = await desk.parts.database.read(read)
    view, clocks = found.view, found.clocks
    if isinstance(view, NotVisible) or isinstance(clocks, NotVisible):
        return not_found(desk, request, viewer)
    return desk.pages.render(
        request,
        "tip.html",
        section="queue",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=found.counts.unassigned,
        last=found.counts.last_change,
        page=tip_page(
            view,
            clocks,
            viewer,
            desk.parts.commune(view.commune_code),
            found.certified,
            now_hour,
            found.related,
        ),
    )


async def part(desk: Desk, request: Request, session: Session) -> Response:
    """The sealed bytes of one part."""
    tip_id, role, number = tip_id_of(request), _role_of(request), int(request.path_params["number"])
    viewer = session.viewer
    if tip_id is None or role is None or not 1 <= number < 2**31:
        return refused("not_visible", 404)
    body = await desk.parts.database.read(lambda conn: tips.part_body(conn, viewer, tip_id, role, number))
    if isinstance(body, NotVisible):
        return refused("not_visible", 404)
    if isinstance(body, BlobRef):
        body = await desk.parts.blobs.get(body.name)
    return Response(body, media_type="application/octet-stream")


async def viewed(desk: Desk, request: Request, session: Session) -> JSONResponse:
    """Note that this officer's browser has opened the tip, and these parts of it."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    opened = named_parts(await Fields.read(request), "opened")
    if tip_id is None:
        return refused("not_visible", 404)

    def note(conn: Connection) -> object:
        return tips.mark_viewed(conn, viewer, tip_id, now, opened)

    return outcome(await desk.parts.database.write(note))


def _role_of(request: Request) -> PartRole | None:
    value = request.path_params["role"]
    return PartRole(value) if value in {role.value for role in PartRole} else None
