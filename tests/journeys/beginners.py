"""People who begin at the desk with a slip in hand, those who help them at a command line, and what somebody who leaves could have kept."""

import json
import os
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import pyotp
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from bot.settings import load_settings
from sealing.errors import WrongKeyOrPlace
from sealing.officer_keys import derive_officer_secrets, outer_unwrap, unwrap_officer_seed
from sealing.parts import Place, unwrap_part_key
from sealing.parts import Role as PartRole
from sealing.queue_keys import QueueEpoch, open_queue_seed
from sealing.secret_types import SecretBytes, SecretText
from storage.deployment import deployment_id
from storage.engine import Connection, Database
from storage.models import officers, part_wraps, parts, queue_seeds
from tests.journeys.actors import Watched
from tests.journeys.conftest import TINBAO, Demo

T = TypeVar("T")


@dataclass(frozen=True)
class Slip:
    """What is handed over on paper: link and, but for the first of a unit, the code."""

    link: str
    code: str = ""


class Administration:
    """Whoever keeps the machine and the province's key; they sit at a command line and talk by phone."""

    def __init__(self, demo: Demo) -> None:
        (self.folder,) = (path.parent for path in demo.folder.rglob("officers.json"))
        self.passphrases: dict[str, str] = json.loads(
            (self.folder / "keys" / "passphrases.json").read_text("utf-8")
        )

    def runs(self, *arguments: str, typed: str = "") -> str:
        """Run a command in the installation's folder; gives what it printed."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TINBAO_")}
        done = subprocess.run(
            [TINBAO, *arguments],
            cwd=self.folder,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def certifies(self, unit_id: str, digits: str) -> None:
        """Type the digits that were read by phone, then the key's five words."""
        words = self.passphrases["province-14.key"]
        self.runs("keys", "sign", unit_id, "--fingerprint", digits, typed=f"{words}\n")

    def reads(self, work: Callable[[Connection, bytes], T]) -> T:
        """Look into the database, as whoever stole it would; the work gets the deployment's id too."""
        database = Database.open(f"sqlite+aiosqlite:///{self.folder / 'tinbao.db'}")
        try:
            return database.read_now(lambda conn: work(conn, deployment_id(conn) or b""))
        finally:
            database.close_now()


class Newcomer(Watched):
    """Somebody who joins a unit with a slip in hand."""

    def joins(self, slip: Slip, name: str) -> None:
        """Go through the steps of the invitation."""
        page = self.page
        # From one slip to another only what follows the # differs; without a page between nothing would load.
        page.goto("about:blank")
        page.goto(slip.link)
        page.wait_for_selector("invitation-form")
        if slip.code:
            page.fill("#paper", slip.code)
            page.click("form[data-step=paper] button[type=submit]")
        page.wait_for_selector("[data-words] li")
        self.name, self.words = name, " ".join(page.locator("[data-words] li").all_inner_texts())
        page.fill("#name", name)
        page.get_by_role("button", name="Tôi đã chép năm từ").click()
        page.fill("#passphrase", self.words)
        page.click("form[data-step=retype] button[type=submit]")
        self.secret, self._last_step = page.inner_text(".secret").replace(" ", ""), 0
        page.fill("#totp", self._code())
        page.get_by_role("button", name="Tạo khóa và tham gia").click()
        expect(page.get_by_role("heading", name="Đã tham gia")).to_be_visible()

    def _code(self) -> str:
        """Six digits that weren't typed before: each is good once, and the next ones already half a minute early."""
        self._last_step = max(self._last_step + 1, int(time.time()) // 30)
        return pyotp.TOTP(self.secret).at(self._last_step * 30)

    def tries_to_sign_in(self, words: str = "") -> None:
        """Type name, five words (one's own, or older ones) and the six digits of the moment."""
        page = self.page
        if not page.url.endswith("/sign-in"):
            page.get_by_role("link", name="Đăng nhập").click()
        page.fill("input[name=name]", self.name)
        page.fill("input[name=passphrase]", words or self.words)
        page.fill("input[name=totp]", self._code())
        page.get_by_role("button", name="Đăng nhập và mở khóa").click()

    def signs_in(self) -> None:
        """Sign in and see the queue."""
        self.tries_to_sign_in()
        expect(self.page.get_by_role("heading", name="Hàng tin", level=1)).to_be_visible()

    def opens_newest(self) -> Locator:
        """Open the tip that came last; gives where its parts stand."""
        numbers = [
            int(row.get_attribute("data-number") or 0) for row in self.page.locator("tr[data-tip]").all()
        ]
        self.page.locator(f'tr[data-number="{max(numbers)}"] .category a').click()
        return self.page.locator("[data-report]")


def officer_line(page: Page, name: str) -> Locator:
    """Somebody's line on the page of the unit."""
    return page.locator(".people > li", has_text=name)


def copies_slip(page: Page) -> Slip:
    """Copy what stands on the slip, then close it for good."""
    link, codes = page.inner_text("[data-slip-link]"), page.locator("[data-slip-code]")
    code = codes.inner_text() if codes.count() else ""
    page.get_by_role("button", name="Đóng, tôi đã in").click()
    return Slip(link, code)


def invites(page: Page, name: str) -> Slip:
    """Make a slip for somebody new on the page of the unit."""
    page.get_by_role("button", name="Mời cán bộ").click()
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_role("button", name="Tạo phiếu mời").click()
    return copies_slip(page)


def does_from_menu(page: Page, name: str, act: str) -> None:
    """Choose an act from the menu beside somebody's name, and confirm it."""
    line = officer_line(page, name)
    line.locator("summary").click()
    line.get_by_role("button", name=act).click()
    page.click("dialog button[type=submit]")


def grants(page: Page, name: str, slip: Slip) -> None:
    """Give the queue's key to somebody whose slip one wrote oneself."""
    page.reload()
    line = officer_line(page, name)
    line.get_by_role("button", name="Cấp khóa").click()
    page.get_by_label("Mã giấy").fill(slip.code)
    page.locator("dialog").get_by_role("button", name="Cấp khóa").click()
    expect(line).to_contain_text("Giữ khóa hàng tin")


class Kept:
    """What somebody could have carried off on the last day: the own seed, and every queue seed that it opened."""

    def __init__(self, administration: Administration, unit_id: str, person: Newcomer) -> None:
        self._administration, self._unit_id = administration, unit_id
        keyring_key = load_settings(administration.folder / ".env").keyring_key
        assert keyring_key is not None
        row, seeds, self._deployment = administration.reads(
            lambda conn, deployment: (
                conn.execute(select(officers).where(officers.c.sign_in_name == person.name)).one(),
                conn.execute(select(queue_seeds).where(queue_seeds.c.queue_id == unit_id)).all(),
                deployment,
            )
        )
        self._id = row.id
        secrets = derive_officer_secrets(SecretText(person.words), row.salt, self._deployment)
        inner = outer_unwrap(keyring_key, row.wrapped_seed, self._deployment, row.id)
        self._own = unwrap_officer_seed(secrets.wrap_key, inner, self._deployment, row.id)
        self.queue_seeds: dict[int, SecretBytes] = {}
        for seed in seeds:
            self._try_queue_seed(seed.epoch, seed.sealed_seed)

    def _try_queue_seed(self, epoch: int, sealed: bytes) -> None:
        place = QueueEpoch(self._deployment, self._unit_id, epoch)
        try:
            self.queue_seeds[epoch] = open_queue_seed(place, sealed, self._id, self._own)
        except WrongKeyOrPlace:
            return

    def opens(self, tip: str) -> tuple[int, int]:
        """Of so many wrapped part keys of a tip as they are stored now: how many these seeds open, and how many there are."""

        def read(conn: Connection, _deployment: bytes) -> list[tuple[str, int, int, bytes]]:
            # Seeds sealed since then are tried too.
            for seed in conn.execute(select(queue_seeds).where(queue_seeds.c.queue_id == self._unit_id)):
                self._try_queue_seed(seed.epoch, seed.sealed_seed)
            wanted = (
                select(parts.c.role, parts.c.number, part_wraps.c.epoch, part_wraps.c.sealed_key)
                .join(part_wraps, part_wraps.c.part_id == parts.c.row_id)
                .where(parts.c.tip_id == bytes.fromhex(tip))
            )
            return [tuple(row) for row in conn.execute(wanted)]

        wraps, opened = self._administration.reads(read), 0
        for role, number, epoch, sealed in wraps:
            place = Place(self._deployment, bytes.fromhex(tip), number, PartRole(role))
            opened += any(
                _opens(place, sealed, self._unit_id, tried, seed)
                for held, seed in self.queue_seeds.items()
                for tried in {held, epoch}
            )
        return opened, len(wraps)


def _opens(place: Place, sealed: bytes, unit_id: str, epoch: int, seed: SecretBytes) -> bool:
    try:
        unwrap_part_key(place, sealed, unit_id, epoch, seed)
    except WrongKeyOrPlace:
        return False
    return True
