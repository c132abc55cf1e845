"""Inviting, granting the queue's key, dismissing: commands of officers; must never let a key through that nobody has checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select, text, update

from domain.permissions import ROLES_OF_UNIT, Action, Role, may
from domain.units import Unit, UnitKind
from sealing.secret_types import SecretText
from storage import audit, leaving, officer_history, officers, queue_keys, units
from storage.audit import AuditAct
from storage.engine import Connection
from storage.epochs_on_record import epochs_told
from storage.failures import Done, Failure, FailureReason
from storage.joining_tables import checked_keys, joinings
from storage.models import officers as officer_rows
from storage.moments import minute_of
from storage.officers import INVITATION_HOURS, PAPER_HOURS, Inviting, Officer, OfficerState
from storage.queue_keys import SeedWrap
from storage.queues import ChangeKind
from storage.viewer import Viewer

__all__ = ["Grant", "Joining", "KeyCheck"]


_REMEMBER = text(
    "INSERT INTO checked_keys (checker_id, officer_id, tag) VALUES (:checker, :officer, :tag)"
    " ON CONFLICT (checker_id, officer_id) DO UPDATE SET tag = excluded.tag"
)


class KeyCheck(StrEnum):
    """How the granting officer's browser knows a colleague's key to be theirs (specification, section 14)."""

    PAPER = "paper"
    """The tag that the joiner's browser made with the code on paper verifies."""
    DIGITS = "digits"
    """The thirty digits that the joiner read out were typed."""
    KNOWN = "known"
    """This officer has checked this very key before, and the tag kept of that verifies."""


@dataclass(frozen=True, slots=True)
class Joining:
    """How an officer came in: when they were invited, until when the paper code holds (None: without one), and its tag.

    `used`: a colleague's browser has found the tag right, and the code is spent.
    """

    officer_id: bytes
    invited_at_minute: int
    paper_until_minute: int | None
    tag: bytes | None
    used: bool

    @property
    def waits_for_paper(self) -> bool:
        """Whether the code on paper still has to be compared."""
        return self.tag is not None and not self.used


@dataclass(frozen=True, slots=True)
class Grant:
    """A queue's seeds by epoch as a browser sealed them to a colleague's key, and the tag by which it will know that key again."""

    officer_id: bytes
    public_key: bytes
    sealed_seeds: Mapping[int, bytes]
    check: KeyCheck
    checked_tag: bytes


def invitable(viewer: Viewer, kind: UnitKind) -> tuple[Role, ...]:
    """The roles that this officer may invite into a unit of this kind; an administrator comes from an administrator."""
    roles = ROLES_OF_UNIT[kind]
    if viewer.role is not Role.ADMINISTRATOR:
        roles -= {Role.ADMINISTRATOR}
    return tuple(role for role in Role if role in roles)


def invite(
    conn: Connection,
    viewer: Viewer,
    unit_id: str,
    officer_id: bytes,
    role: Role,
    name: str,
    token: SecretText,
    now: datetime,
) -> Done | Failure:
    """Invite somebody into a unit. Failure(NOT_VISIBLE | UNFIT).

    Who will read tips, invited by somebody who does, brings a code on paper; the link then holds as long as the code.
    """
    unit = reachable(conn, viewer, unit_id, Action.INVITE_OFFICERS)
    if unit is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if role not in invitable(viewer, unit.kind) or not name or not name.isprintable():
        return Failure(FailureReason.UNFIT)
    paper = by_paper(viewer, unit_id, role)
    done = officers.invite(
        conn, officer_id, unit_id, role, name, token, now, _hours(paper), by=viewer.officer_id, paper=paper
    )
    if isinstance(done, Done):
        _record(conn, viewer, AuditAct.INVITED, now, officer_id, unit=unit_id, role=role.value)
    return done


def invite_again(
    conn: Connection, viewer: Viewer, officer_id: bytes, token: SecretText, now: datetime
) -> Done | Failure:
    """Let the same officer enrol anew, after a lost passphrase or an invitation that ran out.

    Failure(NOT_VISIBLE), and NOT_ALLOWED for oneself: who can sign in hasn't lost anything.
    """
    person = _target(conn, viewer, officer_id, Action.INVITE_OFFICERS)
    if isinstance(person, Failure):
        return person
    paper = by_paper(viewer, person.unit_id, person.role)
    inviting = Inviting(token, now, _hours(paper), viewer.officer_id, paper)
    done = leaving.invite_again(conn, officer_id, inviting)
    if isinstance(done, Done):
        _record(
            conn,
            viewer,
            AuditAct.INVITATION_RENEWED,
            now,
            officer_id,
            unit=person.unit_id,
            was=person.state.value,
        )
    return done


def dismiss(conn: Connection, viewer: Viewer, officer_id: bytes, now: datetime) -> Done | Failure:
    """End an officer's membership, or take back an invitation. Failure(NOT_VISIBLE), and NOT_ALLOWED for oneself."""
    person = _target(conn, viewer, officer_id, Action.DISMISS_OFFICERS)
    if isinstance(person, Failure):
        return person
    for tip_id in leaving.leave(conn, officer_id, now):
        # An administrator isn't of the unit and stands in no tip's history; the record of the dismissal says enough.
        if viewer.reads_tips:
            officer_history.record(conn, viewer, tip_id, ChangeKind.UNCLAIMED.value, minute_of(now))
    _record(conn, viewer, AuditAct.DISMISSED, now, officer_id, unit=person.unit_id, was=person.state.value)
    return Done()


def grant(conn: Connection, viewer: Viewer, grant: Grant, now: datetime) -> Done | Failure:
    """Store the queue's seeds as the viewer's browser sealed them to a colleague of the same unit.

    Failure(NOT_VISIBLE) for nobody of this unit, NOT_ALLOWED for who mustn't have them, COLLEAGUE_KEY_MOVED where the colleague has another key by now,
    PAPER_NEEDED where their key has to be compared otherwise than was said, PAPER_EXPIRED after the code's seven days.
    """
    # Locked: whoever is dismissed at this moment must not be left with a wrap that nobody knows of.
    conn.execute(select(officer_rows.c.id).where(officer_rows.c.id == grant.officer_id).with_for_update())
    person = officers.officer(conn, grant.officer_id)
    held = queue_keys.holders(conn, viewer.unit_id)
    if person is None or person.unit_id != viewer.unit_id or not viewer.may(Action.GRANT_QUEUE_KEY):
        return Failure(FailureReason.NOT_VISIBLE)
    if (
        person.state is not OfficerState.ACTIVE
        or person.id == viewer.officer_id
        or not may(person.role, Action.READ_TIPS, own_unit=True)
        or not grant.sealed_seeds
        or not set(grant.sealed_seeds) <= held.get(viewer.officer_id, frozenset())
    ):
        return Failure(FailureReason.NOT_ALLOWED)
    if person.public_key != grant.public_key:
        return Failure(FailureReason.COLLEAGUE_KEY_MOVED)
    reason = _why_unchecked(conn, viewer, grant, now)
    if reason is not None:
        return Failure(reason)
    # What a colleague holds already stays: a grant gives, it must not be a way to take a key away.
    missing = sorted(grant.sealed_seeds.keys() - held.get(person.id, frozenset()))
    for epoch in missing:
        wrap = SeedWrap(person.id, None, grant.sealed_seeds[epoch])
        queue_keys.add_wraps(conn, viewer.unit_id, epoch, (wrap,))
    remember_key(conn, viewer, person.id, grant.checked_tag)
    if grant.check is KeyCheck.PAPER:
        conn.execute(update(joinings).where(joinings.c.officer_id == person.id).values(used=True))
    _record(
        conn,
        viewer,
        AuditAct.KEY_GRANTED,
        now,
        person.id,
        check=grant.check.value,
        **epochs_told("epochs", missing),
    )
    return Done()


def remember_key(conn: Connection, viewer: Viewer, officer_id: bytes, tag: bytes) -> None:
    """Keep, for the viewer alone, the tag by which their browser will know a colleague's key again."""
    conn.execute(_REMEMBER, {"checker": viewer.officer_id, "officer": officer_id, "tag": tag})


def remembered_keys(conn: Connection, viewer: Viewer) -> dict[bytes, bytes]:
    """The tags that the viewer's browser has had kept, by officer; only it can tell whether one is right."""
    rows = conn.execute(
        select(checked_keys.c.officer_id, checked_keys.c.tag).where(
            checked_keys.c.checker_id == viewer.officer_id
        )
    )
    return {row.officer_id: row.tag for row in rows}


def joinings_of(conn: Connection, unit_id: str) -> dict[bytes, Joining]:
    """How each officer of a unit came in, as far as it is known."""
    rows = conn.execute(
        select(
            joinings.c.officer_id,
            joinings.c.invited_at_minute,
            joinings.c.paper_until_minute,
            joinings.c.tag,
            joinings.c.used,
        )
        .join(officer_rows, officer_rows.c.id == joinings.c.officer_id)
        .where(officer_rows.c.unit_id == unit_id)
    )
    return {row.officer_id: Joining(*row) for row in rows}


def by_paper(viewer: Viewer, unit_id: str, role: Role) -> bool:
    """Whether a code on paper goes with an invitation: the inviter will hand the key on, and the joiner may have it."""
    own = viewer.unit_id == unit_id
    return own and viewer.may(Action.GRANT_QUEUE_KEY) and may(role, Action.READ_TIPS, own_unit=True)


def reachable(conn: Connection, viewer: Viewer, unit_id: str, action: Action) -> Unit | None:
    """A unit in which the viewer may do this: the own one, or for the province's administrator one of the province."""
    unit, own = units.unit(conn, unit_id), units.unit(conn, viewer.unit_id)
    if unit is None or own is None or unit.province_code != own.province_code:
        return None
    return unit if viewer.may(action, own_unit=unit_id == viewer.unit_id) else None


def _why_unchecked(conn: Connection, viewer: Viewer, grant: Grant, now: datetime) -> FailureReason | None:
    """Why a key doesn't count as checked in the way that was said; what a browser found can't be seen from here."""
    joining = joinings_of(conn, viewer.unit_id).get(grant.officer_id)
    waits = joining is not None and joining.waits_for_paper
    if grant.check is KeyCheck.KNOWN:
        known = grant.officer_id in remembered_keys(conn, viewer)
        return None if known else FailureReason.PAPER_NEEDED
    if (grant.check is KeyCheck.PAPER) is not waits:
        return FailureReason.PAPER_NEEDED
    if joining is None or not waits:
        return None
    expired = (joining.paper_until_minute or 0) <= minute_of(now)
    return FailureReason.PAPER_EXPIRED if expired else None


def _target(conn: Connection, viewer: Viewer, officer_id: bytes, action: Action) -> Officer | Failure:
    """The officer whom the viewer may do this to; nobody does it to themselves, nor to an administrator from below."""
    person = officers.officer(conn, officer_id)
    unit = None if person is None else reachable(conn, viewer, person.unit_id, action)
    if person is None or unit is None or person.state is OfficerState.LEFT:
        return Failure(FailureReason.NOT_VISIBLE)
    if person.id == viewer.officer_id or person.role not in invitable(viewer, unit.kind):
        return Failure(FailureReason.NOT_ALLOWED)
    return person


def _hours(paper: bool) -> int:
    return PAPER_HOURS if paper else INVITATION_HOURS


def _record(
    conn: Connection, viewer: Viewer, act: AuditAct, now: datetime, subject: bytes, **detail: str
) -> None:
    audit.record(
        conn,
        unit_id=viewer.unit_id,
        officer_id=viewer.officer_id,
        act=act,
        now=now,
        subject=subject.hex(),
        detail=detail,
    )
