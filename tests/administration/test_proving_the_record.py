"""`tinbao audit verify` says whole or where it breaks, with an exit code; `tinbao audit anchor` prints what it checks against."""

import pytest

from storage.audit import INSTALLATION
from storage.audit_anchors import read_anchors
from tests.storage.audit_attacks import change, remove, rewrite, set_head, stored, swap, take_fences_away

DUTY = "d-14"


@pytest.fixture
def recorded(installation, enrolled):
    """An installation in which something was done: keys were certified, somebody was invited."""
    assert installation.run("unit", "serve", "14").exit_code == 0
    _, fingerprint = enrolled(DUTY, "duty_desk", "Trực Ban")
    typed = installation.passphrases["province-14.key"] + "\n"
    done = installation.run("keys", "sign", DUTY, "--fingerprint", fingerprint, typed=typed)
    assert done.exit_code == 0, done.output
    return installation


def _attack(installation, attack):
    house = installation.house()
    try:
        house.database.write_now(lambda conn: (take_fences_away(conn), attack(conn)))
    finally:
        house.database.close_now()


def test_a_whole_record_is_said_to_be_whole(recorded):
    done = recorded.run("audit", "verify")
    assert done.exit_code == 0, done.output
    assert f"whole   {DUTY}:" in done.output
    assert "0 broken" in done.output


def test_a_changed_row_ends_with_exit_code_1_and_its_place(recorded):
    _attack(recorded, lambda conn: change(conn, DUTY, 1, subject="d-99"))
    done = recorded.run("audit", "verify")
    assert done.exit_code == 1
    assert f"BROKEN  {DUTY}: row 1 changed" in done.output


def test_a_removed_row_ends_with_exit_code_1_and_its_place(recorded):
    _attack(recorded, lambda conn: remove(conn, INSTALLATION, [2]))
    done = recorded.run("audit", "verify")
    assert done.exit_code == 1
    assert f"BROKEN  {INSTALLATION}: row 2 removed" in done.output


def test_reordered_rows_end_with_exit_code_1_and_say_where_they_belong(recorded):
    """Whole rows, hashes and all, change places: nothing in any of them is false, but the order is."""
    _attack(recorded, lambda conn: swap(conn, INSTALLATION, 1, 3))
    done = recorded.run("audit", "verify")
    assert done.exit_code == 1
    for stands, belongs in ((1, 3), (3, 1)):
        told = f"BROKEN  {INSTALLATION}: row {stands} reordered: the first of them belongs at {belongs}"
        assert told in done.output


def test_a_rewritten_chain_is_whole_until_it_is_held_against_an_anchor(recorded):
    anchors = recorded.run("audit", "anchor")
    assert anchors.exit_code == 0
    (recorded.folder / "anchors.txt").write_text(anchors.output, "utf-8")
    assert any(anchor.unit_id == DUTY for anchor in read_anchors(anchors.output))
    assert recorded.run("audit", "verify", "--anchors", "anchors.txt").exit_code == 0

    def attack(conn):
        from dataclasses import replace

        rewrite(conn, DUTY, [replace(row, subject="d-99") for row in stored(conn, DUTY)])

    _attack(recorded, attack)
    assert recorded.run("audit", "verify").exit_code == 0
    done = recorded.run("audit", "verify", "--anchors", "anchors.txt")
    assert done.exit_code == 1
    assert "rewritten" in done.output


def test_a_chain_that_is_gone_shows_by_its_anchor(recorded):
    """Rows and head removed together leave nothing that could disagree, but the paper."""
    (recorded.folder / "anchors.txt").write_text(recorded.run("audit", "anchor").output, "utf-8")

    def attack(conn):
        rewrite(conn, DUTY, [])
        set_head(conn, DUTY, 0, bytes(32))

    _attack(recorded, attack)
    assert recorded.run("audit", "verify").exit_code == 0
    done = recorded.run("audit", "verify", "--anchors", "anchors.txt")
    assert done.exit_code == 1
    assert f"BROKEN  {DUTY}" in done.output


def test_the_rows_can_be_read_as_they_are_stored(recorded):
    """Also those of the chain that belongs to no unit, which no page shows."""
    shown = recorded.run("audit", "show", DUTY)
    assert shown.exit_code == 0, shown.output
    assert any("\tkey_certified\t" in line for line in shown.output.splitlines())
    assert shown.output.startswith("1\t")
    assert len(recorded.run("audit", "show", DUTY, "--last", "1").output.splitlines()) == 1
    assert recorded.run("audit", "show", "c-99999").exit_code == 2


def test_a_mistyped_anchor_is_refused_with_its_line(recorded):
    (recorded.folder / "typed.txt").write_text("# paper\nd-14 3 2026-11-22 abcd\n", "utf-8")
    done = recorded.run("audit", "verify", "--anchors", "typed.txt")
    assert done.exit_code == 2
    assert "typed.txt: line 2" in done.output
