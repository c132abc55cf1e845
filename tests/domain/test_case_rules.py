"""Where a tip may go, and how often what was set aside is looked at: rules without a database."""

from datetime import date

import pytest

from domain.forwarding import Whereabouts, may_be_forwarded_to
from domain.samples import SampleRate, sample_one_in
from domain.units import Unit, UnitKind

COMMUNE = Unit("c-03703", UnitKind.COMMUNE, "Công an xã Quỳnh Nhai", "14")
HEIR = Unit("c-99999", UnitKind.COMMUNE, "Công an xã Mới", "14")
OTHER = Unit("c-03670", UnitKind.COMMUNE, "Công an xã Mường Giôn", "14")
DUTY = Unit("d-14", UnitKind.DUTY_DESK, "Trực ban Công an tỉnh Sơn La", "14")
INSPECTORATE = Unit("i-14", UnitKind.INSPECTORATE, "Thanh tra Công an tỉnh Sơn La", "14")


def about(*local: str, conflict: bool, source: str = "i-14") -> Whereabouts:
    return Whereabouts(source, "03703", conflict, frozenset(local))


@pytest.mark.parametrize("local", [(), ("c-03703",), ("c-99999",)])
def test_no_table_makes_a_tip_about_local_police_reach_its_commune(local: tuple[str, ...]) -> None:
    """Its usual unit is refused even when the table of communes and units names another, or none."""
    assert not may_be_forwarded_to(COMMUNE, about(*local, conflict=True))


def test_a_unit_that_ever_answered_for_the_place_is_local_too() -> None:
    assert not may_be_forwarded_to(HEIR, about("c-99999", conflict=True))
    assert may_be_forwarded_to(OTHER, about("c-99999", conflict=True))


@pytest.mark.parametrize("target", [DUTY, INSPECTORATE])
def test_the_upper_queues_are_open_to_every_tip_but_their_own(target: Unit) -> None:
    assert may_be_forwarded_to(target, about("d-14", "i-14", conflict=True, source="c-03670"))
    assert not may_be_forwarded_to(target, about(conflict=False, source=target.id))


def test_without_that_answer_a_tip_goes_wherever_it_belongs() -> None:
    assert may_be_forwarded_to(COMMUNE, about("c-03703", conflict=False))


def test_the_rate_of_looks_is_dated_data() -> None:
    table = (SampleRate(date(2025, 7, 1), 5), SampleRate(date(2026, 1, 1), 3))
    days = (date(2020, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [sample_one_in(day, table) for day in days] == [5, 5, 3]
    assert sample_one_in(date(2026, 3, 2)) == 5
