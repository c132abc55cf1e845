"""Every place of a served province has a receiving queue; a conflict never names the commune's; the rest is unserved."""

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.places import Commune, Gazetteer
from domain.routing import (
    AlarmKind,
    ConflictAnswer,
    QueueKey,
    Routed,
    RoutingReason,
    ServedProvince,
    Serving,
    Unserved,
    route,
)
from domain.tips import When
from domain.units import (
    CommuneAssignment,
    Unit,
    UnitKind,
    assigned_unit_id,
    commune_police,
    duty_desk,
    inspectorate,
    usual_assignment,
)

DAY = date(2026, 1, 15)
answers = st.sampled_from(ConflictAnswer)
times = st.sampled_from(When)
days = st.dates(date(2025, 7, 1), date(2035, 1, 1))
laws = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def serving(gazetteer: Gazetteer, served: set[str], active_communes: set[str]) -> Serving:
    """A deployment that serves some provinces and whose commune queues are active in some communes."""
    provinces, units, assignments, keys = {}, {}, {}, {}
    for code in served:
        province = gazetteer.province(code)
        assert province is not None
        desks = duty_desk(province), inspectorate(province)
        provinces[code] = ServedProvince(code, *desks)
        units.update({unit.id: unit for unit in desks})
        for commune in gazetteer.communes_of(code):
            unit = commune_police(commune)
            units[unit.id] = unit
            assignments[commune.code] = (usual_assignment(commune),)
    active = {f"c-{code}" for code in active_communes} | {u.id for u in units.values() if u.id[0] in "di"}
    keys = {unit_id: QueueKey(unit_id, 1, b"k" * 1216) for unit_id in active & units.keys()}
    return Serving(provinces, assignments, units, frozenset(active), keys)


def names(decision: Routed) -> str:
    return repr(decision)


@st.composite
def situations(draw: st.DrawFn) -> tuple[set[str], int, float]:
    served = draw(st.sets(st.sampled_from(["14", "38", "96", "08", "37", "01"])))
    return served, draw(st.integers(0, 10_000)), draw(st.floats(0, 1))


@laws
@given(situation=situations(), conflict=answers, when=times, day=days)
def test_every_place_of_a_served_province_has_a_queue_with_a_key_and_every_other_none(
    gazetteer: Gazetteer,
    situation: tuple[set[str], int, float],
    conflict: ConflictAnswer,
    when: When,
    day: date,
) -> None:
    served, nth, share = situation
    communes = gazetteer.records.communes
    active = {c.code for number, c in enumerate(communes) if (number * 7919 % 1000) / 1000 < share}
    snapshot = serving(gazetteer, served, active)
    own = [c for c in communes if c.province_code in served]
    for commune in (communes[nth % len(communes)], *([own[nth % len(own)]] if own else [])):
        decision = route(snapshot, commune, conflict, when, day)
        if commune.province_code not in served:
            assert decision == Unserved(commune.province_code)
            continue
        assert isinstance(decision, Routed)
        assert all(queue_id in snapshot.keys for queue_id in decision.queue_ids)
        assert len(set(decision.queue_ids)) == len(decision.queue_ids)
        assert decision.recipient.province_code == commune.province_code
        if conflict is ConflictAnswer.YES:
            assert decision.recipient.kind is UnitKind.INSPECTORATE
            assert f"c-{commune.code}" not in names(decision)
            assert commune_police(commune).name not in names(decision)
            assert commune.code not in names(decision)
        if when is When.NOW:
            assert f"d-{commune.province_code}" in decision.queue_ids


def test_every_place_times_every_answer_is_routed_in_a_served_province(gazetteer: Gazetteer) -> None:
    snapshot = serving(gazetteer, {"14"}, {"03703"})
    for commune in gazetteer.communes_of("14"):
        for conflict in ConflictAnswer:
            for when in When:
                decision = route(snapshot, commune, conflict, when, DAY)
                assert isinstance(decision, Routed)
                assert all(queue_id in snapshot.keys for queue_id in decision.queue_ids)


def test_a_conflict_decision_is_the_same_whatever_the_commune_has(gazetteer: Gazetteer) -> None:
    """Not even the existence of a commune queue can be read off it."""
    commune = quynh_nhai(gazetteer)
    for when in When:
        decisions = {
            names(route_or_fail(serving(gazetteer, {"14"}, active), commune, ConflictAnswer.YES, when))
            for active in (set(), {commune.code})
        }
        assert len(decisions) == 1


def test_the_commune_police_get_what_nobody_there_is_part_of(gazetteer: Gazetteer) -> None:
    commune = quynh_nhai(gazetteer)
    snapshot = serving(gazetteer, {"14"}, {commune.code})
    decision = route_or_fail(snapshot, commune, ConflictAnswer.NO, When.PAST)
    assert decision.recipient.name == "Công an xã Quỳnh Nhai"
    assert (decision.copies, decision.alarms, decision.fell_back) == ((), (), False)
    assert decision.reason is RoutingReason.COMMUNE_POLICE


def test_what_happens_now_reaches_the_duty_desk_too(gazetteer: Gazetteer) -> None:
    commune = quynh_nhai(gazetteer)
    snapshot = serving(gazetteer, {"14"}, {commune.code})
    decision = route_or_fail(snapshot, commune, ConflictAnswer.NO, When.NOW)
    assert decision.queue_ids == (f"c-{commune.code}", "d-14")
    assert [(a.kind, a.to) for a in decision.alarms] == [(AlarmKind.HAPPENING_NOW, decision.queue_ids)]


def test_a_conflict_that_happens_now_alarms_inspectorate_and_duty_desk_alone(gazetteer: Gazetteer) -> None:
    commune = quynh_nhai(gazetteer)
    snapshot = serving(gazetteer, {"14"}, {commune.code})
    decision = route_or_fail(snapshot, commune, ConflictAnswer.YES, When.NOW)
    assert decision.queue_ids == ("i-14", "d-14")
    assert {unit for alarm in decision.alarms for unit in alarm.to} == {"i-14", "d-14"}


def test_without_an_active_commune_queue_the_duty_desk_gets_it_with_an_alarm(gazetteer: Gazetteer) -> None:
    commune = quynh_nhai(gazetteer)
    decision = route_or_fail(serving(gazetteer, {"14"}, set()), commune, ConflictAnswer.NO, When.RECURRING)
    assert decision.recipient.id == "d-14"
    assert decision.fell_back
    assert [(a.kind, a.to) for a in decision.alarms] == [(AlarmKind.NO_ACTIVE_QUEUE, ("d-14",))]


def test_an_active_queue_without_a_key_receives_nothing(gazetteer: Gazetteer) -> None:
    commune = quynh_nhai(gazetteer)
    full = serving(gazetteer, {"14"}, {commune.code})
    keys = {unit_id: key for unit_id, key in full.keys.items() if unit_id[0] != "c"}
    keyless = Serving(full.provinces, full.assignments, full.units, full.active, keys)
    assert route_or_fail(keyless, commune, ConflictAnswer.NO, When.PAST).recipient.id == "d-14"


def test_a_province_whose_desks_lost_their_keys_is_unserved(gazetteer: Gazetteer) -> None:
    commune = quynh_nhai(gazetteer)
    full = serving(gazetteer, {"14"}, {commune.code})
    keys = {unit_id: key for unit_id, key in full.keys.items() if unit_id != "i-14"}
    keyless = Serving(full.provinces, full.assignments, full.units, full.active, keys)
    for conflict in ConflictAnswer:
        assert route(keyless, commune, conflict, When.PAST, DAY) == Unserved("14")


def test_the_unit_of_a_commune_is_the_one_of_that_day() -> None:
    change = date(2026, 4, 30)
    rows = (
        CommuneAssignment("03703", "c-03703", date(2025, 7, 1), change - timedelta(days=1)),
        CommuneAssignment("03703", "c-03700", change),
    )
    assert assigned_unit_id(rows, "03703", date(2025, 6, 30)) is None
    assert assigned_unit_id(rows, "03703", date(2026, 4, 29)) == "c-03703"
    assert assigned_unit_id(rows, "03703", change) == "c-03700"
    assert assigned_unit_id(rows, "99999", change) is None


def test_units_bear_their_official_names(gazetteer: Gazetteer) -> None:
    son_la, hue = gazetteer.province("14"), gazetteer.province("46")
    assert son_la is not None
    assert hue is not None
    assert duty_desk(son_la) == Unit("d-14", UnitKind.DUTY_DESK, "Trực ban Công an tỉnh Sơn La", "14")
    assert inspectorate(hue).name == "Thanh tra Công an thành phố Huế"
    assert commune_police(quynh_nhai(gazetteer)).name == "Công an xã Quỳnh Nhai"


def quynh_nhai(gazetteer: Gazetteer) -> Commune:
    return next(commune for commune in gazetteer.communes_of("14") if commune.name == "Quỳnh Nhai")


def route_or_fail(snapshot: Serving, commune: Commune, conflict: ConflictAnswer, when: When) -> Routed:
    decision = route(snapshot, commune, conflict, when, DAY)
    assert isinstance(decision, Routed)
    return decision
