"""Ends an officer's access, for good or until they enrol anew; must never leave behind what they could open with."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, func, or_, select, text, update

from domain.hours import hour_of
from storage.beats import forget_officer as forget_beats
from storage.deployment import bump_serving_version
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.joining_tables import checked_keys, joinings
from storage.models import (
    campaign_tests,
    invitations,
    officers,
    queue_rows,
    queue_seeds,
    sessions,
    test_chats,
    test_links,
)
from storage.moments import minute_of
from storage.officer_chats import forget_officer as forget_chat
from storage.officers import Inviting, OfficerState, add_invitation, officer
from storage.passkeys import forget_passkeys
from storage.queues import ChangeKind, Lane, announce, change_row
from storage.saved_views import forget_officer as forget_lists
from storage.seed_holders import officer_holder
from storage.tip_state import tip_state

# Who was invited anew, got the same epoch again and leaves then is noted already.
_DEPARTED = text(
    "INSERT INTO departures (officer_id, queue_id, epoch, at_minute) VALUES (:officer, :queue, :epoch, :minute)"
    " ON CONFLICT (officer_id, queue_id, epoch) DO UPDATE SET at_minute = excluded.at_minute"
)


def leave(conn: Connection, officer_id: bytes, now: datetime) -> tuple[bytes, ...]:
    """End an officer's access: state, sessions, invitations, seed wraps, passkeys; what they had in hand goes back.

    If they held a queue's key, that is kept in mind: the queue needs a newer one. Their own chat for tests is forgotten,
    and so are their saved lists; their hamlets are nobody's.
    Returns the tips that went back.
    """
    _lock(conn, officer_id)
    _note_held(conn, officer_id, now)
    conn.execute(update(officers).where(officers.c.id == officer_id).values(state=OfficerState.LEFT.value))
    _end_access(conn, officer_id)
    given_back = []
    for tip_id in sorted(row.tip_id for row in conn.execute(_in_hand(officer_id)).all()):
        # Locked like in every command, then looked at again: a colleague may have given it back meanwhile.
        tip_state(conn, tip_id)
        row = conn.execute(_in_hand(officer_id).where(queue_rows.c.tip_id == tip_id)).first()
        if row is not None:
            change_row(conn, row, {"claimed_by": None})
            announce(conn, row.queue_id, tip_id, ChangeKind.UNCLAIMED, hour_of(now))
            given_back.append(tip_id)
    waiting = (campaign_tests.c.officer_id == officer_id) & (campaign_tests.c.delivery == "queued")
    conn.execute(delete(campaign_tests).where(waiting))
    conn.execute(delete(test_links).where(test_links.c.officer_id == officer_id))
    conn.execute(delete(test_chats).where(test_chats.c.officer_id == officer_id))
    forget_lists(conn, officer_id)
    forget_beats(conn, officer_id)
    bump_serving_version(conn)
    return tuple(given_back)


def invite_again(conn: Connection, officer_id: bytes, inviting: Inviting) -> Done | Failure:
    """Let the same officer enrol anew: what was theirs to prove and open with is gone, the id and the name stay.

    For a lost passphrase, and for an invitation that ran out. Failure(INVITATION_UNKNOWN) for who left or never was.
    What they held of a queue's key is kept in mind: if they leave before they have it again, the queue still needs a newer one.
    """
    _lock(conn, officer_id)
    found = officer(conn, officer_id)
    if found is None or found.state is OfficerState.LEFT:
        return Failure(FailureReason.INVITATION_UNKNOWN)
    _note_held(conn, officer_id, inviting.now)
    _end_access(conn, officer_id)
    conn.execute(
        update(officers)
        .where(officers.c.id == officer_id)
        .values(
            state=OfficerState.INVITED.value,
            salt=None,
            verifier=None,
            second_factor=None,
            wrapped_seed=None,
            public_key=None,
            last_code_step=0,
        )
    )
    add_invitation(conn, officer_id, inviting)
    bump_serving_version(conn)
    return Done()


def _lock(conn: Connection, officer_id: bytes) -> None:
    """Wait for whoever changes this officer, and let nobody in until this is done.

    So nothing is granted after the seeds are deleted, and who is dismissed at this moment isn't invited back.
    """
    conn.execute(select(officers.c.id).where(officers.c.id == officer_id).with_for_update())


def _note_held(conn: Connection, officer_id: bytes, now: datetime) -> None:
    held = (
        select(queue_seeds.c.queue_id, func.max(queue_seeds.c.epoch).label("epoch"))
        .where(queue_seeds.c.holder == officer_holder(officer_id))
        .group_by(queue_seeds.c.queue_id)
    )
    for queue_id, epoch in conn.execute(held).all():
        departed = {"officer": officer_id, "queue": queue_id, "epoch": epoch, "minute": minute_of(now)}
        conn.execute(_DEPARTED, departed)


def _in_hand(officer_id: bytes) -> Select[Any]:
    return select(queue_rows).where(
        queue_rows.c.queue_id
        == select(officers.c.unit_id).where(officers.c.id == officer_id).scalar_subquery(),
        queue_rows.c.lane == Lane.OPEN.value,
        queue_rows.c.claimed_by == officer_id,
    )


def _end_access(conn: Connection, officer_id: bytes) -> None:
    """Delete everything an officer signs in or opens with, and what colleagues remember of their key."""
    conn.execute(delete(sessions).where(sessions.c.officer_id == officer_id))
    conn.execute(delete(invitations).where(invitations.c.officer_id == officer_id))
    conn.execute(delete(joinings).where(joinings.c.officer_id == officer_id))
    conn.execute(delete(queue_seeds).where(queue_seeds.c.holder == officer_holder(officer_id)))
    mine = or_(checked_keys.c.officer_id == officer_id, checked_keys.c.checker_id == officer_id)
    conn.execute(delete(checked_keys).where(mine))
    forget_passkeys(conn, officer_id)
    forget_chat(conn, officer_id)
