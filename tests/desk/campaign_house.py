"""A small house in which warnings are written: awareness officer, approver, subscribers, and a desk that knows places and topics."""

from dataclasses import replace
from os import urandom
from pathlib import Path

from playwright.sync_api import Page

from bot.desk_words import bulletin_frames, topic_titles
from bot.gazetteer_files import load_gazetteer
from domain.hours import day_of
from domain.subscriptions import EVERY_TOPIC, Place
from handlers.awareness_library import TopicLibrary
from handlers.wording import Wordings
from storage import subscribers
from storage.engine import Connection
from storage.viewer import Role
from tests.desk.conftest import LiveDesk
from tests.desk.house import QUYNH_NHAI, House, TestOfficer
from web.desk import DeskParts

GAZETTEER = load_gazetteer()
FRAMES = bulletin_frames(Wordings.load())
TOPICS = topic_titles(TopicLibrary.load())
QUYNH_NHAI_PLACE = Place("14", "03703")
MUONG_CHIEN = Place("14", "03688")


async def pretend_clean(content: bytes) -> tuple[bytes, str, int, int] | None:
    """Take anything that begins like a PNG; the real cleaner has its own tests."""
    return (content, "image/png", 800, 600) if content.startswith(b"\x89PNG") else None


def campaign_parts(house: House, origin: str, static_dir: Path) -> DeskParts:
    """The house's desk with everything that campaigns need."""
    return replace(
        house.parts(origin, static_dir),
        commune=GAZETTEER.commune,
        province=GAZETTEER.province,
        communes_of=GAZETTEER.communes_of,
        topics=TOPICS,
        frames=FRAMES,
        bot_name="tin_bao_bot",
        clean_picture=pretend_clean,
    )


def awareness(house: House, name: str = "Hoàng Thị Thảo", sign_in: str = "thao.ht") -> TestOfficer:
    """Someone who writes warnings."""
    return house.officer(name, sign_in, QUYNH_NHAI, Role.AWARENESS, holds_key=False)


def approver(house: House, name: str = "Cầm Bá Lộc", sign_in: str = "loc.cb") -> TestOfficer:
    """Someone who approves them."""
    return house.officer(name, sign_in, QUYNH_NHAI, Role.APPROVER, holds_key=False)


def subscribe(
    house: House, count: int, place: Place = QUYNH_NHAI_PLACE, channel: str = "telegram"
) -> list[bytes]:
    """So many subscribers of a place; their addresses can't be opened. Gives their ids."""
    ids = [urandom(16) for _ in range(count)]

    def write(conn: Connection) -> None:
        for each in ids:
            new = subscribers.NewSubscription(
                each, urandom(32), urandom(80), channel, "vi", (place,), (EVERY_TOPIC,), day_of(house.now)
            )
            subscribers.subscribe(conn, new)

    house.database.write_now(write)
    return ids


def posted(version: int, **changes: object) -> dict[str, object]:
    """What the editor posts for a sensible campaign, with some of it changed."""
    return {
        "version": version,
        "words": {"vi": {"title": "Không ai cập nhật VNeID qua điện thoại", "body": BODY}},
        "places": [{"province": "14", "commune": "03703"}],
        "topics": [],
        "languages": [],
        "schedule": {"kind": "at_once"},
        "urgent": False,
        "urgent_reason": "",
        "buttons": ["stop", "met", "report"],
        "topic": None,
        "picture": None,
        "valid_hours": 24,
        **changes,
    }


BODY = (
    "Có người gọi, xưng là Công an xã. Họ bảo bấm vào đường dẫn để cập nhật VNeID. Bấm vào là mất tiền.\n\n"
    "Bà con tắt máy, gọi lại số của Công an xã. Không đọc mã OTP cho ai."
)


def enter(live: LiveDesk, page: Page, officer: TestOfficer) -> None:
    """Sign in; who works on warnings lands among the campaigns."""
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", officer.sign_in_name)
    page.fill("[name=passphrase]", officer.passphrase)
    page.fill("[name=totp]", officer.code(live.house.now))
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.url}/campaigns")
    page.wait_for_selector("campaign-page")
