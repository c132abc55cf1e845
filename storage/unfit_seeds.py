"""What an officer's browser says of a queue seed sealed to it that isn't the right one; must never take a seed away, only let another in its place."""

import hmac
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select, update

from storage import audit
from storage.audit import AuditAct
from storage.deployment import bump_serving_version
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import queue_seeds
from storage.seed_holders import officer_holder
from storage.viewer import Viewer


def say_unfit(conn: Connection, viewer: Viewer, epoch: int, digest: bytes, now: datetime) -> Done | Failure:
    """Note that the seed of the viewer's own queue that is sealed to the viewer doesn't open, or isn't the queue's.

    `digest` is SHA-256 of the sealed seed that was tried: one that came in its place meanwhile isn't meant. From then on
    the officer counts as one who waits for this epoch's key, and a colleague or a recovery may seal it anew.
    Failure(NOT_VISIBLE) where nothing like that is sealed to the viewer.
    """
    mine = (
        (queue_seeds.c.queue_id == viewer.unit_id)
        & (queue_seeds.c.epoch == epoch)
        & (queue_seeds.c.holder == officer_holder(viewer.officer_id))
    )
    row = conn.execute(
        select(queue_seeds.c.sealed_seed, queue_seeds.c.unfit).where(mine).with_for_update()
    ).first()
    if row is None or not hmac.compare_digest(sha256(row.sealed_seed).digest(), digest):
        return Failure(FailureReason.NOT_VISIBLE)
    if row.unfit:
        return Done()
    conn.execute(update(queue_seeds).where(mine).values(unfit=True))
    bump_serving_version(conn)
    audit.record(
        conn,
        unit_id=viewer.unit_id,
        officer_id=viewer.officer_id,
        act=AuditAct.KEY_UNFIT,
        now=now,
        detail={"epoch": str(epoch)},
    )
    return Done()


def unfit_epochs(conn: Connection, queue_id: str, officer_id: bytes) -> frozenset[int]:
    """The epochs of a queue whose seed this officer has said to be unfit, and nobody has sealed anew since."""
    mine = (queue_seeds.c.queue_id == queue_id) & (queue_seeds.c.holder == officer_holder(officer_id))
    return frozenset(
        conn.execute(select(queue_seeds.c.epoch).where(mine, queue_seeds.c.unfit.is_(True))).scalars()
    )
