"""Gives an officer the posters of the communes that the own unit serves; must never give one for another's commune."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from domain.hours import day_of
from sealing.fingerprints import fingerprint
from storage import audit
from storage.sessions import Session
from storage.units import communes_of
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
    """The poster and stickers of a commune of the viewer's unit, to be kept as a file."""
    parts, code, viewer = desk.parts, request.path_params["commune"], session.viewer
    served = await parts.database.read(lambda conn: communes_of(conn, viewer.unit_id, day_of(desk.now)))
    commune = parts.commune(code) if code in served else None
    province = parts.province(commune.province_code) if commune is not None else None
    if commune is None or province is None or not parts.bot_name:
        return not_found(desk, request, viewer)
    poster = Poster(
        commune_code=commune.code,
        commune=commune.title,
        province=province.name,
        unit=session.unit_name,
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
