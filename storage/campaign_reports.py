"""What became of a campaign, in numbers; must never give a number under five of what people told, nor one it could be computed from."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import select

from domain.campaigns import Button, from_canonical
from storage.campaign_counts import act_counts, add_act, add_act_once, run_counters
from storage.campaign_rights import reach_of
from storage.campaign_rows import Campaign, campaign
from storage.engine import Connection
from storage.models import (
    campaign_deliveries,
    campaign_runs,
    campaigns,
    subscriber_places,
    subscribers,
)
from storage.viewer import Viewer

SMALL = 5
"""Counts under this are masked (domain facts: small cells)."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run. `waiting`: in the ledger and not sent (yet); `filled`: all recipients are known. `ending`: done, expired, cancelled or None while open."""

    number: int
    began_hour: int
    ending: str | None
    filled: bool
    recipients: int
    sent: int
    in_doubt: int
    failed: tuple[tuple[str, int], ...]
    skipped: tuple[tuple[str, int], ...]

    @property
    def unreached(self) -> int:
        """Failed or left out."""
        return sum(count for _, count in (*self.failed, *self.skipped))

    @property
    def done(self) -> int:
        """Recipients with whom the run is through."""
        return self.sent + self.in_doubt + self.unreached

    @property
    def waiting(self) -> int:
        """Not through yet, or left when the run ended."""
        return max(0, self.recipients - self.done)


@dataclass(frozen=True, slots=True)
class MetCount:
    """How many of a commune met the trick; None: under five."""

    commune_code: str
    count: int | None


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """Everything the report page shows; the figures of all runs together are those of `total`.

    `reports_begun` is rounded down to fives: beside what came into the own queue, an exact number would show that
    somebody told about the local police themselves.
    """

    campaign: Campaign
    runs: tuple[RunReport, ...]
    total: RunReport
    stopped: int
    topic_opened: int
    reports_begun: int
    quiz_right: int
    quiz_wrong: int
    met: tuple[MetCount, ...]


@dataclass(frozen=True, slots=True)
class ReceivedBulletin:
    """A campaign that a subscriber got: its topic, and the commune of theirs that it was for (None: a whole province)."""

    campaign_id: bytes
    topic_id: str | None
    commune_code: str | None


def report(conn: Connection, viewer: Viewer, campaign_id: bytes) -> CampaignReport | None:
    """The report of a campaign that the viewer may see."""
    found = campaign(conn, viewer, campaign_id)
    if found is None:
        return None
    runs = _runs(conn, campaign_id)
    acts = act_counts(conn, campaign_id)
    by_name: Counter[str] = Counter()
    for (name, _), count in acts.items():
        by_name[name] += count
    met = sorted((area, count) for (name, area), count in acts.items() if name == Button.MET.value and area)
    return CampaignReport(
        campaign=found,
        runs=runs,
        total=_together(runs),
        stopped=by_name[Button.STOP.value],
        topic_opened=by_name[Button.TOPIC.value],
        reports_begun=by_name[Button.REPORT.value] // SMALL * SMALL,
        quiz_right=by_name["quiz_right"],
        quiz_wrong=by_name["quiz_wrong"],
        met=tuple(MetCount(area, count if count >= SMALL else None) for area, count in met),
    )


def running(conn: Connection, viewer: Viewer) -> tuple[tuple[Campaign, RunReport], ...]:
    """The open runs that the viewer may see, for the progress bar; reads counters only."""
    reach = reach_of(conn, viewer)
    if reach is None:
        return ()
    rows = conn.execute(
        select(campaign_runs.c.campaign_id)
        .join(campaigns, campaigns.c.id == campaign_runs.c.campaign_id)
        .where(campaign_runs.c.open, reach.condition())
        .order_by(campaign_runs.c.began_hour, campaign_runs.c.row_id)
    ).scalars()
    found = ((campaign(conn, viewer, each), _runs(conn, each)) for each in tuple(rows))
    return tuple((each, runs[-1]) for each, runs in found if each is not None)


def received(conn: Connection, row_key: bytes, short_id: str) -> ReceivedBulletin | None:
    """The campaign of a short id, if this subscriber got it; forged ids and other people's are None."""
    row = conn.execute(
        select(campaigns.c.id, subscribers.c.id.label("subscriber_id"))
        .select_from(campaigns)
        .join(subscribers, subscribers.c.subscriber_key == row_key)
        .where(campaigns.c.short_id == short_id)
    ).first()
    if row is None:
        return None
    got = select(campaign_deliveries.c.run_id).where(
        campaign_deliveries.c.run_id.in_(
            select(campaign_runs.c.row_id).where(campaign_runs.c.campaign_id == row.id)
        ),
        campaign_deliveries.c.subscriber_id == row.subscriber_id,
        campaign_deliveries.c.delivery.in_(("sending", "sent", "in_doubt")),
    )
    if conn.execute(got.limit(1)).first() is None:
        return None
    return _received(conn, row.id, row.subscriber_id)


def count_act(conn: Connection, campaign_id: bytes, act: str) -> None:
    """Count a press: `stop`, `topic`, `report`, `quiz_right`, `quiz_wrong`."""
    add_act(conn, campaign_id, act)


def count_met(conn: Connection, campaign_id: bytes, once_key: bytes, commune_code: str | None) -> bool:
    """Count once that somebody met this trick, under their commune; says whether it counted.

    `once_key`: 16 bytes, a keyed hash of the chat made for this campaign alone.
    """
    return add_act_once(conn, campaign_id, once_key, Button.MET.value, commune_code or "")


def _received(conn: Connection, campaign_id: bytes, subscriber_id: bytes) -> ReceivedBulletin:
    content = from_canonical(
        conn.execute(select(campaigns.c.content).where(campaigns.c.id == campaign_id)).scalar_one()
    )
    meant = {place.commune_code for place in content.audience.places}
    whole = {place.province_code for place in content.audience.places if place.commune_code is None}
    mine = conn.execute(
        select(subscriber_places.c.area_province, subscriber_places.c.area_commune)
        .where(subscriber_places.c.subscriber_id == subscriber_id, subscriber_places.c.area_commune != "")
        .order_by(subscriber_places.c.area_commune)
    ).all()
    fitting = [row.area_commune for row in mine if row.area_commune in meant or row.area_province in whole]
    return ReceivedBulletin(campaign_id, content.topic_id, fitting[0] if fitting else None)


def _runs(conn: Connection, campaign_id: bytes) -> tuple[RunReport, ...]:
    rows = conn.execute(
        select(campaign_runs)
        .where(campaign_runs.c.campaign_id == campaign_id)
        .order_by(campaign_runs.c.number)
    ).all()
    return tuple(
        _run(row.number, row.began_hour, row.ending, row.filled, run_counters(conn, row.row_id))
        for row in rows
    )


def _run(number: int, hour: int, ending: str | None, filled: bool, counts: dict[str, int]) -> RunReport:
    def by_reason(state: str) -> tuple[tuple[str, int], ...]:
        prefix = f"{state}:"
        return tuple(
            sorted(
                (name.removeprefix(prefix), count)
                for name, count in counts.items()
                if name.startswith(prefix) and count
            )
        )

    return RunReport(
        number,
        hour,
        ending,
        filled,
        counts.get("recipients", 0),
        counts.get("sent", 0),
        counts.get("in_doubt", 0),
        by_reason("failed"),
        by_reason("skipped"),
    )


def _together(runs: tuple[RunReport, ...]) -> RunReport:
    failed: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    for run in runs:
        failed.update(dict(run.failed))
        skipped.update(dict(run.skipped))
    last = runs[-1] if runs else None
    return RunReport(
        len(runs),
        runs[0].began_hour if runs else 0,
        last.ending if last else None,
        last.filled if last else False,
        sum(run.recipients for run in runs),
        sum(run.sent for run in runs),
        sum(run.in_doubt for run in runs),
        tuple(sorted(failed.items())),
        tuple(sorted(skipped.items())),
    )
