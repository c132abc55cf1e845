"""The ledger of deliveries: `sending` is on disk before a request, its outcome after; must never let a row be sent by two."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, case, select, text, update

from domain.campaigns import CampaignKind, DoubtRule, from_canonical, may_send_now
from domain.hours import day_of, hour_of
from domain.subscriptions import QuietHours, SubscriberState, week_of
from storage.campaign_counts import add_counts
from storage.campaign_trials import doubt_tests
from storage.engine import Connection
from storage.leadership import Lead, check_lead, take_lead
from storage.models import campaign_deliveries, campaign_runs, campaigns, subscribers
from storage.moments import minute_of
from storage.subscribers import mark_blocked

KEPT_DAYS = 90
"""How long the ledger remembers who got a campaign, for a correction; then only counts stay."""


class DeliveryState(StrEnum):
    """Where one delivery stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"
    SKIPPED = "skipped"


class FailedReason(StrEnum):
    """Why a delivery failed for good."""

    BLOCKED = "blocked"
    GONE = "gone"
    REFUSED = "refused"
    UNREADABLE = "unreadable"
    """The sealed address can't be opened: another contact key, or a damaged row."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One row that this process alone may send now. `contact` is sealed with purpose `subscription` and row `subscriber_id`."""

    subscriber_id: bytes
    contact: bytes = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class Batch:
    """What a taking brought: `looked_at` 0 means that nothing is due now. `halted`: paused, cancelled or over."""

    deliveries: tuple[Delivery, ...] = ()
    looked_at: int = 0
    halted: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a delivery; QUEUED puts it back (it certainly wasn't sent)."""

    subscriber_id: bytes
    state: DeliveryState
    reason: FailedReason | None = None


def lead_deliveries(conn: Connection, name: str, channel: str, now: datetime) -> Lead:
    """Take the lead of a channel; what the former leader left as `sending` is settled by each campaign's rule.

    Tests that it left so are in doubt.
    """
    lead = take_lead(conn, name)
    doubt_tests(conn)
    rows = conn.execute(
        select(campaign_deliveries.c.run_id, campaign_deliveries.c.subscriber_id, campaigns.c.content)
        .join(campaign_runs, campaign_runs.c.row_id == campaign_deliveries.c.run_id)
        .join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
        .where(campaign_deliveries.c.delivery == text("'sending'"), campaign_deliveries.c.channel == channel)
    )
    outcomes: dict[int, list[Outcome]] = defaultdict(list)
    for row in rows:
        again = from_canonical(row.content).doubt is DoubtRule.AGAIN
        state = DeliveryState.QUEUED if again else DeliveryState.IN_DOUBT
        outcomes[row.run_id].append(Outcome(row.subscriber_id, state))
    for run_id, some in outcomes.items():
        settle(conn, run_id, some, now)
    return lead


def take_batch(conn: Connection, lead: Lead, run_id: int, channel: str, limit: int, now: datetime) -> Batch:
    """Mark up to `limit` rows as `sending` and hand them over; durable once the transaction is.

    Who is in quiet hours is put off, who has stopped or has had enough this week is left out. Raises `LeadLost`.
    """
    check_lead(conn, lead)
    run = conn.execute(_RUN, {"run_id": run_id}).first()
    if run is None or not run.open or run.campaign_state != "running" or run.ends_minute <= minute_of(now):
        return Batch(halted=True)
    kind = _kind(run)
    found = conn.execute(
        _DUE, {"run_id": run_id, "channel": channel, "hour": hour_of(now), "limit": limit}
    ).all()
    go: list[Delivery] = []
    put_off: dict[int, list[bytes]] = defaultdict(list)
    left_out: dict[str, list[bytes]] = defaultdict(list)
    for row in found:
        state = None if row.subscriber_state is None else SubscriberState(row.subscriber_state)
        quiet = _NO_QUIET if state is None else QuietHours(row.quiet_from, row.quiet_to)
        taken = (row.week or 0, row.week_taken or 0)
        rule = may_send_now(kind, state, quiet, taken, now, is_correction=run.corrects is not None)
        if rule.now:
            go.append(Delivery(row.subscriber_id, row.contact, row.language))
        elif rule.not_before is not None:
            put_off[rule.not_before].append(row.subscriber_id)
        else:
            left_out[rule.skip or ""].append(row.subscriber_id)
    if go:
        ids = [delivery.subscriber_id for delivery in go]
        conn.execute(_SENDING, {"run": run_id, "ids": ids, "at": hour_of(now)})
        if _counts_for_week(run):
            conn.execute(_COUNT_WEEK, {"ids": ids, "now_week": week_of(day_of(now))})
    for hour, ids in put_off.items():
        conn.execute(_PUT_OFF, {"run": run_id, "ids": ids, "due": hour})
    for reason, ids in left_out.items():
        conn.execute(_LEAVE_OUT, {"run": run_id, "ids": ids, "why": reason, "at": hour_of(now)})
        add_counts(conn, run_id, {f"skipped:{reason}": len(ids)})
    return Batch(tuple(go), len(found))


def settle(conn: Connection, run_id: int, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Write what became of deliveries under way, also where a new leader has marked them as in doubt meanwhile.

    A row that is settled already stays as it is. Who turns out to have blocked the bot, or to be gone, is marked as such.
    """
    grouped: dict[tuple[DeliveryState, FailedReason | None], list[bytes]] = defaultdict(list)
    for outcome in outcomes:
        grouped[outcome.state, outcome.reason].append(outcome.subscriber_id)
    for (state, reason), ids in grouped.items():
        values: dict[str, Any] = {"run": run_id, "ids": ids, "state": state.value, "at": hour_of(now)}
        values["why"] = None if reason is None else reason.value
        changed = conn.execute(_SETTLE, values).rowcount
        resolved = 0
        if changed < len(ids) and state is not DeliveryState.IN_DOUBT:
            resolved = conn.execute(_RESOLVE, values).rowcount
        counts = {DeliveryState.IN_DOUBT.value: -resolved}
        if state is DeliveryState.QUEUED:
            _give_back_week(conn, run_id, ids)
        else:
            name = state.value if reason is None else f"{state.value}:{reason.value}"
            counts[name] = counts.get(name, 0) + changed + resolved
        add_counts(conn, run_id, counts)
        if reason in _LEFT:
            mark_blocked(conn, tuple(ids), day_of(now), _LEFT[reason])


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row with its sealed address, for checks of a whole ledger."""

    subscriber_id: bytes
    delivery: str
    contact: bytes = field(repr=False)


def ledger_rows(conn: Connection, run_id: int | None = None) -> tuple[LedgerRow, ...]:
    """Every delivery (of a run) to somebody who is still subscribed; for tests and benches, since it holds them all."""
    found = select(
        campaign_deliveries.c.subscriber_id, campaign_deliveries.c.delivery, subscribers.c.contact
    ).join(subscribers, subscribers.c.id == campaign_deliveries.c.subscriber_id)
    if run_id is not None:
        found = found.where(campaign_deliveries.c.run_id == run_id)
    return tuple(LedgerRow(*each) for each in conn.execute(found))


def purge_ledger(conn: Connection, today: date, limit: int = 2000) -> int:
    """Forget who got what in runs that ended long ago; the counts stay. Returns how many rows went."""
    over = (today - date(1970, 1, 1)).days * 24 - KEPT_DAYS * 24
    old = select(campaign_runs.c.row_id).where(~campaign_runs.c.open, campaign_runs.c.began_hour < over)
    return conn.execute(_PURGE, {"runs": tuple(conn.execute(old).scalars()) or (0,), "limit": limit}).rowcount


_URGENT = f'"kind":"{CampaignKind.URGENT.value}"'
_NO_QUIET = QuietHours(0, 0)
_LEFT = {FailedReason.BLOCKED: SubscriberState.BLOCKED, FailedReason.GONE: SubscriberState.GONE}

_RUN = (
    select(
        campaign_runs.c.open,
        campaign_runs.c.ends_minute,
        campaigns.c.campaign_state,
        campaigns.c.corrects,
        campaigns.c.content,
    )
    .join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
    .where(campaign_runs.c.row_id == bindparam("run_id"))
    # A pause waits for this batch to be marked, and the next batch for the pause: never in between.
    .with_for_update(read=True, of=campaigns)
)
_DUE = (
    select(
        campaign_deliveries.c.subscriber_id,
        subscribers.c.subscriber_state,
        subscribers.c.contact,
        subscribers.c.language,
        subscribers.c.quiet_from,
        subscribers.c.quiet_to,
        subscribers.c.week,
        subscribers.c.week_taken,
    )
    .outerjoin(subscribers, subscribers.c.id == campaign_deliveries.c.subscriber_id)
    .where(
        campaign_deliveries.c.run_id == bindparam("run_id"),
        campaign_deliveries.c.delivery == text("'queued'"),
        campaign_deliveries.c.channel == bindparam("channel"),
        campaign_deliveries.c.due_hour <= bindparam("hour"),
    )
    .order_by(campaign_deliveries.c.due_hour, campaign_deliveries.c.subscriber_id)
    .limit(bindparam("limit"))
    .with_for_update(of=campaign_deliveries, skip_locked=True)
)


def _these(*states: str) -> Any:
    return update(campaign_deliveries).where(
        campaign_deliveries.c.run_id == bindparam("run"),
        campaign_deliveries.c.subscriber_id.in_(bindparam("ids", expanding=True)),
        campaign_deliveries.c.delivery.in_(states),
    )


_SENDING = _these("queued").values(delivery="sending", hour=bindparam("at"))
_PUT_OFF = _these("queued").values(due_hour=bindparam("due"))
_LEAVE_OUT = _these("queued").values(delivery="skipped", reason=bindparam("why"), hour=bindparam("at"))
_OUTCOME: dict[str, Any] = {
    "delivery": bindparam("state"),
    "reason": bindparam("why"),
    "hour": bindparam("at"),
}
_SETTLE = _these("sending").values(_OUTCOME)
_RESOLVE = _these("in_doubt").values(_OUTCOME)
_COUNT_WEEK = (
    update(subscribers)
    .where(subscribers.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        week=bindparam("now_week"),
        week_taken=case((subscribers.c.week == bindparam("now_week"), subscribers.c.week_taken + 1), else_=1),
    )
)
_UNCOUNT_WEEK = (
    update(subscribers)
    .where(subscribers.c.id.in_(bindparam("ids", expanding=True)), subscribers.c.week_taken > 0)
    .values(week_taken=subscribers.c.week_taken - 1)
)


def _kind(run: Any) -> CampaignKind:
    return CampaignKind.URGENT if _URGENT in run.content else CampaignKind.NORMAL


def _counts_for_week(run: Any) -> bool:
    """What breaks the cap takes nothing of it: urgent warnings and corrections."""
    return run.corrects is None and _kind(run) is not CampaignKind.URGENT


def _give_back_week(conn: Connection, run_id: int, ids: list[bytes]) -> None:
    """What wasn't sent doesn't count as this week's."""
    run = conn.execute(_RUN, {"run_id": run_id}).first()
    if run is not None and _counts_for_week(run):
        conn.execute(_UNCOUNT_WEEK, {"ids": ids})


_PURGE = text(
    "DELETE FROM campaign_deliveries WHERE (run_id, subscriber_id) IN"
    " (SELECT run_id, subscriber_id FROM campaign_deliveries WHERE run_id IN :runs LIMIT :limit)"
).bindparams(bindparam("runs", expanding=True))
