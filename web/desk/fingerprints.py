"""The page of fingerprints that two offices read to one another by phone; must never print digits that this server worked out."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from storage import officers, queue_keys, units
from storage.engine import Connection
from storage.sessions import Session
from web.desk import texts
from web.desk.certified import CertifiedQueue, certified_province, certified_queues
from web.desk.inputs import base64_text
from web.desk.province import named
from web.desk.sessions import Desk


async def page(desk: Desk, request: Request, session: Session) -> Response:
    """Root, province, own queue, own key: keys and entries alone; the browser verifies them and works the digits out."""
    viewer, now, parts = session.viewer, desk.now, desk.parts

    def read(conn: Connection) -> dict[str, Any]:
        unit = units.unit(conn, viewer.unit_id)
        code = unit.province_code if unit else ""
        province = certified_province(parts, conn, code, now)
        queue: CertifiedQueue | None = certified_queues(parts, conn, [viewer.unit_id], now).get(
            viewer.unit_id
        )
        known = queue_keys.epochs(conn, viewer.unit_id)
        officer = officers.officer(conn, viewer.officer_id)
        return {
            "code": code,
            "province": named(parts, code).in_sentence,
            "province_entry": base64_text(province[0]) if province else "",
            "queue_entry": base64_text(queue.queue_entry) if queue else "",
            "epoch": known[-1].epoch if known else 0,
            "queue_key": base64_text(known[-1].public_key) if known else "",
            "own_key": base64_text(officer.public_key) if officer and officer.public_key else "",
        }

    return desk.pages.render(
        request,
        "fingerprints.html",
        section="fingerprints",
        viewer=viewer,
        unit_name=session.unit_name,
        role_name=texts.role_name(viewer.role, session.unit_name),
        unread=0,
        **await parts.database.read(read),
    )
