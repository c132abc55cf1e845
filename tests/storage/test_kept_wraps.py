"""A forward with keys that don't open loses nothing: what the former unit had is kept from it, and comes back with the tip."""

from dataclasses import replace

from sqlalchemy import func, select

from storage import alarms, models, purging, renewal, tips
from storage.case_tables import kept_wraps
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from storage.forwarded import forwarded_tips
from storage.forwarding import Forward, forward
from storage.parts import PartRole
from storage.resealing import held_parts
from storage.viewer import Viewer
from tests.storage.cases import order
from tests.storage.test_forwarding import lived, send_on, view_of
from tests.storage.test_renewal import chief, renewed
from tests.storage.town import (
    COMMUNE,
    DUTY,
    NEIGHBOUR,
    NOW,
    Report,
    later,
    officer,
    sealed_part,
)

REFUSED = Failure(FailureReason.NOT_A_TARGET)


def keys(conn: Connection, viewer: Viewer, report: Report) -> dict[tuple[str, int], bytes]:
    """The wraps that the viewer's page is served, by part."""
    view = view_of(conn, viewer, report)
    return {(part.role.value, part.number): part.sealed_key for part in view.parts}


def kept(conn: Connection, queue_id: str) -> dict[tuple[str, int], bytes]:
    """What is kept for a queue, as it stands in the table."""
    table = kept_wraps
    rows = conn.execute(
        select(models.parts.c.role, models.parts.c.number, table.c.sealed_key)
        .join(table, table.c.part_id == models.parts.c.row_id)
        .where(table.c.queue_id == queue_id)
    )
    return {(row.role, row.number): row.sealed_key for row in rows}


def back(
    conn: Connection, viewer: Viewer, report: Report, target: str, *shut: tuple[str, int]
) -> Done | Failure:
    """Send a tip back, of which these parts don't open (none named: none opens)."""
    held = frozenset(held_parts(conn, report.tip_id, viewer.unit_id))
    return forward(
        conn, viewer, report.tip_id, shut_out(conn, viewer, report, target, shut or held), later(hours=1)
    )


def shut_out(conn: Connection, viewer: Viewer, report: Report, target: str, shut: object) -> Forward:
    made = order(conn, viewer, report, target)
    unopened = frozenset(shut)  # type: ignore[call-overload]
    opened = tuple(key for key in made.keys if (key.role.value, key.number) not in unopened)
    return replace(made, keys=opened, unopened=unopened)


def test_the_former_units_wraps_are_kept_and_served_to_nobody(town: Database) -> None:
    """They stand in a table of their own: no page, count, list, search or renewal of any unit finds them."""
    report = Report()

    def story(conn: Connection) -> None:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        lived(conn, former, report)
        had = keys(conn, former, report)
        assert send_on(conn, former, report, NEIGHBOUR) == Done()
        assert kept(conn, COMMUNE) == had
        assert tips.tip(conn, former, report.tip_id) == tips.NotVisible()
        for role, number in had:
            assert tips.part_body(conn, former, report.tip_id, PartRole(role), number) == tips.NotVisible()
        assert renewal.former_wraps(conn, former, 100) == ()
        served = keys(conn, receiver, report)
        assert not set(had.values()) & set(served.values())
        assert view_of(conn, receiver, report).kept == had.keys()

    town.write_now(story)


def test_what_comes_after_a_forward_is_never_among_what_is_kept(town: Database) -> None:
    """The former unit could be given back what it could open before, and not a part more."""
    report = Report()

    def story(conn: Connection) -> None:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        lived(conn, former, report)
        had = keys(conn, former, report).keys()
        send_on(conn, former, report, NEIGHBOUR)
        tips.mark_viewed(conn, receiver, report.tip_id, later(hours=1))
        note = sealed_part(report.tip_id, 3, (NEIGHBOUR,), role=PartRole.NOTE)
        assert tips.add_note(conn, receiver, report.tip_id, note, later(hours=1)) == Done()
        assert kept(conn, COMMUNE).keys() == had
        wrapped = select(func.count()).select_from(models.part_wraps)
        assert conn.execute(wrapped.where(models.part_wraps.c.queue_id == COMMUNE)).scalar() == 0

    town.write_now(story)


def test_what_the_next_unit_has_opened_is_kept_no_longer_and_the_rest_is(town: Database) -> None:
    """Part by part: a tip of which one file doesn't open isn't opened."""
    report = Report()

    def story(conn: Connection) -> None:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        lived(conn, former, report)
        had = keys(conn, former, report).keys()
        send_on(conn, former, report, NEIGHBOUR)
        tips.mark_viewed(conn, receiver, report.tip_id, later(hours=1))
        assert kept(conn, COMMUNE).keys() == had, "a page that was opened says nothing of a part"
        shut = ("report", 1)
        tips.mark_viewed(conn, receiver, report.tip_id, later(hours=1), had - {shut})
        assert kept(conn, COMMUNE).keys() == {shut}
        assert view_of(conn, receiver, report).kept == {shut}
        tips.mark_viewed(conn, receiver, report.tip_id, later(hours=2), had)
        assert kept(conn, COMMUNE) == {}

    town.write_now(story)


def test_nobody_but_the_unit_that_has_the_tip_ends_the_keeping(town: Database) -> None:
    """Not the former unit, not a stranger, not the duty desk by its copy of what happens now."""
    report = Report.happening_now()

    def story(conn: Connection) -> None:
        former, duty = officer(conn, COMMUNE, "former"), officer(conn, DUTY, "duty")
        report.sent(conn)
        had = keys(conn, former, report)
        send_on(conn, former, report, NEIGHBOUR)
        assert tips.mark_viewed(conn, former, report.tip_id, NOW, had) == Failure(FailureReason.NOT_VISIBLE)
        assert tips.mark_viewed(conn, duty, report.tip_id, NOW, had) == Done()
        assert kept(conn, COMMUNE) == had

    town.write_now(story)


def test_a_tip_that_doesnt_open_goes_back_with_the_wraps_of_before_and_with_what_came_since(
    town: Database,
) -> None:
    report = Report()

    def story(conn: Connection) -> None:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        duty = officer(conn, DUTY, "duty")
        lived(conn, former, report)
        had = keys(conn, former, report)
        send_on(conn, former, report, NEIGHBOUR)
        note = sealed_part(report.tip_id, 3, (NEIGHBOUR,), role=PartRole.NOTE)
        tips.add_note(conn, receiver, report.tip_id, note, later(hours=1))
        assert back(conn, receiver, report, COMMUNE, *had, ("note", 2)) == Done()

        now = keys(conn, former, report)
        assert {part: now[part] for part in had} == had
        # The receiver's own note and its reason came along; the first forward's reason opens to nobody and is kept.
        assert now.keys() == {*had, ("note", 3), ("note", 4)}
        assert kept(conn, COMMUNE) == {}
        assert kept(conn, NEIGHBOUR).keys() == {("note", 2), ("note", 3)}
        assert tips.tip(conn, receiver, report.tip_id) == tips.NotVisible()
        event = view_of(conn, former, report).events[-1]
        assert (event.kind, event.detail["unopened"]) == ("forwarded", str(len(had) + 1))
        told = [(row.kind, row.subject_queue_id) for row in alarms.alarms(conn, duty)]
        assert told == [(alarms.SENT_BACK, COMMUNE)]
        lines = {who.unit_id: forwarded_tips(conn, who)[0].sent_back for who in (former, receiver)}
        assert lines == {COMMUNE: False, NEIGHBOUR: True}

    town.write_now(story)


def test_a_unit_that_sent_back_what_didnt_open_gets_good_keys_the_next_time(town: Database) -> None:
    """Its own spoilt wraps aren't kept for it: they would stand in the way of the new ones."""
    report = Report()

    def story(conn: Connection) -> None:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        lived(conn, former, report)
        send_on(conn, former, report, NEIGHBOUR)
        spoilt = keys(conn, receiver, report)
        back(conn, receiver, report, COMMUNE)
        good = order(conn, former, report, NEIGHBOUR)
        assert forward(conn, former, report.tip_id, good, later(hours=2)) == Done()
        served = keys(conn, receiver, report)
        for key in good.keys:
            assert served[key.role.value, key.number] == key.sealed_key
            assert spoilt.get((key.role.value, key.number)) != key.sealed_key

    town.write_now(story)


def test_a_tip_is_sent_back_only_to_the_unit_it_came_from(town: Database) -> None:
    """A part without a key is no way to hand a tip elsewhere, nor out of the queue where it first arrived."""

    def story(conn: Connection) -> list[object]:
        former, receiver = officer(conn, COMMUNE, "former"), officer(conn, NEIGHBOUR, "receiver")
        report = Report().sent(conn)
        answers: list[object] = [back(conn, former, report, DUTY)]
        send_on(conn, former, report, NEIGHBOUR)
        answers.append(back(conn, receiver, report, DUTY))
        whole = order(conn, receiver, report, COMMUNE)
        doubled = replace(whole, unopened=frozenset({("report", 1)}))
        made_up = replace(whole, keys=whole.keys[1:], unopened=frozenset({("report", 99)}))
        return [
            *answers,
            forward(conn, receiver, report.tip_id, doubled, NOW),
            forward(conn, receiver, report.tip_id, made_up, NOW),
        ]

    moved = Failure(FailureReason.PARTS_MOVED)
    assert town.write_now(story) == [REFUSED, REFUSED, moved, moved]


def test_it_goes_back_step_by_step_over_all_units_it_went_through(town: Database) -> None:
    """Whoever spoilt it last, each unit can send it one further back, to the wraps that somebody can open."""
    report = Report()

    def story(conn: Connection) -> None:
        first, second = officer(conn, COMMUNE, "first"), officer(conn, NEIGHBOUR, "second")
        third = officer(conn, DUTY, "third")
        report.sent(conn)
        had = keys(conn, first, report)
        send_on(conn, first, report, NEIGHBOUR)
        send_on(conn, second, report, DUTY, minutes=6)
        assert kept(conn, COMMUNE) == had
        assert came_from(conn, third, report) == NEIGHBOUR
        assert back(conn, third, report, NEIGHBOUR) == Done()
        assert came_from(conn, second, report) == COMMUNE
        assert back(conn, second, report, DUTY) == REFUSED
        assert back(conn, second, report, COMMUNE) == Done()
        now = keys(conn, first, report)
        assert {part: now[part] for part in had} == had
        assert came_from(conn, first, report) is None

    town.write_now(story)


def came_from(conn: Connection, viewer: Viewer, report: Report) -> str | None:
    found = view_of(conn, viewer, report).came_from
    return None if found is None else found[0]


def test_a_duty_desk_that_kept_its_copy_gets_the_tip_back_with_the_keys_it_has(town: Database) -> None:
    report = Report.happening_now()

    def story(conn: Connection) -> None:
        commune, duty = officer(conn, COMMUNE, "commune"), officer(conn, DUTY, "duty")
        receiver = officer(conn, NEIGHBOUR, "receiver")
        report.sent(conn)
        send_on(conn, commune, report, DUTY)
        had = keys(conn, duty, report)
        send_on(conn, duty, report, NEIGHBOUR, minutes=7)
        assert kept(conn, DUTY) == {}
        assert back(conn, receiver, report, DUTY) == Done()
        view = view_of(conn, duty, report)
        assert not view.copy
        assert had.items() <= keys(conn, duty, report).items()

    town.write_now(story)


def test_no_kept_wrap_outlives_its_tip(town: Database) -> None:
    """A tip that is purged, by its time or early, takes with it what was kept of it."""
    report = Report()

    def story(conn: Connection) -> int:
        former = officer(conn, COMMUNE, "former")
        lived(conn, former, report)
        send_on(conn, former, report, NEIGHBOUR)
        purging.purge(conn, report.tip_id, NOW, early=True)
        return conn.execute(select(func.count()).select_from(kept_wraps)).scalar_one()

    assert town.write_now(story) == 0


def test_wraps_that_come_back_under_a_former_key_are_sealed_again_like_others(town: Database) -> None:
    """The former unit renewed its key meanwhile: what is kept waits for nobody, what has come back does."""
    report = Report()

    def story(conn: Connection) -> None:
        former, receiver = chief(conn), officer(conn, NEIGHBOUR, "receiver")
        lived(conn, former, report)
        had = keys(conn, former, report).keys()
        send_on(conn, former, report, NEIGHBOUR)
        renewed(conn, former)
        assert renewal.key_state(conn, COMMUNE).to_rewrap == 0
        assert back(conn, receiver, report, COMMUNE) == Done()
        waiting = renewal.former_wraps(conn, former, 100)
        assert {(wrap.role.value, wrap.number) for wrap in waiting} == had
        assert {wrap.epoch for wrap in waiting} == {1}

    town.write_now(story)
