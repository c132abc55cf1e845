"""Adds subscribers and an approved campaign to a small house; nobody in it is real."""

import secrets
from datetime import UTC, datetime, timedelta

from benchmarks.small_house import SmallHouse
from domain.campaigns import Audience, CampaignContent, DoubtRule, Words
from domain.subscriptions import EVERY_TOPIC, Place, QuietHours
from sealing.conversation_keys import Chat, ContactPlace, seal_contact, subscriber_row_key
from sealing.secret_types import SecretText
from storage import campaigns, officers, subscribers
from storage.engine import Connection, Database
from storage.failures import Done
from storage.subscribers import NewSubscription
from storage.viewer import Role, Viewer

FIRST_CHAT = 1_000_000
WORDS = Words(
    "Không ai cập nhật VNeID qua điện thoại",
    "Có người gọi, xưng là Công an xã. Họ bảo bấm vào đường dẫn. Bấm vào là mất tiền.\n\nBà con tắt máy, gọi lại số của xã.",
)


def furnish(house: SmallHouse, recipients: int) -> bytes:
    """Subscribe so many chats and approve one campaign for them that may begin at once; returns its id."""
    database = Database.open(house.database_url, house.folder)
    try:
        for start in range(0, recipients, 500):
            chats = range(FIRST_CHAT + start, FIRST_CHAT + min(start + 500, recipients))
            database.write_now(lambda conn, chats=chats: _subscribe(conn, house, chats))  # type: ignore[misc]
        return database.write_now(lambda conn: _approve(conn, house))
    finally:
        database.close_now()


def author_of(conn: Connection, house: SmallHouse, role: Role) -> Viewer:
    """Somebody at the province's desk, invited now."""
    unit_id, officer_id = f"d-{house.province_code}", secrets.token_bytes(16)
    token = SecretText(secrets.token_hex(16))
    officers.invite(conn, officer_id, unit_id, role, role.value, token, datetime.now(UTC))
    return Viewer(officer_id, unit_id, role, role.value)


def _subscribe(conn: Connection, house: SmallHouse, chats: range) -> None:
    today = (datetime.now(UTC) - timedelta(days=30)).date()
    for number in chats:
        chat, row_id = Chat("telegram", SecretText(str(number))), secrets.token_bytes(16)
        contact = seal_contact(
            house.contact_key, ContactPlace(house.deployment, "subscription", row_id), chat
        )
        place = Place(house.province_code, house.commune_code)
        subscribers.subscribe(
            conn,
            NewSubscription(
                row_id,
                subscriber_row_key(house.pseudonym_key, house.deployment, chat),
                contact,
                chat.channel,
                "vi",
                (place,),
                (EVERY_TOPIC,),
                today,
                QuietHours(0, 0),
            ),
        )


def _approve(conn: Connection, house: SmallHouse) -> bytes:
    now = datetime.now(UTC)
    content = CampaignContent({"vi": WORDS}, Audience((Place(house.province_code),)), doubt=DoubtRule.LEAVE)
    author, approver = (author_of(conn, house, role) for role in (Role.AWARENESS, Role.APPROVER))
    made = campaigns.create(conn, author, content, now)
    assert isinstance(made, campaigns.Campaign), made
    for done in (
        campaigns.ask_approval(conn, author, made.id, now),
        campaigns.approve(conn, approver, made.id, made.content_hash, now),
    ):
        assert done == Done(), done
    return made.id
