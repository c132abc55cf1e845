"""Every address of the desk, for every role, with what its own unit has, what another unit of the province has, and what another province has.

Nothing here is written for one address: the addresses are those of the application, each with the rule it was made
with; what is expected comes from the table of permissions. A new address without a rule fails, and so does one whose
rule can't be put to the test.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import httpx
import pytest

from domain.permissions import ROLES_OF_UNIT, Role, may
from domain.units import Unit, UnitKind
from tests.desk.route_world import EXAMPLES, SILENT, STUB, Asked, Owned, World, make_world
from web.desk import campaign_files, create_desk, posters
from web.desk.route_rules import DeskAddress, Touches, addresses

ADDRESSES = tuple(addresses(create_desk(STUB).routes))
PEOPLE = tuple((role, kind) for kind in UnitKind for role in sorted(ROLES_OF_UNIT[kind]))
"""Every role in every kind of unit that has it."""

NOT_THERE = {401, 403, 404}
ONE_OF_THE_UNITS = {
    Touches.TIP,
    Touches.CAMPAIGN,
    Touches.COMMUNE,
    Touches.OFFICER,
    Touches.UNIT,
    Touches.NAMED,
    Touches.SAMPLE,
}


@dataclass(frozen=True)
class Case:
    """Who asks for whose."""

    role: Role
    unit: Unit
    whose: Owned

    def allowed(self, address: DeskAddress) -> bool:
        """What the table says; another unit's things are in reach within the own province, and never a tip."""
        rule = address.rule
        if rule is None or rule.action is None:
            return True
        if self.whose is Owned.OWN:
            return may(self.role, rule.action, own_unit=True)
        near = self.whose is Owned.NEAR and self.unit.kind is not UnitKind.COMMUNE
        return near and may(self.role, rule.action, own_unit=False)

    def has_the_act(self, address: DeskAddress) -> bool:
        """Whether the role may do it to anything at all."""
        rule = address.rule
        return rule is None or rule.action is None or may(self.role, rule.action, own_unit=True)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: object) -> Iterator[World]:
    """Units of two provinces with officers, tips and campaigns, and the desk over them."""
    with (
        pytest.MonkeyPatch.context() as patch,
        make_world(tmp_path_factory.mktemp("routes"), migrated_sqlite) as made,
    ):
        # Setting a page costs a second, and whether it is set is all that is asked here.
        patch.setattr(posters, "poster_pdf", lambda poster, fonts: b"%PDF-")
        patch.setattr(campaign_files, "bulletin_sheet_pdf", lambda sheet, fonts: b"%PDF-")
        yield made


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: f"{each.method} {each.path}")
def test_an_address_has_a_rule_that_says_whose_things_it_touches(address: DeskAddress) -> None:
    """Declared where the address is made: an act from the table (or open to all), and what it names."""
    assert address.rule is not None, "made without `allowed`, `signed_in` or `anyone`"
    assert address.touches is not None, "say whose things it touches: `touches=`"
    if address.touches is Touches.NAMED:
        assert (address.method, address.path) in EXAMPLES, "give an example of what is posted"


def test_no_example_is_left_of_an_address_that_is_gone() -> None:
    known = {(address.method, address.path) for address in ADDRESSES}
    assert set(EXAMPLES) <= known


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: f"{each.method} {each.path}")
async def test_an_address_answers_as_the_table_says(address: DeskAddress, world: World) -> None:
    """Each role × own, near and far: allowed is answered, anything else like what doesn't exist."""
    if address.rule is None or address.touches is None:
        pytest.fail("no rule")
    if address.rule.open:
        return
    requests = []
    for (role, kind), whose in product(PEOPLE, Owned):
        case = Case(role, world.unit_of(kind), whose)
        world.person(role, case.unit)
        asked = world.asked(address, case.unit, whose)
        # Some units have nothing of the kind: a province's desk serves no commune.
        if asked is not None and (whose is Owned.OWN or address.touches in ONE_OF_THE_UNITS):
            requests.append((case, asked))
    before = world.untouched()
    async with world.client() as client:
        told_apart = [await _check(address, world, client, *each) for each in requests]
    assert world.untouched() == before, "something of a unit that nobody here may touch has changed"
    if address.touches is Touches.NAMED and (address.method, address.path) not in SILENT:
        assert any(told_apart), "the example doesn't tell what is there from what isn't"


async def _check(
    address: DeskAddress, world: World, client: httpx.AsyncClient, case: Case, asked: Asked
) -> bool:
    """Compare one answer with the table; gives whether what is there was answered unlike what isn't."""
    nothing = world.asked(address, case.unit, Owned.NOBODYS)
    assert nothing is not None
    answer = await world.send(client, address, case.role, case.unit, asked)
    what = (address.method, asked.path, case.role.value, case.unit.id, case.whose.value, answer.status_code)
    if address.touches is Touches.SAMPLE or not case.allowed(address):
        absent = await world.send(client, address, case.role, case.unit, nothing)
        assert asked.hidden(answer.text) == nothing.hidden(absent.text), what
        assert answer.status_code == absent.status_code, what
        named = address.touches in {Touches.NAMED, Touches.SAMPLE}
        if not named or not case.has_the_act(address):
            assert answer.status_code == 404, what
        return False
    assert answer.status_code not in NOT_THERE, what
    assert answer.status_code < 500, (what, answer.text)
    if address.touches is not Touches.NAMED:
        return False
    absent = await world.send(client, address, case.role, case.unit, nothing)
    return (answer.status_code, asked.hidden(answer.text)) != (
        absent.status_code,
        nothing.hidden(absent.text),
    )


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda each: f"{each.method} {each.path}")
async def test_an_address_lets_nobody_in_who_has_not_signed_in(address: DeskAddress, world: World) -> None:
    """No session: the sign-in page for a page, 401 for a script, whatever is asked for; but what is open."""
    unit = world.unit_of(UnitKind.COMMUNE)
    asked = world.asked(address, unit, Owned.OWN)
    assert asked is not None
    assert address.rule is not None
    async with world.client() as client:
        script = await world.send(client, address, None, unit, asked, accept="application/json")
        page = await world.send(client, address, None, unit, asked, accept="text/html")
    if address.rule.open:
        assert script.status_code != 401
        assert page.status_code < 500
        return
    assert script.status_code == 401
    if address.method == "GET":
        assert (page.status_code, page.headers["location"]) == (303, "/sign-in")
    else:
        assert page.status_code == 401
