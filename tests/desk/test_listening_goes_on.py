"""What an officer listens to, marks or has the focus on in a tip stays so while the tip goes on around it."""

import io
import math
import wave

import pytest
from playwright.sync_api import Locator, Page, expect

from sealing.frames import Content, MediaKind
from sealing.secret_types import SecretBytes
from tests.desk.conftest import LiveDesk
from tests.desk.house import TestOfficer, text

# As few bytes as a browser takes for a sound: what is kept beside the database is put there in another way.
RATE = 3000

NOTE_SOUNDS = """() => {
  const Sound = window.Audio;
  window.sounds = [];
  window.Audio = function () { const made = new Sound(); window.sounds.push(made); return made; };
}"""
"""Keeps what the page makes to play a sound with, which is in no document."""

PLAYING = "() => window.sounds.filter((sound) => !sound.paused && sound.currentTime > 0).length"


def voice(seconds: int, amends: int | None = None) -> Content:
    """A hum that lasts: long enough to be interrupted."""
    held = io.BytesIO()
    with wave.open(held, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(RATE)
        hum = bytes(128 + int(60 * math.sin(at / 9)) for at in range(RATE))
        sound.writeframes(hum * seconds)
    body = SecretBytes(held.getvalue())
    return Content(kind=MediaKind.VOICE, body=body, mime="audio/wav", seconds=seconds, amends=amends)


@pytest.fixture
def officer(live: LiveDesk, request: pytest.FixtureRequest) -> TestOfficer:
    return live.house.officer("Lò Thị Hạnh", f"hanh.{abs(hash(request.node.name))}")


@pytest.fixture
def page(live: LiveDesk, officer: TestOfficer) -> Page:
    page = live.page()
    page.add_init_script(f"({NOTE_SOUNDS})()")
    live.sign_in(page, officer)
    return page


def listen(page: Page, player: Locator) -> None:
    player.locator(".play").click()
    expect(player.locator(".play")).to_have_attribute("aria-label", "Dừng Phần gửi thêm")
    page.wait_for_function(f"() => ({PLAYING})() === 1")


def test_a_voice_note_plays_on_while_the_resident_adds_to_the_tip(live: LiveDesk, page: Page) -> None:
    tip = live.house.tip([text("Ba sà lan")])
    live.house.addition(tip, 1, text("Họ vừa quay lại."))
    live.house.addition(tip, 2, voice(20))
    live.open_tip(page, tip.id)
    player = page.locator("[data-thread] sound-player")
    listen(page, player)
    words = page.locator("[data-thread] .part-text").first
    words.evaluate("(words) => getSelection().selectAllChildren(words)")
    live.house.addition(tip, 3, text("Thêm một chiếc."))
    expect(page.locator("[data-thread] .part-text")).to_have_count(2)
    expect(page.locator("[data-thread] .part-text").last).to_have_text("Thêm một chiếc.")
    assert page.evaluate(PLAYING) == 1
    expect(player.locator(".play")).to_be_focused()
    assert page.evaluate("() => getSelection().toString()") == "Họ vừa quay lại."


def test_a_voice_note_can_be_played_again_after_the_tip_has_followed(live: LiveDesk, page: Page) -> None:
    tip = live.house.tip([text("Ba sà lan")])
    live.house.addition(tip, 1, voice(20))
    live.open_tip(page, tip.id)
    player = page.locator("[data-thread] sound-player")
    expect(player).to_be_visible()
    live.house.addition(tip, 2, text("Thêm một chiếc."))
    expect(page.locator("[data-thread] .part-text")).to_have_text("Thêm một chiếc.")
    listen(page, player)


def test_a_sound_that_the_resident_sent_anew_plays_and_so_does_the_one_before(
    live: LiveDesk, page: Page
) -> None:
    """Both are moved on the page: the newer one to the older one's place, the older one under it."""
    tip = live.house.tip([voice(20), voice(15, amends=1)])
    live.open_tip(page, tip.id)
    newer, older = page.locator("[data-report] sound-player").all()
    newer.locator(".play").click()
    page.wait_for_function(f"() => ({PLAYING})() === 1")
    newer.locator(".play").click()
    page.click("text=Bản trước khi người báo sửa")
    older.locator(".play").click()
    page.wait_for_function(f"() => ({PLAYING})() === 1")
    expect(older.locator("time")).to_contain_text("0:20")


def test_a_sound_falls_silent_with_the_lock_and_is_let_go_of(live: LiveDesk, page: Page) -> None:
    tip = live.house.tip([text("Ba sà lan")])
    live.house.addition(tip, 1, voice(20))
    live.open_tip(page, tip.id)
    listen(page, page.locator("[data-thread] sound-player"))
    page.click("key-box >> text=Khóa ngay")
    page.wait_for_selector("#unlock")
    expect(page.locator("sound-player")).to_have_count(0)
    page.wait_for_function(
        "() => window.sounds.every((sound) => sound.paused && sound.getAttribute('src') === null)"
    )
