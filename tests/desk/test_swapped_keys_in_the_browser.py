"""A server, or whoever writes to its database, that swaps a key is refused by the officer's own browser."""

import re
from base64 import b64encode

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import text as sql

from domain.tips import When
from domain.units import Unit, UnitKind
from sealing.derivation import new_key
from sealing.directory import DirectoryEntry, EntryKind, sign_entry
from sealing.hybrid_keys import public_key_of
from sealing.queue_keys import QueueEpoch, seal_queue_seed
from sealing.secret_types import SecretBytes
from storage import directory, queue_keys, units
from storage.directory import DirectoryRow
from storage.failures import Done
from tests.desk.conftest import LiveDesk
from tests.desk.house import DUTY, text

REFUSED = "Chưa mở được khóa của hàng tin"


class Town:
    """A unit of its own, since its keys get spoilt: an officer, a tip, and a duty desk that holds a copy."""

    def __init__(self, live: LiveDesk, code: str) -> None:
        self.live, self.house = live, live.house
        self.unit = Unit(f"c-{code}", UnitKind.COMMUNE, f"Công an xã Thử {code}", "14")
        self.house.queue_seeds[self.unit.id] = new_key()
        self.house.database.write_now(lambda conn: units.upsert_units(conn, [self.unit]))
        self.house.database.write_now(lambda conn: self.house.add_queue_key(conn, self.unit))
        self.officer = self.house.officer("Lò Thị Hạnh", f"hanh.{code}", self.unit)
        self.tip = self.house.tip([text("Ba sà lan hút cát")], unit=self.unit, copies=(DUTY,), when=When.NOW)

    def signed_in(self) -> Page:
        page = self.live.page()
        self.live.sign_in(page, self.officer)
        return page

    def certify(self, unit: Unit, key: bytes, serial: int, signer: SecretBytes | None = None) -> bytes:
        now = int(self.house.now.timestamp())
        entry = DirectoryEntry(
            kind=EntryKind.QUEUE,
            deployment=self.house.deployment,
            serial=serial,
            valid_from=now - 60,
            not_after=now + 86_400,
            province="14",
            public_key=key,
            epoch=1,
            queue=unit.id,
            role=unit.kind.value,
        )
        return sign_entry(entry, signer or self.house.province_seed)

    def store(self, unit: Unit, data: bytes, serial: int) -> None:
        row = DirectoryRow(int(EntryKind.QUEUE), "14", unit.id, unit.kind.value, b"", serial, 1, data)
        done = self.house.database.write_now(lambda conn: directory.add_entry(conn, row))
        assert isinstance(done, Done)

    def swap_queue_key(self, unit: Unit, seed: SecretBytes) -> None:
        """What a writer to the database does: another key in the queue's row, its seed sealed to the officer."""
        place = QueueEpoch(self.house.deployment, unit.id, 1)
        sealed = seal_queue_seed(place, seed, self.officer.id, public_key_of(self.officer.seed))

        def write(conn) -> None:
            conn.execute(
                sql("UPDATE queue_keys SET public_key = :key WHERE queue_id = :queue"),
                {"key": public_key_of(seed), "queue": unit.id},
            )
            wrap = queue_keys.SeedWrap(self.officer.id, None, sealed)
            queue_keys.add_wraps(conn, unit.id, 1, (wrap,))

        self.house.database.write_now(write)

    def rows(self) -> int:
        """How many parts the tip has: a refused answer adds none."""
        counted = self.house.database.read_now(
            lambda conn: conn.execute(
                sql("SELECT count(*) FROM parts WHERE tip_id = :tip"), {"tip": self.tip.id}
            ).scalar_one()
        )
        return int(counted)


def writes_a_note(page: Page) -> None:
    page.fill("[data-composer=note] textarea", "Tối nay xem lại khúc sông.")
    page.click("[data-composer=note] button[type=submit]")


def everywhere(page: Page, old: bytes, new: bytes) -> None:
    """A server that lies: in all its answers one value stands for another."""
    before, after = (b64encode(value).decode() for value in (old, new))

    def lie(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.text().replace(before, after))

    page.route(re.compile(r"/(tips/[0-9a-f]{32}|key)$"), lie)


def test_a_swapped_key_of_the_own_queue_is_refused(live: LiveDesk) -> None:
    """The seed opens and fits the swapped row, but the province certified another key."""
    town = Town(live, "00101")
    page = town.signed_in()
    live.open_tip(page, town.tip.id)
    expect(page.locator("[data-report] .part-text")).to_have_text("Ba sà lan hút cát")
    town.swap_queue_key(town.unit, new_key())
    page.goto(f"{live.url}/tips/{town.tip.id.hex()}")
    expect(page.locator("main")).to_contain_text(REFUSED)
    expect(page.locator("[data-composer=note] textarea")).to_be_disabled()


def test_a_swapped_key_is_refused_by_a_browser_that_saw_the_right_one_even_without_its_entry(
    live: LiveDesk,
) -> None:
    """With the entry gone too, the browser still remembers what it saw."""
    town = Town(live, "00102")
    page = town.signed_in()
    live.open_tip(page, town.tip.id)
    town.swap_queue_key(town.unit, new_key())
    town.house.database.write_now(
        lambda conn: conn.execute(sql("DELETE FROM directory WHERE queue_id = :q"), {"q": town.unit.id})
    )
    page.goto(f"{live.url}/tips/{town.tip.id.hex()}")
    expect(page.locator("main")).to_contain_text(REFUSED)


@pytest.mark.parametrize("holder", ["own", "other"])
def test_a_server_that_names_another_key_for_a_holder_gets_nothing_sealed(
    live: LiveDesk, holder: str
) -> None:
    """The key in the facts, the row and the entry are swapped for ones that the province never signed."""
    town = Town(live, "00103" if holder == "own" else "00104")
    unit = town.unit if holder == "own" else DUTY
    page = town.signed_in()
    live.open_tip(page, town.tip.id)
    before = town.rows()
    stranger = new_key()
    right = public_key_of(town.house.queue_seeds[unit.id])
    everywhere(page, right, public_key_of(stranger))
    page.goto(f"{live.url}/tips/{town.tip.id.hex()}")
    if holder == "own":
        expect(page.locator("main")).to_contain_text(REFUSED)
    else:
        page.wait_for_selector("[data-seal] .chip-good")
        page.fill("[data-composer=reply] textarea", "Cảm ơn người báo.")
        page.click("[data-composer=reply] button[type=submit]")
        expect(page.locator("[data-composer=reply] .error")).to_be_visible()
    assert town.rows() == before


def test_an_entry_signed_by_another_key_is_refused(live: LiveDesk) -> None:
    """A forged entry with its own key behind it: the chain doesn't reach the root."""
    town = Town(live, "00105")
    page = town.signed_in()
    live.open_tip(page, town.tip.id)
    before, stranger = town.rows(), new_key()
    real = town.house.database.read_now(
        lambda conn: directory.newest_entry(conn, int(EntryKind.QUEUE), "14", DUTY.id, "duty_desk")
    )
    assert real is not None
    forged = town.certify(DUTY, public_key_of(stranger), 9, new_key())
    everywhere(page, real, forged)
    page.goto(f"{live.url}/tips/{town.tip.id.hex()}")
    page.wait_for_selector("[data-seal] .chip-good")
    page.fill("[data-composer=reply] textarea", "Cảm ơn người báo.")
    page.click("[data-composer=reply] button[type=submit]")
    expect(page.locator("[data-composer=reply] .error")).to_be_visible()
    assert town.rows() == before


def test_an_older_entry_brought_back_is_refused_by_a_browser_that_saw_the_newer(live: LiveDesk) -> None:
    """Truly signed, not expired, and withdrawn: the browser remembers the newer serial, whatever the server forgets."""
    town = Town(live, "00106")
    page = town.signed_in()
    key = public_key_of(town.house.queue_seeds[town.unit.id])
    older = town.house.database.read_now(
        lambda conn: directory.newest_entry(conn, int(EntryKind.QUEUE), "14", town.unit.id, "commune")
    )
    assert older is not None
    newer = town.certify(town.unit, key, 2)
    town.store(town.unit, newer, 2)
    live.open_tip(page, town.tip.id)
    everywhere(page, newer, older)
    page.goto(f"{live.url}/tips/{town.tip.id.hex()}")
    expect(page.locator("main")).to_contain_text(REFUSED)


def test_the_fingerprints_page_shows_no_digits_of_a_swapped_key(live: LiveDesk) -> None:
    """What the server swapped isn't read out by phone: the page says that it doesn't match."""
    town = Town(live, "00107")
    page = town.signed_in()
    page.goto(f"{live.url}/fingerprints")
    expect(page.locator("[data-fingerprint=queue] [data-mark]")).to_have_text("Tỉnh đã ký")
    expect(page.locator("[data-fingerprint=officer] [data-mark]")).to_have_text("Khóa trong máy này")
    town.swap_queue_key(town.unit, new_key())
    town.house.database.write_now(
        lambda conn: conn.execute(
            sql("UPDATE officers SET public_key = :key WHERE id = :id"),
            {"key": public_key_of(new_key()), "id": town.officer.id},
        )
    )
    page.goto(f"{live.url}/fingerprints")
    for kind in ("queue", "officer"):
        expect(page.locator(f"[data-fingerprint={kind}] [data-mark]")).to_have_text("Không khớp")
        expect(page.locator(f"[data-fingerprint={kind}] [data-digits]")).to_have_text("")
