"""Reads campaigns and writes their history; must never show one to a viewer it isn't for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update

from domain.campaigns import CampaignContent, CampaignState, from_canonical
from storage import audit
from storage.audit import unit_of
from storage.audit_acts import campaign_act
from storage.campaign_notices import follow
from storage.campaign_rights import Reach, reach_of
from storage.engine import Connection
from storage.models import campaign_events, campaigns, officers, units
from storage.moments import minute_of
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign. `version` grows with each change; minutes count since 1970; `next_minute`: when the next run begins."""

    id: bytes
    short_id: str
    unit_id: str
    unit_name: str
    state: CampaignState
    content: CampaignContent
    content_hash: bytes
    version: int
    created_by: bytes
    author: str
    changed_minute: int
    approved_by: bytes | None
    approved_hash: bytes | None
    corrects: bytes | None
    next_minute: int | None
    runs: int
    province_code: str


@dataclass(frozen=True, slots=True)
class CampaignEvent:
    """What was done, by whom (None: by the house itself) and in which minute; `note` is an officer's own remark."""

    kind: str
    officer: str | None
    at_minute: int
    note: str


def campaign(conn: Connection, viewer: Viewer, campaign_id: bytes) -> Campaign | None:
    """One campaign that the viewer may see."""
    reach = reach_of(conn, viewer)
    if reach is None:
        return None
    row = conn.execute(_select().where(campaigns.c.id == campaign_id, reach.condition())).first()
    return None if row is None else _campaign(row)


def is_visible(conn: Connection, viewer: Viewer, campaign_id: bytes) -> bool:
    """Whether the viewer may see such a campaign."""
    reach = reach_of(conn, viewer)
    if reach is None:
        return False
    found = select(campaigns.c.id).where(campaigns.c.id == campaign_id, reach.condition())
    return conn.execute(found).first() is not None


def campaign_list(
    conn: Connection,
    viewer: Viewer,
    limit: int = 100,
    states: tuple[CampaignState, ...] = tuple(CampaignState),
) -> tuple[Campaign, ...]:
    """The campaigns that the viewer may see, changed last first."""
    reach = reach_of(conn, viewer)
    if reach is None:
        return ()
    rows = conn.execute(
        _select()
        .where(reach.condition(), campaigns.c.campaign_state.in_([state.value for state in states]))
        .order_by(campaigns.c.changed_minute.desc(), campaigns.c.id)
        .limit(limit)
    )
    return tuple(_campaign(row) for row in rows)


def awaiting_approval(conn: Connection, viewer: Viewer) -> int:
    """How many campaigns wait for an approval that this viewer may see."""
    reach = reach_of(conn, viewer)
    if reach is None:
        return 0
    waiting = campaigns.c.campaign_state == CampaignState.AWAITING_APPROVAL.value
    count: int = conn.execute(
        select(func.count()).select_from(campaigns).where(waiting, reach.condition())
    ).scalar_one()
    return count


def history(conn: Connection, viewer: Viewer, campaign_id: bytes) -> tuple[CampaignEvent, ...]:
    """Everything that was done with a campaign, oldest first."""
    if campaign(conn, viewer, campaign_id) is None:
        return ()
    rows = conn.execute(
        select(campaign_events.c.kind, officers.c.name, campaign_events.c.at_minute, campaign_events.c.note)
        .outerjoin(officers, officers.c.id == campaign_events.c.officer_id)
        .where(campaign_events.c.campaign_id == campaign_id)
        .order_by(campaign_events.c.ordinal)
    )
    return tuple(CampaignEvent(*row) for row in rows)


def locked(conn: Connection, reach: Reach, campaign_id: bytes) -> Campaign | None:
    """The campaign, its row locked until the end of the transaction, so that two officers' acts follow one another."""
    conn.execute(select(campaigns.c.id).where(campaigns.c.id == campaign_id).with_for_update()).first()
    row = conn.execute(_select().where(campaigns.c.id == campaign_id, reach.condition())).first()
    return None if row is None else _campaign(row)


def correction_of(conn: Connection, campaign_id: bytes) -> bytes | None:
    """The newest correction of a campaign that wasn't cancelled, sent yet or not."""
    found: bytes | None = conn.execute(
        select(campaigns.c.id)
        .where(
            campaigns.c.corrects == campaign_id,
            campaigns.c.campaign_state != CampaignState.CANCELLED.value,
        )
        .order_by(campaigns.c.changed_minute.desc(), campaigns.c.id)
        .limit(1)
    ).scalar()
    return found


def unseen(conn: Connection, campaign_id: bytes) -> Campaign | None:
    """The campaign for the house's own work, without a viewer."""
    row = conn.execute(_select().where(campaigns.c.id == campaign_id)).first()
    return None if row is None else _campaign(row)


def put(conn: Connection, campaign_id: bytes, **values: Any) -> None:
    """Change columns of one campaign."""
    conn.execute(update(campaigns).where(campaigns.c.id == campaign_id).values(**values))


def record(
    conn: Connection, campaign_id: bytes, officer_id: bytes | None, kind: str, now: datetime, note: str = ""
) -> None:
    """Add to a campaign's history, and to the record of the unit whose officer did it (the campaign's for the house)."""
    ordinal = conn.execute(
        update(campaigns)
        .where(campaigns.c.id == campaign_id)
        .values(last_event=campaigns.c.last_event + 1)
        .returning(campaigns.c.last_event)
    ).scalar_one()
    conn.execute(
        insert(campaign_events).values(
            campaign_id=campaign_id,
            ordinal=ordinal,
            officer_id=officer_id,
            kind=kind,
            at_minute=minute_of(now),
            note=note,
        )
    )
    follow(conn, campaign_id, kind, ordinal, now)
    owner = select(campaigns.c.unit_id).where(campaigns.c.id == campaign_id)
    unit_id = unit_of(conn, officer_id) if officer_id else conn.execute(owner).scalar_one()
    act, detail = campaign_act(kind)
    audit.record(
        conn,
        unit_id=unit_id,
        officer_id=officer_id,
        act=act,
        now=now,
        subject=campaign_id.hex(),
        detail=detail,
    )


def has_written(conn: Connection, campaign_id: bytes, officer_id: bytes) -> bool:
    """Whether this officer wrote any of it, ever: then somebody else must approve it."""
    wrote = select(campaign_events.c.ordinal).where(
        campaign_events.c.campaign_id == campaign_id,
        campaign_events.c.officer_id == officer_id,
        campaign_events.c.kind.in_(("created", "changed", "asked")),
    )
    return conn.execute(wrote.limit(1)).first() is not None


def _select() -> Any:
    return (
        select(campaigns, units.c.name.label("unit_name"), officers.c.name.label("author"))
        .join(units, units.c.id == campaigns.c.unit_id)
        .join(officers, officers.c.id == campaigns.c.created_by)
    )


def _campaign(row: Any) -> Campaign:
    return Campaign(
        row.id,
        row.short_id,
        row.unit_id,
        row.unit_name,
        CampaignState(row.campaign_state),
        from_canonical(row.content),
        row.content_hash,
        row.version,
        row.created_by,
        row.author,
        row.changed_minute,
        row.approved_by,
        row.approved_hash,
        row.corrects,
        row.next_minute,
        row.runs,
        row.province_code,
    )
