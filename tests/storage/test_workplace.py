"""The workplace of a unit: rota, beats, assignment, who has what open, saved lists; each stays within its unit."""

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from domain.duty import Shift, shift_at
from domain.hours import day_of
from domain.units import CommuneAssignment
from storage import assigning, beats, presence, queue_keys, rota, saved_views, tips, units
from storage.audit_tables import audit_rows
from storage.engine import Connection
from storage.failures import Done, Failure, FailureReason
from storage.leaving import leave
from storage.queue_keys import SeedWrap
from storage.viewer import Role, Viewer
from storage.workplace_tables import beat_categories, open_tips
from storage.workplace_tables import beats as table_of_beats
from storage.workplace_tables import saved_views as table_of_views
from tests.storage.town import COMMUNE, DUTY, INSPECTORATE, NEIGHBOUR, NOW, Report, later, officer

TODAY, SHIFT = shift_at(NOW)
NOT_ALLOWED = Failure(FailureReason.NOT_ALLOWED)


def with_key(conn: Connection, viewer: Viewer, *epochs: int) -> Viewer:
    for epoch in epochs or (1,):
        seed = SeedWrap(viewer.officer_id, None, secrets.token_bytes(80))
        queue_keys.add_wraps(conn, viewer.unit_id, epoch, (seed,))
    return viewer


def chief_of(conn: Connection, unit_id: str = COMMUNE) -> Viewer:
    return with_key(conn, officer(conn, unit_id, "Tòng Văn Chỉ", Role.CHIEF if unit_id == COMMUNE else None))


def acts_on_record(conn: Connection, unit_id: str = COMMUNE) -> list[str]:
    rows = select(audit_rows.c.act).where(audit_rows.c.unit_id == unit_id).order_by(audit_rows.c.ordinal)
    return list(conn.execute(rows).scalars())


# The rota


def test_a_silent_rota_names_everybody_who_reads_tips(conn: Connection) -> None:
    readers = {officer(conn, COMMUNE, name).officer_id for name in ("an", "binh")}
    readers.add(chief_of(conn).officer_id)
    officer(conn, COMMUNE, "tuyen", Role.AWARENESS)
    officer(conn, NEIGHBOUR, "xa")
    assert set(rota.on_duty(conn, COMMUNE, NOW)) == readers
    assert rota.on_duty(conn, "c-00000", NOW) == ()


def test_who_is_planned_every_week_is_on_duty_in_that_shift_alone(conn: Connection) -> None:
    chief, an, binh = chief_of(conn), officer(conn, COMMUNE, "an"), officer(conn, COMMUNE, "binh")
    assert rota.plan_week(conn, chief, TODAY.weekday(), SHIFT, (an.officer_id,), NOW) == Done()
    assert rota.on_duty(conn, COMMUNE, NOW) == (an.officer_id,)
    assert rota.on_duty(conn, COMMUNE, later(days=7)) == (an.officer_id,)
    assert set(rota.on_duty(conn, COMMUNE, later(hours=12))) == {
        each.officer_id for each in (chief, an, binh)
    }
    assert set(rota.on_duty(conn, NEIGHBOUR, NOW)) == set()


def test_a_single_day_takes_the_plans_place_and_gives_it_back(conn: Connection) -> None:
    chief, an, binh = chief_of(conn), officer(conn, COMMUNE, "an"), officer(conn, COMMUNE, "binh")
    rota.plan_week(conn, chief, TODAY.weekday(), SHIFT, (an.officer_id,), NOW)
    rota.plan_day(conn, chief, TODAY, SHIFT, (binh.officer_id,), NOW)
    assert rota.on_duty(conn, COMMUNE, NOW) == (binh.officer_id,)
    assert rota.on_duty(conn, COMMUNE, later(days=7)) == (an.officer_id,)
    slots = {(slot.day, slot.shift): slot for slot in rota.week(conn, an, [TODAY, TODAY + timedelta(days=7)])}
    assert slots[TODAY, SHIFT].differs
    assert not slots[TODAY + timedelta(days=7), SHIFT].differs
    rota.plan_day(conn, chief, TODAY, SHIFT, (), NOW)
    assert rota.on_duty(conn, COMMUNE, NOW) == (an.officer_id,)
    assert acts_on_record(conn).count("rota_changed") == 3


def test_a_night_on_duty_lasts_past_midnight(conn: Connection) -> None:
    chief, an = chief_of(conn), officer(conn, COMMUNE, "an")
    rota.plan_day(conn, chief, TODAY, Shift.NIGHT, (an.officer_id,), NOW)
    evening = NOW.replace(hour=12, minute=0)
    assert day_of(evening) == TODAY
    for hours in (0, 6, 11.9):
        assert rota.on_duty(conn, COMMUNE, evening + timedelta(hours=hours)) == (an.officer_id,)
    assert len(rota.on_duty(conn, COMMUNE, evening + timedelta(hours=12))) == 2


def test_who_has_left_is_never_the_one_on_duty(conn: Connection) -> None:
    chief, an = chief_of(conn), officer(conn, COMMUNE, "an")
    rota.plan_week(conn, chief, TODAY.weekday(), SHIFT, (an.officer_id,), NOW)
    leave(conn, an.officer_id, NOW)
    assert rota.on_duty(conn, COMMUNE, NOW) == (chief.officer_id,)


def test_only_a_chief_plans_and_only_with_the_units_own_tip_readers(conn: Connection) -> None:
    chief, an, far = chief_of(conn), officer(conn, COMMUNE, "an"), officer(conn, NEIGHBOUR, "xa")
    warns = officer(conn, COMMUNE, "tuyen", Role.AWARENESS)
    assert rota.plan_week(conn, an, 0, Shift.DAY, (an.officer_id,), NOW) == NOT_ALLOWED
    assert rota.plan_day(conn, warns, TODAY, Shift.DAY, (), NOW) == NOT_ALLOWED
    for other in (far, warns):
        for plan in (
            rota.plan_week(conn, chief, 0, Shift.DAY, (other.officer_id,), NOW),
            rota.plan_day(conn, chief, TODAY, Shift.DAY, (an.officer_id, other.officer_id), NOW),
        ):
            assert plan == Failure(FailureReason.NOBODY)
    assert rota.week(conn, warns, [TODAY]) == ()
    assert acts_on_record(conn) == []


# Assignment


def test_a_chief_gives_a_tip_to_a_colleague_and_takes_it_to_another(conn: Connection) -> None:
    chief = chief_of(conn)
    an, binh = (with_key(conn, officer(conn, COMMUNE, name)) for name in ("an", "binh"))
    report = Report().sent(conn)
    for viewer in (an, an, binh):
        assert tips.assign(conn, chief, report.tip_id, viewer.officer_id, NOW) == Done()
        view = tips.tip(conn, chief, report.tip_id)
        assert isinstance(view, tips.TipView)
        assert view.claimed_by == viewer.officer_id
    assert [event.kind for event in view.events] == ["assigned", "assigned"]
    assert view.events[-1].detail == {"from": an.officer_id.hex(), "to": binh.officer_id.hex()}
    kinds = [change.kind for change in tips.changes_since(conn, an, 0).changes]
    assert kinds == ["arrived", "assigned", "assigned"]
    assert tips.counts(conn, binh, 0).mine == 1
    assert tips.counts(conn, an, 0).mine == 0
    assert acts_on_record(conn) == ["tip_assigned", "tip_assigned"]


def test_a_tip_goes_to_nobody_who_could_not_open_it(conn: Connection) -> None:
    chief = chief_of(conn)
    keyless = officer(conn, COMMUNE, "keyless")
    old = with_key(conn, officer(conn, COMMUNE, "old"))
    left = with_key(conn, officer(conn, COMMUNE, "left"))
    warns = with_key(conn, officer(conn, COMMUNE, "warns", Role.AWARENESS))
    far = with_key(conn, officer(conn, NEIGHBOUR, "far"))
    leave(conn, left.officer_id, NOW)
    report = Report().sent(conn)
    for viewer in (keyless, left, warns, far):
        answer = tips.assign(conn, chief, report.tip_id, viewer.officer_id, NOW)
        assert answer == Failure(FailureReason.CANNOT_OPEN), viewer.name
    assert tips.assign(conn, chief, report.tip_id, old.officer_id, NOW) == Done()


def test_a_tip_sealed_to_a_newer_key_goes_only_to_who_holds_that(conn: Connection) -> None:
    from tests.storage.town import certify

    chief = chief_of(conn)
    behind, ahead = with_key(conn, officer(conn, COMMUNE, "behind")), officer(conn, COMMUNE, "ahead")
    queue_keys.add_epoch(conn, COMMUNE, 2, secrets.token_bytes(1216), (), NOW)
    certify(conn, COMMUNE, 2)
    with_key(conn, ahead, 2)
    report = Report()
    report.begin(conn)
    report.add(conn, epoch=2)
    report.make_receipt(conn)
    report.send(conn)
    assert tips.assign(conn, chief, report.tip_id, behind.officer_id, NOW) == Failure(
        FailureReason.CANNOT_OPEN
    )
    assert tips.assign(conn, chief, report.tip_id, ahead.officer_id, NOW) == Done()


def test_an_officer_assigns_nothing_and_nobody_reaches_another_queue(conn: Connection) -> None:
    an = with_key(conn, officer(conn, COMMUNE, "an"))
    report = Report().sent(conn)
    assert tips.assign(conn, an, report.tip_id, an.officer_id, NOW) == NOT_ALLOWED
    for unit_id in (NEIGHBOUR, DUTY, INSPECTORATE):
        stranger = chief_of(conn, unit_id)
        answer = tips.assign(conn, stranger, report.tip_id, stranger.officer_id, NOW)
        assert answer == Failure(FailureReason.NOT_VISIBLE)


def test_what_waits_in_the_held_lane_is_not_assigned(conn: Connection) -> None:
    chief = chief_of(conn)
    report = Report().sent(conn, limit=0)
    assert tips.assign(conn, chief, report.tip_id, chief.officer_id, NOW) == Failure(FailureReason.NOT_OPEN)


def test_colleagues_are_shown_with_load_duty_key_and_beats(conn: Connection) -> None:
    chief, an = chief_of(conn), with_key(conn, officer(conn, COMMUNE, "an"))
    officer(conn, COMMUNE, "binh")
    officer(conn, NEIGHBOUR, "xa")
    serve(conn)
    tips.claim(conn, an, Report().sent(conn).tip_id, NOW)
    rota.plan_day(conn, chief, TODAY, SHIFT, (an.officer_id,), NOW)
    beats.add_hamlets(conn, chief, "03703", ["Bản Bon"], lambda: secrets.token_bytes(16), NOW)
    beats.give_hamlets(conn, chief, [beats.beats(conn, chief)[0].id], an.officer_id, NOW)
    beats.set_categories(conn, chief, an.officer_id, ["drugs", "fire"], NOW)
    found = {each.name: each for each in assigning.colleagues(conn, chief, NOW)}
    assert set(found) == {"an", "binh", chief.name}
    mine = found["an"]
    assert (mine.load, mine.on_duty, mine.holds_key) == (1, True, True)
    assert (mine.communes, mine.categories) == ({"03703"}, {"drugs", "fire"})
    assert (found["binh"].load, found["binh"].on_duty, found["binh"].holds_key) == (0, False, False)
    assert assigning.colleagues(conn, officer(conn, COMMUNE, "tuyen", Role.AWARENESS), NOW) == ()


# Beats


def serve(conn: Connection, unit_id: str = COMMUNE, commune: str = "03703") -> None:
    units.assign(conn, [CommuneAssignment(commune, unit_id, date(2025, 7, 1))])


def add(conn: Connection, viewer: Viewer, *names: str, commune: str = "03703") -> Done | Failure:
    return beats.add_hamlets(conn, viewer, commune, names, lambda: secrets.token_bytes(16), NOW)


def test_hamlets_are_kept_once_tidied_and_in_order(conn: Connection) -> None:
    chief = chief_of(conn)
    serve(conn)
    assert add(conn, chief, "  Bản   Pắc Ma ", "Bản Bon", "bản bon") == Done()
    assert add(conn, chief, "BẢN BON", "Bản Ca\u0301i") == Done()
    assert [beat.hamlet for beat in beats.beats(conn, chief)] == sorted(["bản bon", "Bản Pắc Ma", "Bản Cái"])


def test_a_hamlet_is_given_taken_back_and_removed(conn: Connection) -> None:
    chief, an = chief_of(conn), officer(conn, COMMUNE, "an")
    serve(conn)
    add(conn, chief, "Bản Bon", "Bản Hé")
    first, second = beats.beats(conn, an)
    assert beats.give_hamlets(conn, chief, [first.id, second.id], an.officer_id, NOW) == Done()
    assert {beat.officer_id for beat in beats.beats(conn, an)} == {an.officer_id}
    assert beats.give_hamlets(conn, chief, [first.id], None, NOW) == Done()
    assert beats.remove_hamlets(conn, chief, [first.id], NOW) == Done()
    assert [beat.hamlet for beat in beats.beats(conn, an)] == [second.hamlet]
    assert acts_on_record(conn) == ["beats_changed"] * 4


def test_beats_stay_with_their_unit(conn: Connection) -> None:
    chief, far = chief_of(conn), officer(conn, NEIGHBOUR, "far", Role.CHIEF)
    serve(conn)
    add(conn, chief, "Bản Bon")
    ids = [beat.id for beat in beats.beats(conn, chief)]
    assert beats.beats(conn, far) == ()
    beats.give_hamlets(conn, far, ids, far.officer_id, NOW)
    beats.remove_hamlets(conn, far, ids, NOW)
    assert [(beat.hamlet, beat.officer_id) for beat in beats.beats(conn, chief)] == [("Bản Bon", None)]
    assert beats.give_hamlets(conn, chief, ids, far.officer_id, NOW) == Failure(FailureReason.NOBODY)
    assert add(conn, far, "Bản Bon") == Failure(FailureReason.OUTSIDE_AREA)


@pytest.mark.parametrize("names", [(), ("",), ("   ",), ("x" * 61,), ("Bản Bon", "\u200b\u0000")])
def test_names_that_are_none_are_refused(conn: Connection, names: tuple[str, ...]) -> None:
    chief = chief_of(conn)
    serve(conn)
    assert add(conn, chief, *names) == Failure(FailureReason.UNFIT)


def test_a_unit_has_at_most_three_hundred_hamlets(conn: Connection) -> None:
    chief = chief_of(conn)
    serve(conn)
    assert add(conn, chief, *(f"Bản {n}" for n in range(300))) == Done()
    assert add(conn, chief, "Bản 300") == Failure(FailureReason.TOO_MANY)
    assert add(conn, chief, "Bản 299") == Done()


CHANGES: dict[str, Callable[[Connection, Viewer], object]] = {
    "add": lambda conn, viewer: add(conn, viewer, "Bản Bon"),
    "give": lambda conn, viewer: beats.give_hamlets(conn, viewer, [b"x" * 16], None, NOW),
    "remove": lambda conn, viewer: beats.remove_hamlets(conn, viewer, [b"x" * 16], NOW),
    "categories": lambda conn, viewer: beats.set_categories(conn, viewer, viewer.officer_id, ["drugs"], NOW),
}


@pytest.mark.parametrize("change", CHANGES)
def test_only_a_chief_changes_beats(conn: Connection, change: str) -> None:
    serve(conn)
    for role in (Role.OFFICER, Role.AWARENESS, Role.APPROVER):
        assert CHANGES[change](conn, officer(conn, COMMUNE, role.value, role)) == NOT_ALLOWED
    assert acts_on_record(conn) == []


def test_categories_are_those_of_the_product(conn: Connection) -> None:
    chief, far = chief_of(conn), officer(conn, NEIGHBOUR, "far")
    assert beats.set_categories(conn, chief, chief.officer_id, ["opinions"], NOW) == Failure(
        FailureReason.UNFIT
    )
    assert beats.set_categories(conn, chief, far.officer_id, ["drugs"], NOW) == Failure(FailureReason.NOBODY)
    assert beats.set_categories(conn, chief, chief.officer_id, ["drugs", "fire"], NOW) == Done()
    assert beats.set_categories(conn, chief, chief.officer_id, ["fire"], NOW) == Done()
    assert assigning.colleagues(conn, chief, NOW)[0].categories == {"fire"}


# Who has what open


def test_colleagues_of_the_unit_see_who_has_a_tip_open_and_nobody_else_does(conn: Connection) -> None:
    an, binh = officer(conn, COMMUNE, "an"), officer(conn, COMMUNE, "binh")
    desk, far = officer(conn, DUTY, "desk"), officer(conn, NEIGHBOUR, "far")
    report = Report.happening_now().sent(conn)
    assert presence.look(conn, an, report.tip_id, NOW)
    assert presence.open_now(conn, binh, NOW) == {report.tip_id: ("an",)}
    assert presence.open_now(conn, an, NOW) == {}
    for viewer in (desk, far, officer(conn, COMMUNE, "tuyen", Role.AWARENESS)):
        assert presence.open_now(conn, viewer, NOW) == {}
    assert not presence.look(conn, far, report.tip_id, NOW)
    assert presence.look(conn, desk, report.tip_id, NOW)
    assert presence.open_now(conn, binh, NOW) == {report.tip_id: ("an",)}


def test_who_is_silent_for_more_than_two_minutes_or_leaves_has_gone(conn: Connection) -> None:
    an, binh = officer(conn, COMMUNE, "an"), officer(conn, COMMUNE, "binh")
    one, two = (Report().sent(conn).tip_id for _ in range(2))

    def seen(now: datetime) -> set[bytes]:
        return set(presence.open_now(conn, binh, now))

    presence.look(conn, an, one, NOW)
    presence.look(conn, an, two, later(minutes=1))
    assert seen(later(minutes=2)) == {one, two}
    assert seen(later(minutes=3)) == {two}
    presence.look_away(conn, an, two)
    assert seen(later(minutes=2)) == {one}
    presence.look(conn, binh, two, later(minutes=9))
    assert conn.execute(select(func.count()).select_from(open_tips)).scalar_one() == 1
    presence.look(conn, an, one, later(minutes=9))
    leave(conn, an.officer_id, NOW)
    assert seen(later(minutes=9)) == set()


# Saved lists, and what stays of who has left


def test_who_has_left_keeps_no_list_and_looks_after_nothing(conn: Connection) -> None:
    """Their hamlets are there to be given anew; a colleague's lists, hamlets and categories stay as they were."""
    chief, an, binh = chief_of(conn), officer(conn, COMMUNE, "an"), officer(conn, COMMUNE, "binh")
    serve(conn)
    add(conn, chief, "Bản Bon", "Bản Hé")
    first, second = beats.beats(conn, chief)
    for viewer, beat, kept in ((an, first, b"1" * 16), (binh, second, b"2" * 16)):
        beats.give_hamlets(conn, chief, [beat.id], viewer.officer_id, NOW)
        beats.set_categories(conn, chief, viewer.officer_id, ["drugs"], NOW)
        saved_views.save_view(conn, viewer, kept, "Ma túy mới", "category=drugs")
    leave(conn, an.officer_id, NOW)
    held = {beat.hamlet: beat.officer_id for beat in beats.beats(conn, chief)}
    assert held == {first.hamlet: None, second.hamlet: binh.officer_id}
    naming_an = [
        conn.execute(
            select(func.count()).select_from(table).where(table.c.officer_id == an.officer_id)
        ).scalar()
        for table in (table_of_beats, beat_categories, table_of_views)
    ]
    assert naming_an == [0, 0, 0]
    assert conn.execute(select(beat_categories.c.officer_id)).scalars().all() == [binh.officer_id]
    assert [view.name for view in saved_views.saved_views(conn, binh)] == ["Ma túy mới"]


def test_an_officer_keeps_lists_of_their_own(conn: Connection) -> None:
    an, binh = officer(conn, COMMUNE, "an"), officer(conn, COMMUNE, "binh")
    assert saved_views.save_view(conn, an, b"1" * 16, "  Ma túy  mới ", "category=drugs") == Done()
    assert saved_views.save_view(conn, an, b"2" * 16, "Ma túy mới", "category=drugs&sort=newest") == Done()
    kept = saved_views.saved_views(conn, an)
    assert [(view.name, view.choices) for view in kept] == [("Ma túy mới", "category=drugs&sort=newest")]
    assert saved_views.saved_views(conn, binh) == ()
    saved_views.forget_view(conn, binh, kept[0].id)
    assert saved_views.saved_views(conn, an) == kept
    saved_views.forget_view(conn, an, kept[0].id)
    assert saved_views.saved_views(conn, an) == ()


def test_lists_are_few_named_and_for_tip_readers(conn: Connection) -> None:
    an = officer(conn, COMMUNE, "an")
    for n in range(saved_views.MOST_VIEWS):
        assert (
            saved_views.save_view(conn, an, secrets.token_bytes(16), f"Danh sách {n}", "tab=mine") == Done()
        )
    for name, choices, why in (
        ("Thêm", "", FailureReason.TOO_MANY),
        (" ", "", FailureReason.UNFIT),
        ("x" * 41, "", FailureReason.UNFIT),
        ("y", "z" * 401, FailureReason.UNFIT),
    ):
        assert saved_views.save_view(conn, an, secrets.token_bytes(16), name, choices) == Failure(why)
    warns = officer(conn, COMMUNE, "tuyen", Role.AWARENESS)
    assert saved_views.save_view(conn, warns, b"3" * 16, "Của tôi", "") == NOT_ALLOWED
