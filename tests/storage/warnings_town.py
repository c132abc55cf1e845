"""Officers, subscribers and campaigns of a made-up province, for tests of warnings."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from domain.campaigns import AtOnce, Audience, CampaignContent, Words
from domain.subscriptions import EVERY_TOPIC, Place, QuietHours
from sealing.conversation_keys import Chat, ContactPlace, seal_contact, subscriber_row_key
from sealing.secret_types import SecretBytes, SecretText
from storage import campaigns, subscribers
from storage.engine import Connection
from storage.failures import Done
from storage.subscribers import NewSubscription, Subscription
from storage.viewer import Role, Viewer
from tests.storage.town import DUTY, officer

DAYTIME = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)
"""A Wednesday, 10:00 in Vietnam."""
NIGHT = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
"""22:30 in Vietnam."""
DEPLOYMENT = b"D" * 16
CONTACT_KEY = SecretBytes(b"c" * 32)
PSEUDONYM_KEY = SecretBytes(b"p" * 32)
QUYNH_NHAI, MUONG_GION = Place("14", "03703"), Place("14", "03670")
SON_LA, THANH_HOA = Place("14"), Place("38")

WORDS = Words("Không ai cập nhật VNeID qua điện thoại", "Có người gọi, xưng là công an xã. Bà con tắt máy.")
ENGLISH = Words("Nobody updates VNeID by phone", "Someone calls and says they are the police. Hang up.")
CONTENT = CampaignContent(words={"vi": WORDS, "en": ENGLISH}, audience=Audience((QUYNH_NHAI, MUONG_GION)))


@dataclass(frozen=True)
class Desk:
    """Who works with warnings at the province's desk."""

    author: Viewer
    approver: Viewer


def open_desk(conn: Connection, unit_id: str = DUTY) -> Desk:
    """An author and an approver of one unit."""
    return Desk(
        officer(conn, unit_id, "Hà Thị Mai", Role.AWARENESS),
        officer(conn, unit_id, "Cầm Văn Tuấn", Role.APPROVER),
    )


def subscriber(
    conn: Connection,
    chat_id: int | str,
    *places: Place,
    topics: tuple[str, ...] = (EVERY_TOPIC,),
    language: str = "vi",
    quiet: QuietHours | None = None,
    channel: str = "telegram",
) -> Subscription:
    """Someone who subscribes from a chat."""
    chat = Chat(channel, SecretText(str(chat_id)))
    row_id = secrets.token_bytes(16)
    contact = seal_contact(CONTACT_KEY, ContactPlace(DEPLOYMENT, "subscription", row_id), chat)
    made = subscribers.subscribe(
        conn,
        NewSubscription(
            row_id,
            row_key_of(chat_id, channel),
            contact,
            channel,
            language,
            places or (QUYNH_NHAI,),
            topics,
            DAYTIME.date() - timedelta(days=30),
            quiet or QuietHours(),
        ),
    )
    assert isinstance(made, Subscription)
    return made


def row_key_of(chat_id: int | str, channel: str = "telegram") -> bytes:
    """The key of a chat's subscription."""
    return subscriber_row_key(PSEUDONYM_KEY, DEPLOYMENT, Chat(channel, SecretText(str(chat_id))))


def draft(
    conn: Connection, desk: Desk, content: CampaignContent = CONTENT, now: datetime = DAYTIME
) -> campaigns.Campaign:
    """A campaign that its author has begun."""
    made = campaigns.create(conn, desk.author, content, now)
    assert isinstance(made, campaigns.Campaign), made
    return made


def approved(
    conn: Connection, desk: Desk, content: CampaignContent = CONTENT, now: datetime = DAYTIME
) -> campaigns.Campaign:
    """A campaign on which both have agreed."""
    return approve(conn, desk, draft(conn, desk, content, now), now)


def approve(
    conn: Connection, desk: Desk, made: campaigns.Campaign, now: datetime = DAYTIME
) -> campaigns.Campaign:
    """Both agree on it."""
    asked = campaigns.ask_approval(conn, desk.author, made.id, now)
    assert asked == Done(), asked
    said = campaigns.approve(conn, desk.approver, made.id, made.content_hash, now)
    assert said == Done(), said
    return seen(conn, desk, made.id)


def begun(
    conn: Connection, desk: Desk, content: CampaignContent = CONTENT, now: datetime = DAYTIME
) -> tuple[campaigns.Campaign, int]:
    """A campaign whose run has begun and whose ledger is full; the id of the run with it."""
    made = approved(conn, desk, content, now)
    assert campaigns.start_due(conn, now) == ()
    run = next(run for run in campaigns.open_runs(conn) if run.campaign_id == made.id)
    while campaigns.fill_step(conn, run.id, now):
        pass
    return seen(conn, desk, made.id), run.id


def seen(conn: Connection, desk: Desk, campaign_id: bytes) -> campaigns.Campaign:
    """The campaign as it stands."""
    found = campaigns.campaign(conn, desk.author, campaign_id)
    assert found is not None
    return found


def saying(title: str, **changes: object) -> CampaignContent:
    """The usual content with another title."""
    words = {"vi": Words(title, WORDS.body)}
    return replace(CONTENT, words=words, schedule=AtOnce(), **changes)  # type: ignore[arg-type]
