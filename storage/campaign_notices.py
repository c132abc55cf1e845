"""Tells approvers that a campaign waits for one of them; must never tell who wrote it, since nobody approves their own work."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, or_, select, update

from domain.hours import hour_of
from domain.permissions import Action, Role, may
from domain.units import UnitKind
from storage import notices
from storage.engine import Connection
from storage.models import campaign_events, campaigns, officers, units
from storage.notice_tables import notices as notice_rows
from storage.notices import ChatState, NoticeKind

WRITING = ("created", "changed", "asked")
"""Events of whoever had a hand in the text."""
ENDING = ("approved", "refused", "changed", "cancelled")
"""Events after which nobody's approval is waited for any more."""


def follow(conn: Connection, campaign_id: bytes, kind: str, ordinal: int, now: datetime) -> None:
    """After an event of a campaign's history: tell its approvers that it waits, or that it doesn't any more."""
    if kind == "asked":
        _tell(conn, campaign_id, ordinal, now)
    elif kind in ENDING:
        _settle(conn, campaign_id)


def _tell(conn: Connection, campaign_id: bytes, ordinal: int, now: datetime) -> None:
    wrote = select(campaign_events.c.officer_id).where(
        campaign_events.c.campaign_id == campaign_id,
        campaign_events.c.kind.in_(WRITING),
        campaign_events.c.officer_id.is_not(None),
    )
    unit_id: str = conn.execute(select(campaigns.c.unit_id).where(campaigns.c.id == campaign_id)).scalar_one()
    notices.post(
        conn,
        officer_ids=conn.execute(_approvers(campaign_id).where(officers.c.id.not_in(wrote))).scalars().all(),
        key=f"{_key(campaign_id)}{ordinal}",
        kind=NoticeKind.CAMPAIGN_WAITS,
        queue_id=unit_id,
        number=None,
        category=None,
        when=None,
        hour=hour_of(now),
    )


def _settle(conn: Connection, campaign_id: bytes) -> None:
    key = _key(campaign_id)
    about = and_(
        notice_rows.c.officer_id.in_(_approvers(campaign_id)),
        # Between a colon and the sign after it: everything that begins with the key, found by the index.
        notice_rows.c.key >= key,
        notice_rows.c.key < f"{key[:-1]};",
    )
    conn.execute(update(notice_rows).where(about, ~notice_rows.c.seen).values(seen=True))
    untold = notice_rows.c.telling == ChatState.WAITING.value
    conn.execute(update(notice_rows).where(about, untold).values(telling=ChatState.TOO_LATE.value))


def _approvers(campaign_id: bytes) -> Select[Any]:
    """Active officers who may approve: those of the campaign's unit, and those of the desk above who reach that far."""
    here = and_(officers.c.unit_id == campaigns.c.unit_id, officers.c.role.in_(_roles(own_unit=True)))
    above = and_(
        units.c.kind == UnitKind.DUTY_DESK.value,
        units.c.province_code == campaigns.c.province_code,
        officers.c.role.in_(_roles(own_unit=False)),
    )
    return (
        select(officers.c.id)
        .join(units, units.c.id == officers.c.unit_id)
        .join(campaigns, campaigns.c.id == campaign_id)
        .where(officers.c.state == "active", or_(here, above))
    )


def _key(campaign_id: bytes) -> str:
    return f"campaign:{campaign_id.hex()}:"


def _roles(*, own_unit: bool) -> list[str]:
    return [role.value for role in Role if may(role, Action.APPROVE_CAMPAIGNS, own_unit=own_unit)]
