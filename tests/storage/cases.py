"""What an officer's browser posts when a tip is forwarded or set aside, made of random bytes of the right size."""

import secrets

from domain.samples import Mark
from storage.engine import Connection
from storage.forwarding import Forward
from storage.parts import PartRole
from storage.resealing import ResealedKey, epoch_of, held_parts
from storage.samples import SetAside, sampler_of
from storage.tip_state import tip_state
from storage.viewer import Viewer
from tests.storage.town import Report, sealed_part


def keys_of(conn: Connection, viewer: Viewer, tip_id: bytes) -> tuple[ResealedKey, ...]:
    """Every key of the viewer's queue, sealed again."""
    return tuple(
        ResealedKey(PartRole(role), number, secrets.token_bytes(1168))
        for role, number in held_parts(conn, tip_id, viewer.unit_id)
    )


def order(conn: Connection, viewer: Viewer, report: Report, target: str, epoch: int | None = None) -> Forward:
    """A forward as things stand now."""
    tip = tip_state(conn, report.tip_id, lock=False)
    assert tip is not None
    sealed_to = epoch_of(conn, target) if epoch is None else epoch
    note = sealed_part(report.tip_id, tip.last_note + 1, (target,), role=PartRole.NOTE, epoch=sealed_to)
    return Forward(target, sealed_to, keys_of(conn, viewer, report.tip_id), note)


def put_aside(
    conn: Connection, viewer: Viewer, report: Report, *, chosen: bool, mark: Mark = Mark.NO_GROUND
) -> SetAside:
    """A setting aside as things stand now, with the reason's key for the level above as well."""
    tip = tip_state(conn, report.tip_id, lock=False)
    above = sampler_of(conn, viewer.unit_id)
    assert tip is not None
    assert above is not None
    note = sealed_part(report.tip_id, tip.last_note + 1, (viewer.unit_id,), role=PartRole.NOTE)
    keys = (
        *keys_of(conn, viewer, report.tip_id),
        ResealedKey(PartRole.NOTE, note.number, secrets.token_bytes(1168)),
    )
    epoch = epoch_of(conn, above)
    return SetAside(mark, note, epoch, keys, chosen, certified=epoch)
