"""Counts what became of a run and what people did with a bulletin; must never keep who did it."""

from collections.abc import Callable, Mapping

from sqlalchemy import bindparam, delete, select, text

from storage.engine import Connection
from storage.models import campaign_counts, campaign_presses, campaigns, run_counts

_ADD_RUN = text(
    "INSERT INTO run_counts (run_id, name, value) VALUES (:run_id, :name, :value)"
    " ON CONFLICT (run_id, name) DO UPDATE SET value = run_counts.value + excluded.value"
)
_ADD = text(
    "INSERT INTO campaign_counts (campaign_id, name, area, value) VALUES (:campaign_id, :name, :area, 1)"
    " ON CONFLICT (campaign_id, name, area) DO UPDATE SET value = campaign_counts.value + 1"
)
_PRESS = text(
    "INSERT INTO campaign_presses (campaign_id, once_key) VALUES (:campaign_id, :once_key) ON CONFLICT DO NOTHING"
)

_FORGET = delete(campaign_presses).where(
    campaign_presses.c.campaign_id == bindparam("campaign"), campaign_presses.c.once_key == bindparam("key")
)
_PURGE = text(
    "DELETE FROM campaign_presses WHERE (campaign_id, once_key) IN"
    " (SELECT campaign_id, once_key FROM campaign_presses WHERE campaign_id NOT IN"
    " (SELECT campaign_id FROM campaign_runs WHERE open OR began_hour >= :before) LIMIT :limit)"
)


def add_counts(conn: Connection, run_id: int, counts: Mapping[str, int]) -> None:
    """Add to a run's counters; zeros change nothing."""
    rows = [{"run_id": run_id, "name": name, "value": value} for name, value in counts.items() if value]
    if rows:
        conn.execute(_ADD_RUN, rows)


def run_counters(conn: Connection, run_id: int) -> dict[str, int]:
    """A run's counters."""
    rows = conn.execute(select(run_counts.c.name, run_counts.c.value).where(run_counts.c.run_id == run_id))
    return {row.name: row.value for row in rows}


def add_act(conn: Connection, campaign_id: bytes, name: str, area: str = "") -> None:
    """Count one act (stop, quiz_right, quiz_wrong, topic, report …)."""
    conn.execute(_ADD, {"campaign_id": campaign_id, "name": name, "area": area})


def add_act_once(conn: Connection, campaign_id: bytes, once_key: bytes, name: str, area: str = "") -> bool:
    """Count one act of one person once; says whether it counted. `once_key`: a keyed hash made for this campaign alone."""
    done = conn.execute(_PRESS, {"campaign_id": campaign_id, "once_key": once_key})
    if done.rowcount != 1:
        return False
    add_act(conn, campaign_id, name, area)
    return True


def purge_presses(conn: Connection, before_hour: int, limit: int = 2000) -> int:
    """Forget who met the trick of a campaign whose last run began before an hour; the counts stay.

    Whoever has the pseudonym key can ask whether a chat's hash stands here, so it must not stay for ever. Returns how
    many went.
    """
    return conn.execute(_PURGE, {"before": before_hour, "limit": limit}).rowcount


def forget_presses(conn: Connection, once_key_of: Callable[[str], bytes]) -> None:
    """Forget that one person pressed, whatever the campaign; the counts stay. `once_key_of`: their key by short id."""
    pressed = select(campaign_presses.c.campaign_id).distinct()
    rows = conn.execute(select(campaigns.c.id, campaigns.c.short_id).where(campaigns.c.id.in_(pressed))).all()
    keys = [{"campaign": row.id, "key": once_key_of(row.short_id)} for row in rows]
    if keys:
        conn.execute(_FORGET, keys)


def act_counts(conn: Connection, campaign_id: bytes) -> dict[tuple[str, str], int]:
    """Every count by act and commune."""
    rows = conn.execute(
        select(campaign_counts.c.name, campaign_counts.c.area, campaign_counts.c.value).where(
            campaign_counts.c.campaign_id == campaign_id
        )
    )
    return {(row.name, row.area): row.value for row in rows}


__all__ = [
    "act_counts",
    "add_act",
    "add_act_once",
    "add_counts",
    "forget_presses",
    "purge_presses",
    "run_counters",
]
