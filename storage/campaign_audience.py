"""Counts an audience and says in SQL who belongs to it; must never give out who they are."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true

from domain.campaigns import Audience
from domain.subscriptions import EVERY_TOPIC, SubscriberState
from storage.engine import Connection
from storage.models import (
    campaign_deliveries,
    campaign_runs,
    subscriber_places,
    subscriber_topics,
    subscribers,
)


@dataclass(frozen=True, slots=True)
class AudienceCount:
    """How many subscribers are meant, and through which channels."""

    total: int
    by_channel: tuple[tuple[str, int], ...]


def count_audience(conn: Connection, audience: Audience, corrects: bytes | None = None) -> AudienceCount:
    """Active subscribers of an audience; with `corrects`, those of them who got that campaign (all of them count)."""
    rows = conn.execute(
        select(subscribers.c.channel, func.count())
        .where(belongs(audience, corrects))
        .group_by(subscribers.c.channel)
        .order_by(subscribers.c.channel)
    )
    by_channel = tuple((channel, count) for channel, count in rows)
    return AudienceCount(sum(count for _, count in by_channel), by_channel)


def belongs(
    audience: Audience, corrects: bytes | None = None, *, row_by_row: bool = False
) -> ColumnElement[bool]:
    """The condition on a row of subscribers; `row_by_row` where few rows are looked at, so that no list of all is made."""
    active = subscribers.c.subscriber_state == SubscriberState.ACTIVE.value
    if corrects is not None:
        return and_(active, _got(corrects))
    return and_(active, _in_places(audience, row_by_row), _of_topics(audience), _of_languages(audience))


def _got(campaign_id: bytes) -> ColumnElement[bool]:
    """Got it, or may have got it."""
    runs = select(campaign_runs.c.row_id).where(campaign_runs.c.campaign_id == campaign_id)
    return exists().where(
        campaign_deliveries.c.run_id.in_(runs),
        campaign_deliveries.c.subscriber_id == subscribers.c.id,
        campaign_deliveries.c.delivery.in_(("sent", "in_doubt")),
    )


def _in_places(audience: Audience, row_by_row: bool) -> ColumnElement[bool]:
    whole = sorted({place.province_code for place in audience.places if place.commune_code is None})
    parts: list[ColumnElement[bool]] = []
    if whole:
        parts.append(subscriber_places.c.area_province.in_(whole))
    for province in sorted({place.province_code for place in audience.places} - set(whole)):
        # Who takes warnings of the whole province takes those of its communes too.
        communes = [place.commune_code for place in audience.places if place.province_code == province]
        parts.append(
            and_(
                subscriber_places.c.area_province == province,
                subscriber_places.c.area_commune.in_(["", *sorted(filter(None, communes))]),
            )
        )
    if not parts:
        return false()
    if row_by_row:
        return exists().where(subscriber_places.c.subscriber_id == subscribers.c.id, or_(*parts))
    return subscribers.c.id.in_(select(subscriber_places.c.subscriber_id).where(or_(*parts)))


def _of_topics(audience: Audience) -> ColumnElement[bool]:
    if not audience.topics:
        return true()
    return exists().where(
        subscriber_topics.c.subscriber_id == subscribers.c.id,
        subscriber_topics.c.topic.in_([EVERY_TOPIC, *audience.topics]),
    )


def _of_languages(audience: Audience) -> ColumnElement[bool]:
    return subscribers.c.language.in_(audience.languages) if audience.languages else true()
