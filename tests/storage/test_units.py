"""Units, provinces, assignments and the directory: rows with dates, newest serial first, a version that grows."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from sqlalchemy import text

from domain.units import CommuneAssignment, Unit, UnitKind
from storage import deployment, directory, units
from storage.directory import DirectoryRow
from storage.engine import Connection, Database
from storage.failures import Done, Failure, FailureReason
from tests.storage.town import COMMUNE, NEIGHBOUR, UNITS


def test_units_are_added_and_renamed(town: Database) -> None:
    renamed = Unit(COMMUNE, UnitKind.COMMUNE, "Công an xã Mới", "14")
    town.write_now(lambda conn: units.upsert_units(conn, [renamed]))
    town.write_now(lambda conn: units.upsert_units(conn, []))
    assert town.read_now(lambda conn: units.unit(conn, COMMUNE)) == renamed
    assert town.read_now(lambda conn: units.unit(conn, "c-0")) is None
    assert set(town.read_now(units.all_units)) == {renamed, *UNITS[1:]}


def test_no_unit_is_stored_whose_id_the_audit_record_would_refuse(town: Database) -> None:
    """Whatever its officers did would fail, long after it was made."""
    for unit_id in ("", "c 1", "c-mường", "C-1", "-", "c" * 65):
        with pytest.raises(ValueError, match="small letters"):
            town.write_now(partial(units.upsert_units, rows=[replace(UNITS[0], id=unit_id)]))
    town.write_now(lambda conn: units.upsert_units(conn, [replace(UNITS[0], id="c" * 64)]))


def test_a_new_assignment_ends_the_one_before_on_the_day_before(town: Database) -> None:
    def story(conn: Connection) -> list[str | None]:
        units.assign(conn, [CommuneAssignment("03703", COMMUNE, date(2025, 7, 1))])
        units.assign(conn, [CommuneAssignment("03703", NEIGHBOUR, date(2026, 4, 30))])
        units.assign(conn, [CommuneAssignment("03703", NEIGHBOUR, date(2026, 4, 30), date(2026, 12, 31))])
        days = (date(2025, 6, 30), date(2025, 7, 1), date(2026, 4, 29), date(2026, 4, 30), date(2027, 1, 1))
        return [units.assigned(conn, "03703", day) for day in days]

    assert town.write_now(story) == [None, COMMUNE, COMMUNE, NEIGHBOUR, None]
    rows = town.read_now(units.serving_rows).assignments
    assert rows == (
        CommuneAssignment("03703", COMMUNE, date(2025, 7, 1), date(2026, 4, 29)),
        CommuneAssignment("03703", NEIGHBOUR, date(2026, 4, 30), date(2026, 12, 31)),
    )


def test_a_province_is_switched_on_and_off(town: Database) -> None:
    town.write_now(lambda conn: units.serve_province(conn, "14", "d-14", "i-14", switched_on=False))
    (row,) = town.read_now(units.serving_rows).provinces
    assert row == units.ProvinceRow("14", "d-14", "i-14", switched_on=False)
    assert town.read_now(lambda conn: units.province(conn, "14")) == row
    assert town.read_now(lambda conn: units.province(conn, "99")) is None


def test_the_newest_entry_of_every_subject_counts_and_serials_only_grow(database: Database) -> None:
    def entry(serial: int, holder: bytes = b"", text: bytes = b"") -> DirectoryRow:
        return DirectoryRow(3, "14", "c-1", "", holder, serial, 0, text or b"%d" % serial)

    def story(conn: Connection) -> list[object]:
        added: list[object] = [directory.add_entry(conn, entry(serial)) for serial in (1, 5, 5, 4)]
        added.append(directory.add_entry(conn, entry(2, b"h" * 16, b"other")))
        return [*added, directory.entries(conn), directory.newest_serial(conn, 3, "14", "c-1")]

    no = Failure(FailureReason.SERIAL_TAKEN)
    assert database.write_now(story) == [Done(), Done(), no, no, Done(), (b"5", b"other"), 5]


def test_whatever_the_serving_snapshot_is_made_from_moves_its_version(town: Database) -> None:
    def version() -> int:
        return town.read_now(deployment.serving_version)

    before = version()
    town.write_now(lambda conn: units.serve_province(conn, "14", "d-14", "i-14", switched_on=False))
    town.write_now(lambda conn: units.assign(conn, [CommuneAssignment("03703", COMMUNE, date(2025, 7, 1))]))
    town.write_now(lambda conn: directory.add_entry(conn, DirectoryRow(1, "14", "", "", b"", 1, 0, b"entry")))
    assert version() >= before + 3


def test_of_two_processes_that_change_who_serves_at_once_both_are_seen(postgresql_url: str) -> None:
    """Had both counted from the same number, who looks between the two would never hear of the second."""
    one, two = Database.open(postgresql_url), Database.open(postgresql_url)
    one.write_now(deployment.bump_serving_version)
    before, bumped, go_on = one.read_now(deployment.serving_version), threading.Event(), threading.Event()

    def slowly(conn: Connection) -> None:
        deployment.bump_serving_version(conn)
        bumped.set()
        go_on.wait(60)

    def somebody_waits(conn: Connection) -> bool:
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        return bool(conn.execute(text(waiting)).scalar())

    with ThreadPoolExecutor() as pool:
        first = pool.submit(one.write_now, slowly)
        assert bumped.wait(60)
        second = pool.submit(two.write_now, deployment.bump_serving_version)
        while not one.read_now(somebody_waits):
            time.sleep(0.01)
        go_on.set()
        first.result()
        second.result()
    assert one.read_now(deployment.serving_version) == before + 2
    one.close_now()
    two.close_now()
