"""The chat that an officer linked to themselves, under a sealed address; must never answer for an officer whose access has ended."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from domain.hours import day_of
from domain.permissions import Action
from sealing.secret_types import SecretText
from storage.audit import AuditAct, record
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.models import officers, units
from storage.moments import minute_of
from storage.officer_chat_tables import officer_chat_codes, officer_chats
from storage.tokens import token_hash
from storage.viewer import Role, Viewer

CODE_MINUTES = 10
"""How long a code from the desk links a chat."""


@dataclass(frozen=True, slots=True)
class NewChat:
    """A chat to be linked.

    `key`: `sealing.officer_chat_keys.officer_row_key`. `contact`: `seal_contact` with purpose `officer` and row `id`
    (16 random bytes, `new_chat_id`).
    """

    id: bytes
    key: bytes
    contact: bytes = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class SealedAddress:
    """Where to say something: `contact` is sealed with purpose `officer` and row `id`."""

    officer_id: bytes
    id: bytes
    contact: bytes = field(repr=False)
    language: str


@dataclass(frozen=True, slots=True)
class OfficerChat:
    """A linked chat with its officer as they are at this moment: unit and role come from the officers' table each time."""

    viewer: Viewer
    address: SealedAddress
    digest: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """A chat was linked; `former` is the officer's chat until now, which deserves a word."""

    chat: OfficerChat
    former: SealedAddress | None


@dataclass(frozen=True, slots=True)
class OwnChat:
    """What the desk shows its officer of the linked chat; `since_minute` as in `storage.moments`."""

    since_minute: int
    blocked: bool
    digest: bool


def new_chat_id() -> bytes:
    """A random row id to seal an address to."""
    return secrets.token_bytes(16)


def make_code(conn: Connection, viewer: Viewer, code: SecretText, now: datetime) -> Done | Failure:
    """Keep the hash of a fresh code, in place of the officer's former one. Failure(NOT_ALLOWED)."""
    if not viewer.may(Action.LINK_CHAT):
        return Failure(FailureReason.NOT_ALLOWED)
    conn.execute(delete(officer_chat_codes).where(officer_chat_codes.c.officer_id == viewer.officer_id))
    conn.execute(
        insert(officer_chat_codes).values(
            officer_id=viewer.officer_id,
            code_hash=token_hash("chat", code),
            ends_minute=minute_of(now) + CODE_MINUTES,
        )
    )
    return Done()


def link(conn: Connection, code: SecretText, chat: NewChat, now: datetime) -> Linked | Failure:
    """Use a code once: the chat is the officer's from now on, and nobody else's. Failure(LINK_EXPIRED)."""
    officer_id = conn.execute(
        delete(officer_chat_codes)
        .where(
            officer_chat_codes.c.code_hash == token_hash("chat", code),
            officer_chat_codes.c.ends_minute > minute_of(now),
        )
        .returning(officer_chat_codes.c.officer_id)
    ).scalar()
    if officer_id is None:
        return Failure(FailureReason.LINK_EXPIRED)
    before = conn.execute(select(officer_chats).where(officer_chats.c.officer_id == officer_id)).first()
    former = None if before is None or before.link_key == chat.key else _address(before)
    taken = (officer_chats.c.officer_id == officer_id) | (officer_chats.c.link_key == chat.key)
    conn.execute(delete(officer_chats).where(taken))
    conn.execute(
        insert(officer_chats).values(
            officer_id=officer_id,
            id=chat.id,
            link_key=chat.key,
            contact=chat.contact,
            language=chat.language,
            blocked=False,
            digest=True,
            digest_day=day_of(now),
            linked_minute=minute_of(now),
        )
    )
    made = linked_chat(conn, chat.key)
    if made is None:
        # The officer left, or has another role, since the code was made.
        conn.execute(delete(officer_chats).where(taken))
        return Failure(FailureReason.LINK_EXPIRED)
    _record(conn, made.viewer, AuditAct.CHAT_LINKED, now)
    return Linked(made, former)


def linked_chat(conn: Connection, key: bytes) -> OfficerChat | None:
    """The linked chat of a row key, with its officer's unit and role as they are now; None once access has ended."""
    row = conn.execute(_CHATS.where(officer_chats.c.link_key == key)).first()
    return None if row is None else _chat(row)


def chats_of(conn: Connection, officer_ids: tuple[bytes, ...]) -> dict[bytes, OfficerChat]:
    """The linked chats of these officers that aren't blocked, by officer; of at most 500."""
    rows = conn.execute(_CHATS.where(officer_chats.c.officer_id.in_(officer_ids), ~officer_chats.c.blocked))
    found = (_chat(row) for row in rows)
    return {chat.viewer.officer_id: chat for chat in found if chat is not None}


def own_chat(conn: Connection, viewer: Viewer) -> OwnChat | None:
    """The viewer's own link, for the desk."""
    row = conn.execute(
        select(officer_chats.c.linked_minute, officer_chats.c.blocked, officer_chats.c.digest).where(
            officer_chats.c.officer_id == viewer.officer_id
        )
    ).first()
    return None if row is None else OwnChat(row.linked_minute, row.blocked, row.digest)


def unlink(conn: Connection, key: bytes, now: datetime) -> bool:
    """Forget a chat, whoever's it is; says whether it was linked."""
    chat = linked_chat(conn, key)
    gone = conn.execute(delete(officer_chats).where(officer_chats.c.link_key == key)).rowcount == 1
    if chat is not None:
        _record(conn, chat.viewer, AuditAct.CHAT_UNLINKED, now)
    return gone


def unlink_own(conn: Connection, viewer: Viewer, now: datetime) -> bool:
    """Forget the viewer's chat and code, from the desk; says whether there was a chat."""
    had = own_chat(conn, viewer) is not None
    forget_officer(conn, viewer.officer_id)
    if had:
        _record(conn, viewer, AuditAct.CHAT_UNLINKED, now)
    return had


def forget_officer(conn: Connection, officer_id: bytes) -> None:
    """The officer has left: address and code go."""
    conn.execute(delete(officer_chats).where(officer_chats.c.officer_id == officer_id))
    conn.execute(delete(officer_chat_codes).where(officer_chat_codes.c.officer_id == officer_id))


def set_digest(conn: Connection, chat: OfficerChat, on: bool) -> None:
    """Whether the chat gets the morning digest."""
    conn.execute(update(officer_chats).where(_is(chat.viewer.officer_id)).values(digest=on))


def set_language(conn: Connection, chat: OfficerChat, language: str) -> None:
    """The language of what is said in the chat."""
    conn.execute(update(officer_chats).where(_is(chat.viewer.officer_id)).values(language=language))


def mark_blocked(conn: Connection, officer_id: bytes) -> None:
    """The officer blocked the bot, or the chat is gone: nothing is sent there until they write again."""
    conn.execute(update(officer_chats).where(_is(officer_id)).values(blocked=True))


def come_back(conn: Connection, key: bytes) -> bool:
    """Whoever writes again is told again; says whether that changed anything."""
    away = (officer_chats.c.link_key == key) & officer_chats.c.blocked
    return conn.execute(update(officer_chats).where(away).values(blocked=False)).rowcount == 1


def take_digests(conn: Connection, day: date, limit: int = 50) -> tuple[OfficerChat, ...]:
    """Take up chats whose officers haven't had the digest of this day in Vietnam, blocked ones left out; never twice."""
    due = (
        officer_chats.c.digest,
        ~officer_chats.c.blocked,
        officer_chats.c.digest_day < day,
    )
    rows = conn.execute(
        _CHATS.where(*due)
        .order_by(officer_chats.c.officer_id)
        .limit(limit)
        .with_for_update(of=officer_chats, skip_locked=True)
    ).all()
    taken = officer_chats.c.officer_id.in_([row.officer_id for row in rows])
    if rows:
        conn.execute(update(officer_chats).where(taken).values(digest_day=day))
    return tuple(chat for chat in map(_chat, rows) if chat is not None)


def put_digest_back(conn: Connection, officer_id: bytes, day: date) -> None:
    """The platform has surely not taken this day's digest: it may be tried again."""
    mine = (officer_chats.c.officer_id == officer_id) & (officer_chats.c.digest_day == day)
    conn.execute(update(officer_chats).where(mine).values(digest_day=day - timedelta(days=1)))


def purge(conn: Connection, now: datetime) -> None:
    """Delete codes whose time is over, and what an officer who left may have left behind."""
    conn.execute(delete(officer_chat_codes).where(officer_chat_codes.c.ends_minute <= minute_of(now)))
    left = select(officers.c.id).where(officers.c.state == "left")
    conn.execute(delete(officer_chats).where(officer_chats.c.officer_id.in_(left)))


_CHATS = (
    select(
        officer_chats.c.officer_id,
        officer_chats.c.id,
        officer_chats.c.contact,
        officer_chats.c.language,
        officer_chats.c.digest,
        officers.c.unit_id,
        officers.c.role,
        officers.c.name,
    )
    .join(officers, officers.c.id == officer_chats.c.officer_id)
    .join(units, units.c.id == officers.c.unit_id)
    .where(officers.c.state == "active")
)


def _record(conn: Connection, viewer: Viewer, act: AuditAct, now: datetime) -> None:
    record(conn, unit_id=viewer.unit_id, officer_id=viewer.officer_id, act=act, now=now)


def _is(officer_id: bytes) -> Any:
    return officer_chats.c.officer_id == officer_id


def _address(row: Row[Any]) -> SealedAddress:
    return SealedAddress(row.officer_id, row.id, row.contact, row.language)


def _chat(row: Any) -> OfficerChat | None:
    viewer = Viewer(row.officer_id, row.unit_id, Role(row.role), row.name)
    if not viewer.may(Action.LINK_CHAT):
        return None
    return OfficerChat(viewer, _address(row), row.digest)
