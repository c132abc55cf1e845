"""Axe looks at every page that the desk has, for every role that has it: wide and on a phone, bright and dark.

No page is named here. The pages are those of the application's addresses that answer a role with a page; an address
that answers nobody, in the world made for this, fails: what it shows must be made here first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from os import urandom
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page
from sqlalchemy import insert, update

from domain.hours import hour_of
from domain.permissions import ROLES_OF_UNIT, Role
from domain.samples import Mark
from domain.tips import TipStatus
from domain.units import UnitKind
from sealing.secret_types import SecretText
from storage import sessions
from storage.case_tables import samples
from storage.engine import Connection
from storage.models import tips
from storage.table_kinds import new_row_id
from tests.desk.axe import settled, well_made
from tests.desk.campaign_house import campaign_parts
from tests.desk.conftest import BUILD, LiveDesk, served_live
from tests.desk.house import DUTY, INSPECTORATE, QUYNH_NHAI, House, TestOfficer, text
from tests.desk.route_world import STUB, Owned, World
from web.desk import DeskParts, campaign_files, create_desk, posters
from web.desk.route_rules import Touches, addresses

GETS = tuple(each for each in addresses(create_desk(STUB).routes) if each.method == "GET")
PEOPLE = tuple((role, kind) for kind in UnitKind for role in sorted(ROLES_OF_UNIT[kind]))
"""Every role in every kind of unit that has it."""

Viewing = tuple[Role, UnitKind] | None
"""Who looks; None: a stranger."""


@dataclass(frozen=True)
class Answer:
    """What an address said: where it was asked, its status, and whether it answers people or programs."""

    path: str
    status: int
    is_html: bool

    @property
    def is_page(self) -> bool:
        """Whether there is something to look at."""
        return self.status == 200 and self.is_html


def parts(house: House, url: str, build: Path) -> DeskParts:
    """A desk that lacks nothing a page could show: campaigns, posters, an officers' bot."""
    made = campaign_parts(house, url, build)
    return replace(
        made, has_officers_bot=True, officers_bot_name="TinBaoCanBoBot", place_names=made.place_names or b"x"
    )


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[LiveDesk]:
    with (
        pytest.MonkeyPatch.context() as patch,
        served_live(tmp_path_factory.mktemp("every-page"), migrated_sqlite, parts) as desk,
    ):
        # Setting a sheet costs a second, and what it holds has its own tests.
        patch.setattr(posters, "poster_pdf", lambda poster, fonts: b"%PDF-")
        patch.setattr(campaign_files, "bulletin_sheet_pdf", lambda sheet, fonts: b"%PDF-")
        yield desk


@pytest.fixture(scope="module")
def world(live: LiveDesk) -> World:
    """Everything that an address can name, and somebody of every role."""
    made = World(live.house, parts(live.house, live.url, BUILD))
    for role, kind in PEOPLE:
        made.person(role, made.unit_of(kind))
    live.house.tip([text("Ba sà lan"), text("Ba chiếc", amends=1)], hours_ago=30, category=None)
    return made


@pytest.fixture(scope="module")
def dealt(live: LiveDesk) -> str:
    """A tip that a commune has set aside, and that chance has dealt to both desks of the province."""
    tip = live.house.tip([text("Xin chào")], copies=(DUTY, INSPECTORATE))

    def deal(conn: Connection) -> None:
        conn.execute(update(tips).where(tips.c.id == tip.id).values(status=TipStatus.CLOSED.value))
        for above in (DUTY, INSPECTORATE):
            whose = {"queue_id": above.id, "subject_queue_id": QUYNH_NHAI.id, "tip_id": tip.id}
            what = {"row_id": new_row_id(), "mark": Mark.JUNK.value, "hour": hour_of(live.house.now)}
            conn.execute(insert(samples).values(**whose, **what))

    live.house.database.write_now(deal)
    return tip.id.hex()


@pytest.fixture(scope="module")
def answers(live: LiveDesk, world: World, dealt: str) -> dict[tuple[str, Viewing], Answer]:
    """What each address says to each role about its own unit's things, and to a stranger."""
    found = {}
    for viewing in (*PEOPLE, None):
        unit = world.unit_of(UnitKind.COMMUNE if viewing is None else viewing[1])
        cookies = {}
        if viewing is not None:
            token = session_of(live.house, world.person(viewing[0], unit))
            cookies["tinbao-desk"] = token.reveal()
        with httpx.Client(base_url=live.url, cookies=cookies, headers={"accept": "text/html"}) as client:
            for address in GETS:
                asked = world.asked(address, unit, Owned.OWN)
                if asked is None:
                    continue
                path = asked.path
                if address.touches is Touches.SAMPLE:
                    path = path.replace(world.tip(unit), dealt)
                # Some addresses go on speaking: their first word says enough.
                with client.stream("GET", path) as answer:
                    is_html = answer.headers.get("content-type", "").startswith("text/html")
                    found[address.path, viewing] = Answer(path, answer.status_code, is_html)
    return found


def session_of(house: House, officer: TestOfficer) -> SecretText:
    """A session without the sign-in page."""
    token = SecretText(urandom(24).hex())
    house.database.write_now(lambda conn: sessions.open_session(conn, officer.id, token, house.now))
    return token


def test_every_address_answers_somebody(answers: dict[tuple[str, Viewing], Answer]) -> None:
    """Else a page could hide behind a world in which there is nothing to show; a refusal for a program is an answer."""
    told = {path for (path, _), answer in answers.items() if answer.status == 200 or not answer.is_html}
    assert {each.path for each in GETS} - told == set()
    pages = {path for (path, _), answer in answers.items() if answer.is_page}
    assert {"/", "/sign-in", "/tips/{tip}", "/samples/{tip}", "/campaigns/{campaign}", "/province"} <= pages


SHAPE = """() => {
    const said = /^(href|id|for|value|title|aria-label|data-(?!state).*)$/;
    const bare = (each) => each.localName + [...each.attributes].filter(({name}) => name !== 'aria-current')
        .map(({name, value}) => ' ' + name + (said.test(name) ? '' : value.replace(/[0-9a-f]{16,}|[0-9]+/g, ''))).join('');
    const inside = [...document.querySelectorAll('main, main *')];
    return [inside, [...document.querySelectorAll('body *')].filter((each) => !inside.includes(each))]
        .map((some) => some.map(bare).join('>'));
}"""
"""A page and its frame without words and numbers: where both look as they have been looked at, they aren't again."""


@pytest.fixture(scope="module")
def shapes() -> set[str]:
    return set()


@pytest.mark.parametrize(
    "viewing", [*PEOPLE, None], ids=lambda each: "stranger" if each is None else f"{each[0]}-{each[1]}"
)
def test_axe_finds_nothing_on_any_page_of_a_role(
    live: LiveDesk,
    world: World,
    answers: dict[tuple[str, Viewing], Answer],
    shapes: set[str],
    viewing: Viewing,
) -> None:
    """One sign-in, one load of each page, looked at in both themes and at both widths, where it is nowhere too wide."""
    paths = [found.path for (_, whose), found in answers.items() if whose == viewing and found.is_page]
    assert paths
    page = live.page()
    if viewing is not None:
        enter(live, page, world.person(viewing[0], world.unit_of(viewing[1])))
    for path in paths:
        page.goto(f"{live.url}{path}")
        page.locator("h1:visible").first.wait_for()
        settled(page)
        shape = set(page.evaluate(SHAPE))
        if not shape <= shapes:
            shapes |= shape
            well_made(page, path)
    page.context.close()


def enter(live: LiveDesk, page: Page, officer: TestOfficer) -> None:
    """Sign in; where one lands is the role's own matter."""
    page.goto(f"{live.url}/sign-in")
    page.fill("[name=name]", officer.sign_in_name)
    page.fill("[name=passphrase]", officer.passphrase)
    page.fill("[name=totp]", officer.code())
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))
    page.wait_for_selector("main h1")
