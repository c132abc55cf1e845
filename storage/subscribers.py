"""Who asked for which warnings, under a sealed address; must never hold a chat id, or anything that a tip holds too."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from domain.subscriptions import (
    MOST_PLACES,
    Place,
    QuietHours,
    SubscriberState,
    tidy_places,
    tidy_topics,
)
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import subscriber_places, subscriber_topics, subscribers

KEPT_AFTER_LEAVING_DAYS = 180
"""How long somebody who blocked the bot may come back by writing; then the row goes."""


@dataclass(frozen=True, slots=True)
class NewSubscription:
    """What a chat asks for.

    `id`: 16 random bytes, or those of the subscription that is there already (`of_row_key`). `row_key`:
    `sealing.conversation_keys.subscriber_row_key`. `contact`: `seal_contact` with purpose `subscription` and row `id`.
    `day`: the day in Vietnam.
    """

    id: bytes
    row_key: bytes
    contact: bytes
    channel: str
    language: str
    places: tuple[Place, ...]
    topics: tuple[str, ...]
    day: date
    quiet: QuietHours = QuietHours()  # noqa: RUF009 - frozen


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a chat gets. `topics` is `("*",)` for every topic."""

    id: bytes
    language: str
    places: tuple[Place, ...]
    topics: tuple[str, ...]
    quiet: QuietHours
    state: SubscriberState
    since: date


def subscribe(conn: Connection, new: NewSubscription) -> Subscription | Failure:
    """Begin, or replace what was chosen before; active afterwards. Failure(NO_PLACES | TOO_MANY).

    Raises ValueError when the row key has a subscription under another id: its address is sealed to that id.
    """
    places = tidy_places(new.places)
    refusal = _refused(places)
    if refusal is not None:
        return refusal
    found = conn.execute(
        select(subscribers.c.id).where(subscribers.c.subscriber_key == new.row_key).with_for_update()
    ).scalar()
    values = {
        "contact": new.contact,
        "channel": new.channel,
        "language": new.language,
        "quiet_from": new.quiet.start,
        "quiet_to": new.quiet.end,
        "subscriber_state": SubscriberState.ACTIVE.value,
        "left_day": None,
    }
    if found is None:
        fixed = {"id": new.id, "subscriber_key": new.row_key, "since_day": new.day}
        conn.execute(insert(subscribers).values(**fixed, **values, week=0, week_taken=0))
    elif found != new.id:
        raise ValueError("this chat has a subscription under another id")
    else:
        conn.execute(update(subscribers).where(subscribers.c.id == found).values(**values))
    _set_places(conn, new.id, places)
    _set_topics(conn, new.id, tidy_topics(new.topics))
    subscription = of_row_key(conn, new.row_key)
    assert subscription is not None
    return subscription


def of_row_key(conn: Connection, row_key: bytes) -> Subscription | None:
    """The subscription of a chat, whatever its state."""
    row = conn.execute(select(subscribers).where(subscribers.c.subscriber_key == row_key)).first()
    return None if row is None else _subscription(conn, row)


def change_places(conn: Connection, row_key: bytes, places: tuple[Place, ...]) -> Done | Failure:
    """Replace the places. Failure(NO_PLACES | TOO_MANY | NOT_OPEN); NOT_OPEN: no subscription."""
    chosen = tidy_places(places)
    subscriber_id = _id_of(conn, row_key)
    if subscriber_id is None:
        return Failure(FailureReason.NOT_OPEN)
    refusal = _refused(chosen)
    if refusal is not None:
        return refusal
    _set_places(conn, subscriber_id, chosen)
    return Done()


def change_topics(conn: Connection, row_key: bytes, topics: tuple[str, ...]) -> Done | Failure:
    """Replace the topics; none, or `*`, means every topic. Failure(NOT_OPEN)."""
    subscriber_id = _id_of(conn, row_key)
    if subscriber_id is None:
        return Failure(FailureReason.NOT_OPEN)
    _set_topics(conn, subscriber_id, tidy_topics(topics))
    return Done()


def change_language(conn: Connection, row_key: bytes, language: str) -> Done | Failure:
    """Set the language of warnings. Failure(NOT_OPEN)."""
    return _change(conn, row_key, {"language": language})


def change_quiet_hours(conn: Connection, row_key: bytes, quiet: QuietHours) -> Done | Failure:
    """Set the quiet hours. Failure(NOT_OPEN)."""
    return _change(conn, row_key, {"quiet_from": quiet.start, "quiet_to": quiet.end})


def stop(conn: Connection, row_key: bytes) -> bool:
    """End a subscription at once: address, places and topics are deleted; says whether there was one."""
    subscriber_id = _id_of(conn, row_key)
    if subscriber_id is None:
        return False
    _delete(conn, (subscriber_id,))
    return True


def mark_blocked(
    conn: Connection,
    subscriber_ids: tuple[bytes, ...],
    day: date,
    state: SubscriberState = SubscriberState.BLOCKED,
) -> None:
    """Note that these blocked the bot (or, with GONE, that their chats no longer exist)."""
    conn.execute(
        update(subscribers)
        .where(subscribers.c.id.in_(subscriber_ids))
        .values(subscriber_state=state.value, left_day=day)
    )


def come_back(conn: Connection, row_key: bytes) -> bool:
    """Someone who blocked the bot writes again: active as before; says whether that changed anything."""
    away = (subscribers.c.subscriber_key == row_key) & (
        subscribers.c.subscriber_state != SubscriberState.ACTIVE.value
    )
    done = conn.execute(
        update(subscribers).where(away).values(subscriber_state=SubscriberState.ACTIVE.value, left_day=None)
    )
    return done.rowcount == 1


def move(conn: Connection, subscriber_id: bytes, row_key: bytes, contact: bytes) -> None:
    """The platform gave the chat another id: keep the subscription under the new address.

    Where the new chat has a subscription of its own already, the old one goes.
    """
    if _id_of(conn, row_key) not in {None, subscriber_id}:
        _delete(conn, (subscriber_id,))
        return
    conn.execute(
        update(subscribers)
        .where(subscribers.c.id == subscriber_id)
        .values(subscriber_key=row_key, contact=contact)
    )


def purge(conn: Connection, today: date) -> int:
    """Delete those who have been away too long to come back; returns how many of at most 500."""
    over = today - timedelta(days=KEPT_AFTER_LEAVING_DAYS)
    gone = tuple(
        conn.execute(select(subscribers.c.id).where(subscribers.c.left_day < over).limit(500)).scalars()
    )
    _delete(conn, gone)
    return len(gone)


def _refused(places: tuple[Place, ...]) -> Failure | None:
    if not places:
        return Failure(FailureReason.NO_PLACES)
    return Failure(FailureReason.TOO_MANY) if len(places) > MOST_PLACES else None


def _id_of(conn: Connection, row_key: bytes) -> bytes | None:
    found: bytes | None = conn.execute(
        select(subscribers.c.id).where(subscribers.c.subscriber_key == row_key)
    ).scalar()
    return found


def _change(conn: Connection, row_key: bytes, values: dict[str, object]) -> Done | Failure:
    done = conn.execute(update(subscribers).where(subscribers.c.subscriber_key == row_key).values(**values))
    return Done() if done.rowcount else Failure(FailureReason.NOT_OPEN)


def _set_places(conn: Connection, subscriber_id: bytes, places: tuple[Place, ...]) -> None:
    conn.execute(delete(subscriber_places).where(subscriber_places.c.subscriber_id == subscriber_id))
    rows = [
        {
            "subscriber_id": subscriber_id,
            "area_province": place.province_code,
            "area_commune": place.commune_code or "",
        }
        for place in places
    ]
    conn.execute(insert(subscriber_places), rows)


def _set_topics(conn: Connection, subscriber_id: bytes, topics: tuple[str, ...]) -> None:
    conn.execute(delete(subscriber_topics).where(subscriber_topics.c.subscriber_id == subscriber_id))
    conn.execute(insert(subscriber_topics), [{"subscriber_id": subscriber_id, "topic": t} for t in topics])


def _delete(conn: Connection, subscriber_ids: tuple[bytes, ...]) -> None:
    for table, column in (
        (subscriber_places, subscriber_places.c.subscriber_id),
        (subscriber_topics, subscriber_topics.c.subscriber_id),
        (subscribers, subscribers.c.id),
    ):
        conn.execute(delete(table).where(column.in_(subscriber_ids)))


def _subscription(conn: Connection, row: Any) -> Subscription:
    places = conn.execute(
        select(subscriber_places.c.area_province, subscriber_places.c.area_commune)
        .where(subscriber_places.c.subscriber_id == row.id)
        .order_by(subscriber_places.c.area_province, subscriber_places.c.area_commune)
    )
    topics = conn.execute(
        select(subscriber_topics.c.topic)
        .where(subscriber_topics.c.subscriber_id == row.id)
        .order_by(subscriber_topics.c.topic)
    )
    return Subscription(
        row.id,
        row.language,
        tuple(Place(province, commune or None) for province, commune in places),
        tuple(topics.scalars()),
        QuietHours(row.quiet_from, row.quiet_to),
        SubscriberState(row.subscriber_state),
        row.since_day,
    )
