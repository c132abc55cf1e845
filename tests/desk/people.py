"""What people of a unit do in their browsers, and what a province does with its key; each step as a person would."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pyotp
from playwright.sync_api import Page, expect

from domain.units import Unit
from sealing.directory import DirectoryEntry, EntryKind, sign_entry
from sealing.fingerprints import fingerprint
from storage import directory, queue_keys
from storage.directory import DirectoryRow
from storage.failures import Done
from tests.desk.conftest import LiveDesk
from tests.desk.house import House


@dataclass(frozen=True)
class Slip:
    """A printed invitation: link and, where there is one, the code."""

    link: str
    code: str


@dataclass(frozen=True)
class Credentials:
    """What a person writes down while joining."""

    name: str
    words: str
    secret: str


def link_of(live: LiveDesk, token: str) -> str:
    """The link that the command line prints."""
    return f"{live.url}/invitation#{token}"


def join(page: Page, slip: Slip, name: str) -> Credentials:
    """Go through the steps of an invitation as the officer does, with the slips of a human hand."""
    page.goto(slip.link)
    page.wait_for_selector("invitation-form")
    if slip.code:
        page.fill("#paper", "1234 5678")
        page.click("form[data-step=paper] button[type=submit]")
        expect(page.locator("#paper-error")).to_contain_text("Chưa đúng mã")
        page.fill("#paper", slip.code)
        page.click("form[data-step=paper] button[type=submit]")
    page.wait_for_selector("[data-words] li")
    words = " ".join(page.locator("[data-words] li").all_inner_texts())
    page.fill("#name", name)
    page.click("text=Tôi đã chép năm từ")
    page.fill("#passphrase", "sai rồi")
    page.click("form[data-step=retype] button[type=submit]")
    expect(page.locator("form[data-step=retype] .error")).to_contain_text("Chưa khớp")
    page.fill("#passphrase", words.upper())
    page.click("form[data-step=retype] button[type=submit]")
    secret = page.inner_text(".secret").replace(" ", "")
    page.fill("#totp", pyotp.TOTP(secret).now())
    page.click("text=Tạo khóa và tham gia")
    page.wait_for_selector("[data-step=done]:not([hidden])")
    return Credentials(name, words, secret)


def sign_in(live: LiveDesk, page: Page, who: Credentials) -> None:
    """Sign in with what was written down; the code of the joining is used up, and the next one is good a step early."""
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", who.name)
    page.fill("[name=passphrase]", who.words)
    page.fill("[name=totp]", next_code(who.secret))
    page.click("button[type=submit]")
    page.wait_for_url(f"{live.url}/")


def next_code(secret: str) -> str:
    """The code that comes after the one of this moment."""
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30))


def invite(live: LiveDesk, page: Page, name: str, role: str = "officer") -> Slip:
    """Invite somebody on the page of the unit and copy the slip."""
    page.goto(f"{live.url}/unit")
    page.click("[data-act=invite]")
    page.fill("#invite-name", name)
    page.check(f"input[name=invite-role][value={role}]")
    page.click("dialog button[type=submit]")
    return read_slip(page)


def read_slip(page: Page) -> Slip:
    """Copy what stands on the slip, then close it for good."""
    page.wait_for_selector(".slip-dialog[open]")
    link = page.inner_text("[data-slip-link]")
    codes = page.locator("[data-slip-code]")
    code = codes.inner_text() if codes.count() else ""
    page.get_by_role("button", name="Đóng, tôi đã in").click()
    expect(page.locator(".slip-dialog")).to_have_count(0)
    return Slip(link, code)


def row(page: Page, name: str) -> object:
    """The line of somebody in the list of officers."""
    return page.locator(".people > li", has_text=name)


def from_menu(page: Page, name: str, act: str) -> None:
    """Open the menu beside a name and choose an act."""
    line = page.locator(".people > li", has_text=name)
    line.locator("summary").click()
    line.locator(f"[data-act={act}]").click()


def grant(page: Page, name: str, typed: str) -> None:
    """Grant the queue's key after typing code or digits."""
    page.locator(".people > li", has_text=name).locator("[data-act=grant]").click()
    page.fill("#key-check", typed)
    page.click("dialog button[type=submit]")


def digits_on(page: Page, kind: str) -> str:
    """The thirty digits that a page shows."""
    place = page.locator(f"[data-fingerprint={kind}]")
    expect(place).to_have_text(re.compile(r"^(\d{5} ){5}\d{5}$"))
    return place.inner_text()


def certify(house: House, unit: Unit, digits: str) -> int:
    """Do what the province does after the digits were read by phone; returns the epoch that it certified."""

    def write(conn: object) -> int:
        newest = queue_keys.epochs(conn, unit.id)[-1]  # type: ignore[arg-type]
        assert fingerprint("queue", newest.public_key) == digits
        now = int(house.now.timestamp())
        kind, role = EntryKind.QUEUE, unit.kind.value
        serial = directory.newest_serial(conn, int(kind), unit.province_code, unit.id, role) + 1  # type: ignore[arg-type]
        entry = DirectoryEntry(
            kind=kind,
            deployment=house.deployment,
            serial=serial,
            valid_from=now - 60,
            not_after=now + 300 * 86_400,
            province=unit.province_code,
            public_key=newest.public_key,
            epoch=newest.epoch,
            queue=unit.id,
            role=role,
        )
        made = DirectoryRow(
            int(kind),
            unit.province_code,
            unit.id,
            role,
            b"",
            serial,
            newest.epoch,
            sign_entry(entry, house.province_seed),
        )
        assert isinstance(directory.add_entry(conn, made), Done)  # type: ignore[arg-type]
        return newest.epoch

    return house.database.write_now(write)
