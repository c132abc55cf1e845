"""Test sends of a campaign to its officer's own chat; must never reach anybody who didn't link a chat for it."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, delete, insert, select, text, update

from domain.campaigns import CampaignContent
from domain.permissions import Action
from sealing.secret_types import SecretText
from storage.campaign_rights import may_do, reach_of
from storage.campaign_rows import locked, record, unseen
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.leadership import Lead, check_lead
from storage.models import campaign_tests, test_chats, test_links
from storage.moments import minute_of
from storage.table_kinds import new_row_id
from storage.tokens import token_hash
from storage.viewer import Viewer

LINK_MINUTES = 30
"""How long the link to one's own chat (`/start t_<token>`) works."""


@dataclass(frozen=True, slots=True)
class TestSend:
    """The newest test of an officer: the content it showed, when, and `queued`, `sending`, `sent` or `failed`."""

    __test__ = False

    content_hash: bytes
    at_minute: int
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class DueTest:
    """A test to be sent now; `contact` is sealed with purpose `subscription` and row `chat_row`."""

    id: int
    content: CampaignContent
    is_correction: bool
    language: str
    chat_row: bytes
    contact: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class TestChat:
    """An officer's own chat, sealed with purpose `subscription` and row `id`."""

    __test__ = False

    id: bytes
    contact: bytes = field(repr=False)
    language: str


def make_test_link(conn: Connection, viewer: Viewer, token: SecretText, now: datetime) -> Done | Failure:
    """Let whoever says `/start t_<token>` in the next half hour be this officer's test chat."""
    if not viewer.may(Action.TEST_CAMPAIGNS):
        return Failure(FailureReason.NOT_ALLOWED)
    conn.execute(delete(test_links).where(test_links.c.officer_id == viewer.officer_id))
    conn.execute(
        insert(test_links).values(
            token_hash=token_hash("test", token),
            officer_id=viewer.officer_id,
            ends_minute=minute_of(now) + LINK_MINUTES,
        )
    )
    return Done()


def link_test_chat(conn: Connection, token: SecretText, chat: TestChat, now: datetime) -> Done | Failure:
    """Use a link once; a former test chat of this officer is forgotten. Failure(LINK_EXPIRED)."""
    officer_id = conn.execute(
        delete(test_links)
        .where(
            test_links.c.token_hash == token_hash("test", token), test_links.c.ends_minute > minute_of(now)
        )
        .returning(test_links.c.officer_id)
    ).scalar()
    if officer_id is None:
        return Failure(FailureReason.LINK_EXPIRED)
    conn.execute(
        _PUT_CHAT,
        {"officer_id": officer_id, "id": chat.id, "contact": chat.contact, "language": chat.language},
    )
    return Done()


def forget_test_chats(conn: Connection, is_it: Callable[[bytes, bytes], bool]) -> None:
    """Delete the test chats whose row id and sealed address `is_it` says yes to: only the caller can open an address.

    A test that still waits for such a chat has failed, and its officer reads why.
    """
    for row in conn.execute(select(test_chats.c.officer_id, test_chats.c.id, test_chats.c.contact)).all():
        if is_it(row.id, row.contact):
            waiting = (campaign_tests.c.officer_id == row.officer_id) & (
                campaign_tests.c.delivery == "queued"
            )
            conn.execute(update(campaign_tests).where(waiting).values(delivery="failed", reason="gone"))
            conn.execute(delete(test_chats).where(test_chats.c.id == row.id))


def has_test_chat(conn: Connection, viewer: Viewer) -> bool:
    """Whether the viewer has linked a chat."""
    mine = select(test_chats.c.id).where(test_chats.c.officer_id == viewer.officer_id)
    return conn.execute(mine).first() is not None


def send_test(conn: Connection, viewer: Viewer, campaign_id: bytes, now: datetime) -> Done | Failure:
    """Send the campaign as it stands to the viewer's own chat. Failure(NOT_VISIBLE | NO_TEST_CHAT | TOO_MANY)."""
    reach = reach_of(conn, viewer)
    found = None if reach is None else locked(conn, reach, campaign_id)
    if found is None:
        return Failure(FailureReason.NOT_VISIBLE)
    if not may_do(viewer, Action.TEST_CAMPAIGNS, found.unit_id):
        return Failure(FailureReason.NOT_ALLOWED)
    if not has_test_chat(conn, viewer):
        return Failure(FailureReason.NO_TEST_CHAT)
    last = last_test(conn, viewer, campaign_id)
    if last is not None and last.state in {"queued", "sending"} and last.at_minute == minute_of(now):
        return Failure(FailureReason.TOO_MANY)
    conn.execute(
        insert(campaign_tests).values(
            row_id=new_row_id(),
            campaign_id=campaign_id,
            officer_id=viewer.officer_id,
            content_hash=found.content_hash,
            at_minute=minute_of(now),
            delivery="queued",
        )
    )
    record(conn, campaign_id, viewer.officer_id, "tested", now)
    return Done()


def last_test(conn: Connection, viewer: Viewer, campaign_id: bytes) -> TestSend | None:
    """The viewer's newest test of a campaign."""
    row = conn.execute(
        select(
            campaign_tests.c.content_hash,
            campaign_tests.c.at_minute,
            campaign_tests.c.delivery,
            campaign_tests.c.reason,
        )
        .where(campaign_tests.c.campaign_id == campaign_id, campaign_tests.c.officer_id == viewer.officer_id)
        .order_by(campaign_tests.c.at_minute.desc(), campaign_tests.c.row_id.desc())
        .limit(1)
    ).first()
    return None if row is None else TestSend(*row)


def take_tests(conn: Connection, lead: Lead, limit: int = 10) -> tuple[DueTest, ...]:
    """Mark waiting tests as `sending` and hand them over. Raises `LeadLost`."""
    check_lead(conn, lead)
    rows = conn.execute(
        select(
            campaign_tests.c.row_id,
            campaign_tests.c.campaign_id,
            test_chats.c.language,
            test_chats.c.id,
            test_chats.c.contact,
        )
        .join(test_chats, test_chats.c.officer_id == campaign_tests.c.officer_id)
        .where(campaign_tests.c.delivery == "queued")
        .order_by(campaign_tests.c.at_minute, campaign_tests.c.row_id)
        .limit(limit)
    ).all()
    tests = []
    for row in rows:
        found = unseen(conn, row.campaign_id)
        assert found is not None
        correction = found.corrects is not None
        tests.append(DueTest(row.row_id, found.content, correction, row.language, row.id, row.contact))
        _set(conn, row.row_id, "sending", None)
    return tuple(tests)


def waiting_tests() -> Select[tuple[int]]:
    """Tests to be sent; one whose chat was unlinked meanwhile can't be, and must keep nobody busy."""
    return (
        select(campaign_tests.c.row_id)
        .join(test_chats, test_chats.c.officer_id == campaign_tests.c.officer_id)
        .where(campaign_tests.c.delivery == "queued")
    )


def doubt_tests(conn: Connection) -> None:
    """What a former leader had begun is in doubt: the officer sees that, and sends another one."""
    begun = campaign_tests.c.delivery == "sending"
    conn.execute(update(campaign_tests).where(begun).values(delivery="failed", reason="unknown"))


def settle_test(conn: Connection, test_id: int, *, reason: str | None) -> None:
    """Write how a test went; None: it arrived."""
    _set(conn, test_id, "sent" if reason is None else "failed", reason)


def purge_tests(conn: Connection, now: datetime) -> None:
    """Delete ended links."""
    conn.execute(delete(test_links).where(test_links.c.ends_minute <= minute_of(now)))


def _set(conn: Connection, test_id: int, state: str, reason: str | None) -> None:
    one = campaign_tests.c.row_id == test_id
    conn.execute(update(campaign_tests).where(one).values(delivery=state, reason=reason))


def new_test_chat_id() -> bytes:
    """A random row id to seal a chat's address to."""
    return secrets.token_bytes(16)


_PUT_CHAT = text(
    "INSERT INTO test_chats (officer_id, id, contact, language) VALUES (:officer_id, :id, :contact, :language)"
    " ON CONFLICT (officer_id) DO UPDATE SET id = excluded.id, contact = excluded.contact, language = excluded.language"
)
