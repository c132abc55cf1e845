"""What officers do with a campaign, from draft to correction; must never let anybody approve what they wrote, or send what wasn't approved."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import insert, select, update

from domain.campaigns import (
    AtOnce,
    CampaignContent,
    CampaignState,
    FindingKind,
    Words,
    canonical,
    checks,
    content_hash,
    may_change,
    may_move,
    next_times,
)
from domain.permissions import Action
from storage.campaign_audience import count_audience
from storage.campaign_rights import Reach, may_do, reach_of
from storage.campaign_rows import Campaign, campaign, correction_of, has_written, locked, put, record
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import campaign_runs, campaigns
from storage.moments import minute_of
from storage.viewer import Viewer

_S = CampaignState


def create(
    conn: Connection,
    viewer: Viewer,
    content: CampaignContent,
    now: datetime,
    *,
    corrects: bytes | None = None,
) -> Campaign | Failure:
    """Begin a draft, fit or not. Failure(NOT_ALLOWED | OUTSIDE_AREA)."""
    reach = reach_of(conn, viewer)
    if reach is None or not may_do(viewer, Action.WRITE_CAMPAIGNS, viewer.unit_id):
        return Failure(FailureReason.NOT_ALLOWED)
    if not reach.covers(content.audience):
        return Failure(FailureReason.OUTSIDE_AREA)
    campaign_id = secrets.token_bytes(16)
    conn.execute(
        insert(campaigns).values(
            id=campaign_id,
            short_id=secrets.token_urlsafe(6),
            unit_id=viewer.unit_id,
            province_code=reach.province_code,
            campaign_state=_S.DRAFT.value,
            content=canonical(content),
            content_hash=content_hash(content),
            version=1,
            created_by=viewer.officer_id,
            changed_minute=minute_of(now),
            corrects=corrects,
            runs=0,
            last_event=0,
        )
    )
    record(conn, campaign_id, viewer.officer_id, "created", now)
    return _made(conn, viewer, campaign_id)


def change(
    conn: Connection,
    viewer: Viewer,
    campaign_id: bytes,
    version: int,
    content: CampaignContent,
    now: datetime,
) -> Campaign | Failure:
    """Replace the content; whatever was approved or waited for it is a draft again.

    Failure(NOT_VISIBLE | NOT_ALLOWED | MOVE_NOT_ALLOWED | CONTENT_MOVED | OUTSIDE_AREA); CONTENT_MOVED: another
    officer changed it since `version`.
    """
    found = _writing(conn, viewer, campaign_id)
    if isinstance(found, Failure):
        return found
    reach, before = found
    if not may_change(before.state):
        return Failure(FailureReason.MOVE_NOT_ALLOWED)
    if before.version != version:
        return Failure(FailureReason.CONTENT_MOVED)
    if not reach.covers(content.audience):
        return Failure(FailureReason.OUTSIDE_AREA)
    if canonical(content) == canonical(before.content):
        return before
    put(
        conn,
        campaign_id,
        content=canonical(content),
        content_hash=content_hash(content),
        version=version + 1,
        changed_minute=minute_of(now),
        **_UNAPPROVED,
    )
    record(conn, campaign_id, viewer.officer_id, "changed", now)
    return _made(conn, viewer, campaign_id)


def ask_approval(conn: Connection, viewer: Viewer, campaign_id: bytes, now: datetime) -> Done | Failure:
    """Hand a draft to a second person. Failure(… | UNFIT | OUTSIDE_AREA | NOBODY); UNFIT: `domain.campaigns.checks` says why."""
    found = _writing(conn, viewer, campaign_id)
    if isinstance(found, Failure):
        return found
    reach, before = found
    if not may_move(before.state, _S.AWAITING_APPROVAL):
        return Failure(FailureReason.MOVE_NOT_ALLOWED)
    refusal = _refused(conn, reach, before, now)
    if refusal is not None:
        return refusal
    put(conn, campaign_id, campaign_state=_S.AWAITING_APPROVAL.value)
    record(conn, campaign_id, viewer.officer_id, "asked", now)
    return Done()


def approve(
    conn: Connection, viewer: Viewer, campaign_id: bytes, approved_hash: bytes, now: datetime
) -> Done | Failure:
    """Approve exactly the content of this hash, and let it run at its time.

    Failure(NOT_VISIBLE | NOT_ALLOWED | MOVE_NOT_ALLOWED | OWN_WORK | CONTENT_MOVED | UNFIT | IN_THE_PAST | NOBODY).
    """
    before = _judging(conn, viewer, campaign_id)
    if isinstance(before, Failure):
        return before
    if has_written(conn, campaign_id, viewer.officer_id):
        return Failure(FailureReason.OWN_WORK)
    # Computed from what is stored, not read beside it: a hash that was changed with the row approves nothing.
    if approved_hash != before.content_hash or approved_hash != content_hash(before.content):
        return Failure(FailureReason.CONTENT_MOVED)
    refusal = _refused(conn, None, before, now)
    if refusal is not None:
        return refusal
    put(
        conn,
        campaign_id,
        campaign_state=_S.SCHEDULED.value,
        approved_by=viewer.officer_id,
        approved_hash=approved_hash,
        next_minute=_first_minute(before.content, now),
    )
    record(conn, campaign_id, viewer.officer_id, "approved", now)
    return Done()


def refuse(conn: Connection, viewer: Viewer, campaign_id: bytes, note: str, now: datetime) -> Done | Failure:
    """Give it back as a draft, with a remark for its author. Failure(… | REASON_NEEDED)."""
    before = _judging(conn, viewer, campaign_id)
    if isinstance(before, Failure):
        return before
    if not note.strip():
        return Failure(FailureReason.REASON_NEEDED)
    put(conn, campaign_id, **_UNAPPROVED)
    record(conn, campaign_id, viewer.officer_id, "refused", now, note.strip())
    return Done()


def pause(conn: Connection, viewer: Viewer, campaign_id: bytes, now: datetime) -> Done | Failure:
    """Stop sending until resumed; writers and approvers may."""
    return _move(conn, viewer, campaign_id, _S.PAUSED, "paused", now)


def resume(conn: Connection, viewer: Viewer, campaign_id: bytes, now: datetime) -> Done | Failure:
    """Go on where it stopped: with the open run, or waiting for the next one.

    Failure(… | CORRECTED): whoever got the former words now, after the correction's list was made, would never be told
    that they are wrong.
    """
    reach = reach_of(conn, viewer)
    before = None if reach is None else locked(conn, reach, campaign_id)
    if before is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if not may_do(viewer, Action.STEER_CAMPAIGNS, before.unit_id):
        return Failure(FailureReason.NOT_ALLOWED)
    if before.state is not _S.PAUSED:
        return Failure(FailureReason.MOVE_NOT_ALLOWED)
    if correction_of(conn, campaign_id) is not None:
        return Failure(FailureReason.CORRECTED)
    to = _S.RUNNING if _open_run(conn, campaign_id) is not None else _S.SCHEDULED
    return _move(conn, viewer, campaign_id, to, "resumed", now)


def cancel(conn: Connection, viewer: Viewer, campaign_id: bytes, now: datetime) -> Done | Failure:
    """End it for good; who hasn't got it yet never will."""
    done = _move(conn, viewer, campaign_id, _S.CANCELLED, "cancelled", now)
    if isinstance(done, Done):
        conn.execute(
            update(campaign_runs)
            .where(campaign_runs.c.campaign_id == campaign_id, campaign_runs.c.open)
            .values(open=False, ending="cancelled")
        )
        put(conn, campaign_id, next_minute=None)
    return done


def correct(
    conn: Connection,
    viewer: Viewer,
    campaign_id: bytes,
    words: Mapping[str, Words],
    now: datetime,
) -> Campaign | Failure:
    """Begin a correction: a draft, to be approved like any other, for those who got the first one. The first is paused at once.

    Failure(… | NOT_OPEN); NOT_OPEN: nobody has got it yet, so it can simply be changed or cancelled.
    """
    found = _writing(conn, viewer, campaign_id)
    if isinstance(found, Failure):
        return found
    _, first = found
    if first.runs == 0:
        return Failure(FailureReason.NOT_OPEN)
    if may_move(first.state, _S.PAUSED):
        pause(conn, viewer, campaign_id, now)
    content = replace(first.content, words=words, schedule=AtOnce(), picture=None)
    return create(conn, viewer, content, now, corrects=campaign_id)


_UNAPPROVED = {
    "campaign_state": _S.DRAFT.value,
    "approved_by": None,
    "approved_hash": None,
    "next_minute": None,
}


def _writing(conn: Connection, viewer: Viewer, campaign_id: bytes) -> tuple[Reach, Campaign] | Failure:
    reach = reach_of(conn, viewer)
    found = None if reach is None else locked(conn, reach, campaign_id)
    if reach is None or found is None:
        return Failure(FailureReason.NOT_VISIBLE)
    allowed = may_do(viewer, Action.WRITE_CAMPAIGNS, found.unit_id)
    return (reach, found) if allowed else Failure(FailureReason.NOT_ALLOWED)


def _judging(conn: Connection, viewer: Viewer, campaign_id: bytes) -> Campaign | Failure:
    """The campaign that waits for this approver's word."""
    reach = reach_of(conn, viewer)
    found = None if reach is None else locked(conn, reach, campaign_id)
    if found is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if not may_do(viewer, Action.APPROVE_CAMPAIGNS, found.unit_id):
        return Failure(FailureReason.NOT_ALLOWED)
    waits = found.state is _S.AWAITING_APPROVAL
    return found if waits else Failure(FailureReason.MOVE_NOT_ALLOWED)


def _refused(conn: Connection, reach: Reach | None, before: Campaign, now: datetime) -> Failure | None:
    """Why this content can't go to a second person, or run."""
    errors = [finding.kind for finding in checks(before.content, now) if finding.is_error]
    if errors:
        past = errors == [FindingKind.IN_THE_PAST]
        return Failure(FailureReason.IN_THE_PAST if past else FailureReason.UNFIT)
    if reach is not None and not reach.covers(before.content.audience):
        return Failure(FailureReason.OUTSIDE_AREA)
    if count_audience(conn, before.content.audience, before.corrects).total == 0:
        return Failure(FailureReason.NOBODY)
    return None


def _move(
    conn: Connection, viewer: Viewer, campaign_id: bytes, to: CampaignState, kind: str, now: datetime
) -> Done | Failure:
    reach = reach_of(conn, viewer)
    before = None if reach is None else locked(conn, reach, campaign_id)
    if before is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if not may_do(viewer, Action.STEER_CAMPAIGNS, before.unit_id):
        return Failure(FailureReason.NOT_ALLOWED)
    if not may_move(before.state, to):
        return Failure(FailureReason.MOVE_NOT_ALLOWED)
    put(conn, campaign_id, campaign_state=to.value, changed_minute=minute_of(now))
    record(conn, campaign_id, viewer.officer_id, kind, now)
    return Done()


def _first_minute(content: CampaignContent, now: datetime) -> int:
    if isinstance(content.schedule, AtOnce):
        return minute_of(now)
    (first,) = next_times(content.schedule, now) or (now,)
    return minute_of(first)


def _open_run(conn: Connection, campaign_id: bytes) -> int | None:
    found: int | None = conn.execute(
        select(campaign_runs.c.row_id).where(campaign_runs.c.campaign_id == campaign_id, campaign_runs.c.open)
    ).scalar()
    return found


def _made(conn: Connection, viewer: Viewer, campaign_id: bytes) -> Campaign:
    found = campaign(conn, viewer, campaign_id)
    assert found is not None
    return found
