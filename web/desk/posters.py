"""Gives an officer the posters of the communes that the own unit serves, an administrator those of the province; must never give another's."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from domain.hours import day_of
from domain.permissions import Action
from domain.units import Unit
from sealing.fingerprints import fingerprint
from storage import audit, units
from storage.engine import Connection
from storage.sessions import Session
from storage.viewer import Viewer
from web.desk.sessions import Desk, not_found
from web.print.faces import Fonts
from web.print.poster import Poster, poster_pdf


@dataclass(frozen=True, slots=True)
class Offered:
    """A poster that the unit's page offers; `title` like `Xã Quỳnh Nhai`, `place` the same inside a sentence."""

    code: str
    title: str
    place: str


def offered(desk: Desk, commune_codes: Sequence[str]) -> tuple[Offered, ...]:
    """The posters of communes, those left out that the gazetteer doesn't know."""
    known = (desk.parts.commune(code) for code in commune_codes)
    return tuple(
        Offered(commune.code, commune.title, commune.in_sentence) for commune in known if commune is not None
    )


async def pdf(desk: Desk, request: Request, session: Session) -> Response:
    """The poster and stickers of a commune of the viewer's reach, to be kept as a file."""
    parts, code, viewer, day = desk.parts, request.path_params["commune"], session.viewer, day_of(desk.now)
    serves = await parts.database.read(lambda conn: _server(conn, viewer, code, day))
    commune = parts.commune(code) if serves is not None else None
    province = parts.province(commune.province_code) if commune is not None else None
    if serves is None or commune is None or province is None or not parts.bot_name:
        return not_found(desk, request, viewer)
    poster = Poster(
        commune_code=commune.code,
        commune=commune.title,
        province=province.name,
        unit=serves.name,
        bot_name=parts.bot_name,
        form_url=parts.form_url,
        root_fingerprint=fingerprint("root", parts.root_public_key),
    )
    await parts.database.write(
        lambda conn: audit.record(
            conn,
            unit_id=viewer.unit_id,
            officer_id=viewer.officer_id,
            act=audit.AuditAct.POSTERS_PRINTED,
            now=desk.now,
            subject=commune.code,
        )
    )
    # Setting a page takes about a second: in a thread, so that nobody else's request waits for it.
    data = await asyncio.to_thread(poster_pdf, poster, Fonts(parts.static_dir / "fonts"))
    kept = {"content-disposition": f'attachment; filename="ap-phich-{commune.code}.pdf"'}
    return Response(data, media_type="application/pdf", headers=kept)


def _server(conn: Connection, viewer: Viewer, code: str, day: date) -> Unit | None:
    """The unit that serves a commune, if the viewer may print its posters: the own one, or one of the province in reach."""
    serving = units.assigned(conn, code, day)
    found, own = units.unit(conn, serving or ""), units.unit(conn, viewer.unit_id)
    if found is None or own is None or found.province_code != own.province_code:
        return None
    return found if viewer.may(Action.PRINT_POSTERS, own_unit=found.id == own.id) else None
