"""Takes and shows the pictures of campaigns and sets their A4 sheet; must never keep a picture that wasn't cleaned."""

import asyncio
from io import BytesIO

from PIL import Image, UnidentifiedImageError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.campaigns import MOST_PICTURE_BYTES
from domain.permissions import Action
from storage import campaigns
from storage.engine import Connection
from storage.sessions import Session
from web.desk.campaign_facts import today_text
from web.desk.campaign_preview import preview
from web.desk.campaigns import no
from web.desk.inputs import hex_id
from web.desk.sessions import Desk, not_found
from web.print.bulletin_sheet import BulletinSheet, bulletin_sheet_pdf
from web.print.faces import Fonts, UnprintableLetters
from web.print.paper import TooMuchText
from web.print.sheet_foot import SheetFoot

_SQUARE = 1080


async def upload(desk: Desk, request: Request, session: Session) -> Response:
    """Clean a picture for a campaign the viewer may write, keep it, and give the hash under which a content may name it."""
    viewer, campaign_id = session.viewer, hex_id(request.path_params["campaign"])
    found = await desk.parts.database.read(
        lambda conn: campaigns.campaign(conn, viewer, campaign_id) if campaign_id else None
    )
    if found is None or not viewer.may(Action.WRITE_CAMPAIGNS, own_unit=found.unit_id == viewer.unit_id):
        return not_found(desk, request, viewer)
    body = await request.body()
    if len(body) > MOST_PICTURE_BYTES:
        return no("picture_too_large", 413)
    clean = desk.parts.clean_picture
    cleaned = await clean(body) if clean is not None and body else None
    if cleaned is None:
        return no("picture_unreadable")
    data, mime, width, height = cleaned
    kept = await desk.parts.database.write(
        lambda conn: campaigns.put_picture(conn, data, mime, width, height)
    )
    return JSONResponse({"picture": kept.sha256.hex(), "size": kept.size})


async def picture(desk: Desk, request: Request, session: Session) -> Response:
    """The picture of a campaign that the viewer may see."""
    viewer, campaign_id = session.viewer, hex_id(request.path_params["campaign"])

    def read(conn: Connection) -> campaigns.StoredPicture | None:
        found = campaigns.campaign(conn, viewer, campaign_id) if campaign_id else None
        wanted = found.content.picture if found else None
        return campaigns.picture(conn, wanted.sha256) if wanted else None

    stored = await desk.parts.database.read(read)
    if stored is None:
        return not_found(desk, request, viewer)
    return Response(stored.image, media_type=stored.picture.mime)


async def sheet(desk: Desk, request: Request, session: Session) -> Response:
    """The campaign as an A4 page for a notice board, in the language asked for."""
    viewer, campaign_id, parts = session.viewer, hex_id(request.path_params["campaign"]), desk.parts

    def read(conn: Connection) -> tuple[campaigns.Campaign, bytes] | None:
        found = campaigns.campaign(conn, viewer, campaign_id) if campaign_id else None
        if found is None:
            return None
        wanted = found.content.picture
        stored = campaigns.picture(conn, wanted.sha256) if wanted else None
        return found, stored.image if stored else b""

    seen = await parts.database.read(read)
    if seen is None or not viewer.may(Action.PRINT_POSTERS):
        return not_found(desk, request, viewer)
    found, image = seen
    language = "en" if request.query_params.get("language") == "en" and "en" in found.content.words else "vi"
    shown = preview(found.content, parts.frames, language, is_correction=found.corrects is not None)
    province = parts.province(found.province_code)
    foot = SheetFoot(
        found.unit_name,
        f"https://t.me/{parts.bot_name}" if parts.bot_name else "",
        f"t.me/{parts.bot_name}" if parts.bot_name else "",
    )
    page = BulletinSheet(
        title=shown.title or " ",
        text=shown.body or " ",
        unit=found.unit_name,
        day=f"{province.name if province else ''}, {today_text(desk.now)}",
        foot=foot,
        picture=await asyncio.to_thread(squared, image) if image else b"",
        language=language,
    )
    try:
        data = await asyncio.to_thread(bulletin_sheet_pdf, page, Fonts(parts.static_dir / "fonts"))
    except TooMuchText:
        return no("too_long_to_print")
    except UnprintableLetters:
        return no("unprintable")
    kept = {"content-disposition": 'attachment; filename="canh-bao-a4.pdf"'}
    return Response(data, media_type="application/pdf", headers=kept)


def squared(image: bytes) -> bytes:
    """A picture on a white square, as the sheet wants it; nothing of it is cut off. b"" for what isn't a picture."""
    try:
        with Image.open(BytesIO(image)) as opened:
            opened.thumbnail((_SQUARE, _SQUARE))
            shrunk = opened.convert("RGB")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return b""
    square = Image.new("RGB", (_SQUARE, _SQUARE), "white")
    square.paste(shrunk, ((_SQUARE - shrunk.width) // 2, (_SQUARE - shrunk.height) // 2))
    made = BytesIO()
    square.save(made, "PNG")
    return made.getvalue()
