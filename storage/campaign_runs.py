"""Begins runs whose time has come, fills their ledger step by step and ends them; must never begin one that wasn't approved as it stands."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Integer, Text, and_, case, insert, literal, or_, select, text, update

from domain.campaigns import (
    AtOnce,
    CampaignContent,
    CampaignKind,
    CampaignState,
    Peak,
    content_hash,
    last_moment,
    next_times,
)
from domain.hours import VIETNAM_TIME, hour_of
from storage.campaign_audience import belongs
from storage.campaign_counts import add_counts
from storage.campaign_rows import Campaign, put, record, unseen
from storage.campaign_trials import waiting_tests
from storage.engine import Connection
from storage.models import campaign_deliveries, campaign_runs, campaigns, subscribers
from storage.moments import minute_of
from storage.table_kinds import new_row_id

FILL_WINDOW = 500
"""Subscribers looked at in one step: a few milliseconds of the one writer, so that no resident waits for it."""

_S = CampaignState


@dataclass(frozen=True, slots=True)
class DueWork:
    """Whether anything waits to be begun, ended or tested: a look that costs no write."""

    starts: bool
    ends: bool
    tests: bool


@dataclass(frozen=True, slots=True)
class RunMessage:
    """What a run says; it was checked once more that exactly this was approved."""

    campaign_id: bytes
    short_id: str
    content: CampaignContent
    is_correction: bool


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run that may have something to send. `paused`: its campaign is."""

    id: int
    campaign_id: bytes
    filled: bool
    paused: bool
    urgent: bool


def start_due(conn: Connection, now: datetime, limit: int = 20) -> tuple[bytes, ...]:
    """Begin every run whose minute has come; returns the campaigns whose approval doesn't fit their content any more.

    Those go back to a draft: somebody changed the database behind the desk's back.
    """
    due = conn.execute(
        select(campaigns.c.id)
        .where(campaigns.c.campaign_state == _S.SCHEDULED.value, campaigns.c.next_minute <= minute_of(now))
        .order_by(campaigns.c.next_minute, campaigns.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).scalars()
    tampered = []
    for campaign_id in tuple(due):
        found = unseen(conn, campaign_id)
        if found is None or found.next_minute is None:
            continue
        if found.approved_hash is None or found.approved_hash != content_hash(found.content):
            put(
                conn,
                campaign_id,
                campaign_state=_S.DRAFT.value,
                approved_by=None,
                approved_hash=None,
                next_minute=None,
            )
            record(conn, campaign_id, None, "approval_void", now)
            tampered.append(campaign_id)
        else:
            _begin(conn, found, found.next_minute, now)
    return tuple(tampered)


def due_work(conn: Connection, now: datetime) -> DueWork:
    """What waits for the leader."""
    minute = minute_of(now)
    starts = select(campaigns.c.id).where(
        campaigns.c.campaign_state == _S.SCHEDULED.value, campaigns.c.next_minute <= minute
    )
    ends = select(campaign_runs.c.row_id).where(_over(minute))
    found = [conn.execute(each.limit(1)).first() is not None for each in (starts, ends, waiting_tests())]
    return DueWork(*found)


def run_message(conn: Connection, run_id: int) -> RunMessage | None:
    """What a run says; None when its campaign isn't what was approved."""
    campaign_id = conn.execute(
        select(campaign_runs.c.campaign_id).where(campaign_runs.c.row_id == run_id)
    ).scalar()
    found = None if campaign_id is None else unseen(conn, campaign_id)
    if found is None or found.approved_hash != content_hash(found.content):
        return None
    return RunMessage(found.id, found.short_id, found.content, found.corrects is not None)


def halt_run(conn: Connection, run_id: int, why: str, now: datetime) -> None:
    """Pause a campaign of the house's own accord: its text isn't the approved one, or the platform refuses every message."""
    campaign_id = conn.execute(
        select(campaign_runs.c.campaign_id).where(campaign_runs.c.row_id == run_id)
    ).scalar()
    found = None if campaign_id is None else _unseen_locked(conn, campaign_id)
    if found is not None and found.state is _S.RUNNING:
        put(conn, found.id, campaign_state=_S.PAUSED.value)
        record(conn, found.id, None, "halted", now, why)


def open_runs(conn: Connection) -> tuple[OpenRun, ...]:
    """Every run that isn't over, urgent ones first, then in the order of their beginning."""
    rows = conn.execute(
        select(
            campaign_runs.c.row_id,
            campaign_runs.c.campaign_id,
            campaign_runs.c.filled,
            campaigns.c.campaign_state,
            campaigns.c.content,
        )
        .join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
        .where(campaign_runs.c.open)
        .order_by(campaign_runs.c.began_hour, campaign_runs.c.row_id)
    )
    runs = [
        OpenRun(
            row.row_id,
            row.campaign_id,
            row.filled,
            row.campaign_state != _S.RUNNING.value,
            f'"kind":"{CampaignKind.URGENT.value}"' in row.content,
        )
        for row in rows
    ]
    return tuple(sorted(runs, key=lambda run: not run.urgent))


def fill_step(conn: Connection, run_id: int, now: datetime, window: int = FILL_WINDOW) -> bool:
    """Look at the next `window` subscribers and put those of the audience into the ledger; says whether there are more."""
    run = conn.execute(
        select(campaign_runs).where(campaign_runs.c.row_id == run_id).with_for_update()
    ).first()
    if run is None or run.filled or not run.open:
        return False
    found = unseen(conn, run.campaign_id)
    assert found is not None
    after = run.filled_after or b""
    until: bytes | None = conn.execute(
        select(subscribers.c.id)
        .where(subscribers.c.id > after)
        .order_by(subscribers.c.id)
        .offset(window - 1)
        .limit(1)
    ).scalar()
    inside = subscribers.c.id > after
    if until is not None:
        inside = and_(inside, subscribers.c.id <= until)
    chosen = select(
        literal(run_id, campaign_runs.c.row_id.type),
        subscribers.c.id,
        literal("queued", Text),
        subscribers.c.channel,
        _due_hour(found, now),
        literal(hour_of(now), Integer),
    ).where(inside, belongs(found.content.audience, found.corrects, row_by_row=True))
    columns = ["run_id", "subscriber_id", "delivery", "channel", "due_hour", "hour"]
    put_in = insert(campaign_deliveries).from_select(columns, chosen)
    added = conn.execute(put_in.execution_options(preserve_rowcount=True)).rowcount
    values = {"filled": until is None, "filled_after": until or run.filled_after}
    conn.execute(update(campaign_runs).where(campaign_runs.c.row_id == run_id).values(**values))
    add_counts(conn, run_id, {"recipients": added})
    return until is not None


def end_due(conn: Connection, now: datetime, limit: int = 20) -> int:
    """End runs whose time is over or whose ledger is done; returns how many. Deliveries under way are waited for."""
    rows = conn.execute(
        select(campaign_runs.c.row_id, campaign_runs.c.campaign_id, campaign_runs.c.ends_minute)
        .where(_over(minute_of(now)))
        .limit(limit)
    ).all()
    return sum(_end(conn, row.row_id, row.campaign_id, row.ends_minute, now) for row in rows)


def _begin(conn: Connection, found: Campaign, minute: int, now: datetime) -> None:
    content = found.content
    ends = _ends(content, minute)
    if ends <= minute_of(now):
        # From the missed one on: a later one whose time has come meanwhile may still be sent.
        next_minute = _minute_after(content, minute)
        while next_minute is not None and _ends(content, next_minute) <= minute_of(now):
            next_minute = _minute_after(content, next_minute)
        missed = _S.EXPIRED if next_minute is None and found.runs == 0 else _S.FINISHED
        state = _S.SCHEDULED if next_minute is not None else missed
        put(conn, found.id, campaign_state=state.value, next_minute=next_minute)
        record(conn, found.id, None, "missed", now)
        return
    next_minute = _minute_after(content, max(minute_of(now), minute))
    conn.execute(
        insert(campaign_runs).values(
            row_id=new_row_id(),
            campaign_id=found.id,
            number=found.runs + 1,
            open=True,
            began_hour=hour_of(now),
            ends_minute=ends,
            filled=False,
        )
    )
    put(
        conn,
        found.id,
        campaign_state=_S.RUNNING.value,
        next_minute=None if isinstance(content.schedule, AtOnce) else next_minute,
        runs=found.runs + 1,
    )
    record(conn, found.id, None, "begun", now)


def _ends(content: CampaignContent, minute: int) -> int:
    """When a run that is due in this minute is over, whether everybody has got it or not."""
    ends = minute + content.valid_hours * 60
    if isinstance(content.schedule, Peak):
        period = last_moment(content.schedule)
        assert period is not None
        ends = min(ends, minute_of(period))
    return ends


def _minute_after(content: CampaignContent, minute: int) -> int | None:
    following = next_times(content.schedule, datetime.fromtimestamp(minute * 60, UTC))
    return minute_of(following[0]) if following else None


def _end(conn: Connection, run_id: int, campaign_id: bytes, ends_minute: int, now: datetime) -> bool:
    # The campaign first, then its run, as a cancel does it; what an officer has done meanwhile stands.
    found = _unseen_locked(conn, campaign_id)
    assert found is not None
    ending = "expired" if ends_minute <= minute_of(now) and _remaining(conn, run_id) else "done"
    this = and_(campaign_runs.c.row_id == run_id, campaign_runs.c.open)
    if not conn.execute(update(campaign_runs).where(this).values(open=False, ending=ending)).rowcount:
        return False
    if found.next_minute is None:
        put(conn, campaign_id, campaign_state=_S.FINISHED.value)
    elif found.state is _S.RUNNING:
        put(conn, campaign_id, campaign_state=_S.SCHEDULED.value)
    record(conn, campaign_id, None, "ended", now, ending)
    return True


def _unseen_locked(conn: Connection, campaign_id: bytes) -> Campaign | None:
    """The campaign as it stands once nobody else changes it: what was read before the lock could be written over."""
    conn.execute(select(campaigns.c.id).where(campaigns.c.id == campaign_id).with_for_update()).first()
    return unseen(conn, campaign_id)


def _over(minute: int) -> ColumnElement[bool]:
    """An open run whose time has passed, or whose ledger is done."""
    done = and_(campaign_runs.c.filled, ~_has_any(("queued", "sending")))
    return and_(campaign_runs.c.open, or_(campaign_runs.c.ends_minute <= minute, done))


def _has_any(deliveries: tuple[str, ...]) -> ColumnElement[bool]:
    """Through the partial indexes, which the range over channels leads to: along the key, every row that was sent would be read."""
    return or_(
        *(
            select(campaign_deliveries.c.run_id)
            .where(
                campaign_deliveries.c.run_id == campaign_runs.c.row_id,
                campaign_deliveries.c.channel >= text("''"),
                campaign_deliveries.c.delivery == text(f"'{delivery}'"),
            )
            .exists()
            for delivery in deliveries
        )
    )


def _remaining(conn: Connection, run_id: int) -> bool:
    """Whether somebody is left whom the run didn't come to."""
    run = select(campaign_runs.c.row_id).where(
        campaign_runs.c.row_id == run_id, or_(~campaign_runs.c.filled, _has_any(("queued",)))
    )
    return conn.execute(run).first() is not None


def _due_hour(found: Campaign, now: datetime) -> ColumnElement[int]:
    """`QuietHours.open_hour` as SQL, so that a million rows needn't come here; a test compares the two."""
    hour = hour_of(now)
    if found.content.kind is CampaignKind.URGENT:
        return literal(hour, Integer)
    local = now.astimezone(VIETNAM_TIME).hour
    start, end = subscribers.c.quiet_from, subscribers.c.quiet_to
    quiet = or_(
        and_(start <= end, start <= local, local < end),
        and_(start > end, or_(local >= start, local < end)),
    )
    return case((quiet, hour + (end - local + 24) % 24), else_=hour)
