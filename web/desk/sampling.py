"""The level above looks at what chance chose of the tips that were set aside; must never show one that wasn't, or no longer is."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from domain.hours import hour_of
from domain.samples import Verdict
from sealing.parts import Role as PartRole
from storage import samples, tips
from storage.engine import Connection
from storage.samples import SampleLine, SampleView
from storage.sessions import Session
from storage.tip_reading import BlobRef, NotVisible
from web.desk import case_texts, texts
from web.desk.inputs import BadInput, Fields, base64_text, refused, tip_id_of
from web.desk.resealed import case_outcome
from web.desk.sessions import Desk, not_found
from web.desk.times import age_text, hour_text
from web.desk.tip_facts import part_facts


async def page_list(desk: Desk, request: Request, session: Session) -> Response:
    """What waits for a look, oldest first."""
    viewer, now_hour = session.viewer, hour_of(desk.now)

    def read(conn: Connection) -> tuple[tuple[SampleLine, ...], int]:
        return samples.waiting_samples(conn, viewer), tips.counts(conn, viewer, now_hour).unassigned

    lines, unread = await desk.parts.database.read(read)
    return desk.pages.render(
        request,
        "samples.html",
        section="samples",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=unread,
        lines=[
            {
                "tip": line.tip_id.hex(),
                "unit": line.unit_name,
                "mark": case_texts.MARK[line.mark],
                "category": texts.CATEGORY.get(line.category, texts.CATEGORY[None]),
                "when": texts.WHEN[line.when],
                "age": age_text(now_hour - line.hour),
            }
            for line in lines
        ],
    )


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """One sample: its facts, and its parts sealed for this queue."""
    tip_id, viewer, now_hour = tip_id_of(request), session.viewer, hour_of(desk.now)
    if tip_id is None:
        return not_found(desk, request, viewer)

    def read(conn: Connection) -> tuple[SampleView | NotVisible, int]:
        return samples.sample(conn, viewer, tip_id), tips.counts(conn, viewer, now_hour).unassigned

    view, unread = await desk.parts.database.read(read)
    if isinstance(view, NotVisible):
        return not_found(desk, request, viewer)
    commune = desk.parts.commune(view.commune_code)
    return desk.pages.render(
        request,
        "sample.html",
        section="samples",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=unread,
        page={
            "tip": view.tip_id.hex(),
            "unit": view.unit_name,
            "mark": case_texts.MARK[view.mark],
            "category": texts.CATEGORY.get(view.category, texts.CATEGORY[None]),
            "when": texts.WHEN[view.when],
            "place": commune.title if commune else "",
            "arrived": hour_text(view.received_hour, now_hour),
            "aside": hour_text(view.hour, now_hour),
            "parts": [part.number for part in view.parts if part.role is PartRole.REPORT],
            "facts": json.dumps(_facts(view, now_hour), separators=(",", ":")),
        },
    )


async def part(desk: Desk, request: Request, session: Session) -> Response:
    """The sealed bytes of one part of a sample."""
    tip_id, viewer, value = tip_id_of(request), session.viewer, request.path_params["role"]
    number = int(request.path_params["number"])
    if tip_id is None or value not in {role.value for role in PartRole} or not 1 <= number < 2**31:
        return refused("not_visible", 404)
    role = PartRole(value)
    body = await desk.parts.database.read(
        lambda conn: samples.sample_body(conn, viewer, tip_id, role, number)
    )
    if isinstance(body, NotVisible):
        return refused("not_visible", 404)
    if isinstance(body, BlobRef):
        body = await desk.parts.blobs.get(body.name)
    return Response(body, media_type="application/octet-stream")


async def viewed(desk: Desk, request: Request, session: Session) -> Response:
    """Note in the own unit's audit record that the sample was opened."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    if tip_id is None:
        return refused("not_visible", 404)
    return case_outcome(
        await desk.parts.database.write(lambda conn: samples.note_opening(conn, viewer, tip_id, now))
    )


async def verdict(desk: Desk, request: Request, session: Session) -> Response:
    """Rightly set aside, or opened again at its unit."""
    tip_id, viewer, now = tip_id_of(request), session.viewer, desk.now
    said = (await Fields.read(request)).text("verdict", 16)
    if tip_id is None:
        return refused("not_visible", 404)
    try:
        judged = Verdict(said)
    except ValueError:
        raise BadInput from None
    return case_outcome(
        await desk.parts.database.write(lambda conn: samples.judge(conn, viewer, tip_id, judged, now))
    )


def _facts(view: SampleView, now_hour: int) -> dict[str, Any]:
    """As for a tip's page; nothing can be written here, so nobody is named to seal to."""
    return {
        "tip": view.tip_id.hex(),
        "queue": view.queue_id,
        "at": f"/samples/{view.tip_id.hex()}",
        "parts": [part_facts(part, {}, now_hour) for part in view.parts],
        "receipts": [
            {
                "mailbox": base64_text(receipt.mailbox),
                "reply": base64_text(receipt.reply_public_key),
                "verify": base64_text(receipt.verify_key),
            }
            for receipt in view.receipts
        ],
        "holders": [],
        "nextReply": 1,
        "nextNote": 1,
        "viewedByMe": False,
    }
