"""The audit record only grows, holds no words, and shows every row that was changed, removed or moved, on both databases."""

import ast
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

import storage
from storage import audit, sessions, sign_in, tips
from storage.audit import INSTALLATION, AuditAct, record
from storage.audit_acts import tip_act
from storage.audit_anchors import BadAnchor, heads, read_anchors
from storage.audit_chain import FIRST, row_hash
from storage.audit_proof import Break, BreakKind, prove
from storage.audit_tables import audit_rows
from storage.engine import Connection, Database
from storage.queues import ChangeKind
from storage.viewer import Viewer
from tests.storage.audit_attacks import change, remove, rewrite, set_head, stored, swap, take_fences_away
from tests.storage.town import COMMUNE, INSPECTORATE, NEIGHBOUR, NOW, Report, later, officer

CHANGED, REMOVED, REORDERED = BreakKind.CHANGED, BreakKind.REMOVED, BreakKind.REORDERED


def acts(conn: Connection, viewer: Viewer, count: int = 9) -> None:
    """So many rows in the viewer's chain."""
    for number in range(count):
        record(
            conn,
            unit_id=viewer.unit_id,
            officer_id=viewer.officer_id,
            act=AuditAct.KEY_GRANTED,
            now=later(minutes=number),
            subject=viewer.officer_id.hex(),
            detail={"epoch": str(number)},
        )


def breaks(conn: Connection, unit_id: str, anchors: str = "") -> list[tuple[int, BreakKind, int]]:
    """What the proof says of a chain; the others must be whole."""
    found: list[Break] = []
    for report in prove(conn, read_anchors(anchors)):
        if report.unit_id != unit_id:
            assert report.breaks == ()
        found += report.breaks
    return [(each.ordinal, each.kind, each.last) for each in found]


@pytest.fixture
def chain(conn: Connection) -> Connection:
    """Two chains of nine rows; the attacker has taken the fences of the database away."""
    for unit_id in (COMMUNE, NEIGHBOUR):
        acts(conn, officer(conn, unit_id, "An"))
        extra = len(stored(conn, unit_id)) - 9
        assert extra >= 0
    take_fences_away(conn)
    for unit_id in (COMMUNE, NEIGHBOUR):
        rewrite(conn, unit_id, [row for row in stored(conn, unit_id) if row.act == "key_granted"])
        assert len(stored(conn, unit_id)) == 9
    return conn


def test_what_nobody_touched_is_whole(chain: Connection) -> None:
    assert breaks(chain, COMMUNE) == []
    assert [(report.unit_id, report.rows) for report in prove(chain)] == [(NEIGHBOUR, 9), (COMMUNE, 9)]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("at_minute", 5),
        ("officer_id", None),
        ("act", "signed_out"),
        ("subject", "c-1"),
        ("detail", '{"epoch":"7"}'),
        ("previous", bytes(32)),
        ("hash", bytes(32)),
    ],
)
@pytest.mark.parametrize("ordinal", [1, 5, 9])
def test_a_changed_row_is_found_where_it_stands(
    chain: Connection, ordinal: int, column: str, value: object
) -> None:
    """Every column of every row counts, the first and the last too."""
    if (ordinal, column) == (1, "previous"):
        value = b"\x01" * 32
    change(chain, COMMUNE, ordinal, **{column: value})
    found = breaks(chain, COMMUNE)
    assert (ordinal, CHANGED, ordinal) in found
    others = [each for each in found if each[:2] != (ordinal, CHANGED)]
    assert others == ([(9, BreakKind.HEAD, 9)] if (ordinal, column) == (9, "hash") else [])


def test_a_changed_row_with_a_hash_to_suit_is_found_too(chain: Connection) -> None:
    """Whoever knows the rule can make one row whole again, and then the next row isn't chained to it."""
    row = stored(chain, COMMUNE)[4]
    digest = row_hash(COMMUNE, 5, row.at_minute, None, row.act, row.subject, row.detail, row.previous)
    change(chain, COMMUNE, 5, officer_id=None, hash=digest)
    assert breaks(chain, COMMUNE) == [(5, CHANGED, 5)]


@pytest.mark.parametrize("ordinals", [(1,), (5,), (4, 5, 6)])
def test_a_removed_row_is_found_where_it_stood(chain: Connection, ordinals: tuple[int, ...]) -> None:
    remove(chain, COMMUNE, ordinals)
    assert breaks(chain, COMMUNE) == [(ordinals[0], REMOVED, ordinals[-1])]


def test_a_removed_row_is_found_when_the_later_ones_move_up(chain: Connection) -> None:
    """Closing the gap moves whole rows to where they don't belong, and the end is missing."""
    remove(chain, COMMUNE, [4])
    for ordinal in range(5, 10):
        change(chain, COMMUNE, ordinal, ordinal=ordinal - 1)
    found = breaks(chain, COMMUNE)
    assert found == [(4, REORDERED, 8), (9, REMOVED, 9)]
    (report,) = [report for report in prove(chain) if report.unit_id == COMMUNE]
    assert report.breaks[0].belongs == 5


@pytest.mark.parametrize(("one", "other"), [(2, 3), (2, 8), (1, 9)])
def test_reordered_rows_are_found_and_told_where_they_belong(chain: Connection, one: int, other: int) -> None:
    swap(chain, COMMUNE, one, other)
    (report,) = [report for report in prove(chain) if report.unit_id == COMMUNE]
    moved = [(each.ordinal, each.belongs) for each in report.breaks if each.kind is REORDERED]
    assert moved == [(one, other), (other, one)]


@pytest.mark.parametrize("kept", [0, 5, 8])
def test_a_tail_cut_off_shows_by_the_head(chain: Connection, kept: int) -> None:
    remove(chain, COMMUNE, range(kept + 1, 10))
    assert breaks(chain, COMMUNE) == [(kept + 1, REMOVED, 9)]


def test_a_tail_cut_off_with_its_head_shows_by_an_anchor_alone(chain: Connection) -> None:
    """This is what anchors on paper are for."""
    anchors = "\n".join(anchor.line for anchor in heads(chain, NOW))
    digest = stored(chain, COMMUNE)[4].hash
    remove(chain, COMMUNE, range(6, 10))
    set_head(chain, COMMUNE, 5, digest)
    assert breaks(chain, COMMUNE) == []
    assert breaks(chain, COMMUNE, anchors) == [(9, REMOVED, 9)]


def test_a_chain_rewritten_from_its_start_shows_by_an_anchor_alone(chain: Connection) -> None:
    anchors = "\n".join(anchor.line for anchor in heads(chain, NOW))
    rows = stored(chain, COMMUNE)
    rewrite(chain, COMMUNE, [replace(row, subject="c-1") if row.ordinal == 3 else row for row in rows])
    assert breaks(chain, COMMUNE) == []
    assert breaks(chain, COMMUNE, anchors) == [(9, BreakKind.REWRITTEN, 9)]


def test_a_head_that_says_something_else_is_found(chain: Connection) -> None:
    set_head(chain, COMMUNE, 9, bytes(32))
    assert breaks(chain, COMMUNE) == [(9, BreakKind.HEAD, 9)]
    set_head(chain, COMMUNE, 7, stored(chain, COMMUNE)[6].hash)
    assert breaks(chain, COMMUNE) == [(7, BreakKind.HEAD, 9)]


def test_an_anchor_holds_while_the_chain_grows(chain: Connection) -> None:
    anchors = "\n".join(anchor.line for anchor in heads(chain, NOW))
    acts(chain, officer(chain, COMMUNE, "Bình"))
    assert breaks(chain, COMMUNE, anchors) == []


def test_anchors_are_read_strictly_and_forgive_only_spaces_and_capitals(chain: Connection) -> None:
    """What was typed from paper may be spaced otherwise; a digit less or more is refused with its line."""
    (first, second) = heads(chain, NOW)
    typed = f"# from paper\n\n{first.line.replace(' ', '  ').upper().replace('C-', 'c-')}  # seen\n"
    assert read_anchors(typed) == (first,)
    for bad in (second.line[:-1], second.line + "0", "c-1 5 2026-13-01 " + "0" * 64, "nonsense"):
        with pytest.raises(BadAnchor, match="line 2") as refusal:
            read_anchors(f"{first.line}\n{bad}")
        assert refusal.value.line == 2


ATTACKS = {
    "update": "UPDATE audit_rows SET act = 'signed_out'",
    "delete": "DELETE FROM audit_rows",
    "delete the end": "DELETE FROM audit_rows WHERE ordinal = 9",
    "insert a row of one's own": "INSERT INTO audit_rows SELECT unit_id, ordinal + 50, at_minute, officer_id, act, subject,"
    " detail, previous, hash FROM audit_rows WHERE ordinal = 1",
    "move the head back": "UPDATE audit_heads SET ordinal = ordinal - 1",
    "move the head twice": "UPDATE audit_heads SET ordinal = ordinal + 2",
    "delete the head": "DELETE FROM audit_heads",
}
ONLY_SQLITE = {
    "replace": "INSERT OR REPLACE INTO audit_rows SELECT unit_id, ordinal, 0, officer_id, act, subject, detail, previous,"
    " hash FROM audit_rows WHERE ordinal = 4",
    "replace the head": "INSERT OR REPLACE INTO audit_heads SELECT unit_id, 0, hash FROM audit_heads",
}
ONLY_POSTGRESQL = {"truncate": "TRUNCATE audit_rows", "truncate the heads": "TRUNCATE audit_heads"}


def test_the_database_itself_refuses_to_change_or_remove_a_row(town: Database) -> None:
    """A mistake or an injection that reaches the tables can't touch what is on record."""
    town.write_now(lambda conn: acts(conn, officer(conn, COMMUNE, "An")))
    before = town.read_now(lambda conn: stored(conn, COMMUNE))
    own = ONLY_SQLITE if town.is_sqlite else ONLY_POSTGRESQL
    for name, statement in {**ATTACKS, **own}.items():
        with pytest.raises(DBAPIError, match="only grows"):
            town.write_now(lambda conn, statement=statement: conn.execute(text(statement)))
        assert town.read_now(lambda conn: stored(conn, COMMUNE)) == before, name
    assert town.read_now(lambda conn: breaks(conn, COMMUNE)) == []


@pytest.mark.parametrize("word", ["Lò Văn An", "it was him", "ông ấy", "a\nb", "x" * 81])
def test_words_are_refused(conn: Connection, word: str) -> None:
    """Codes and numbers only, in the subject and in the detail, so that no content can come in by mistake."""
    viewer = officer(conn, COMMUNE, "An")
    before = stored(conn, COMMUNE)
    for subject, detail in ((word, {}), ("", {"to": word}), ("", {word: "1"})):
        with pytest.raises(ValueError, match="never words"):
            record(
                conn,
                unit_id=COMMUNE,
                officer_id=viewer.officer_id,
                act=AuditAct.TIP_OTHER,
                now=NOW,
                subject=subject,
                detail=detail,
            )
    assert stored(conn, COMMUNE) == before


def test_everything_done_to_a_tip_stands_in_the_chain_of_who_did_it(conn: Connection) -> None:
    viewer = officer(conn, COMMUNE, "An")
    report = Report().sent(conn)
    before = len(stored(conn, COMMUNE))
    tips.mark_viewed(conn, viewer, report.tip_id, NOW)
    tips.claim(conn, viewer, report.tip_id, NOW)
    tips.add_reply(conn, viewer, report.tip_id, report.reply(viewer), NOW)
    new = stored(conn, COMMUNE)[before:]
    assert [row.act for row in new] == ["tip_viewed", "tip_claimed", "tip_reply"]
    assert {row.subject for row in new} == {report.tip_id.hex()}
    assert new[0].detail == '{"number":"1"}'
    assert {row.officer_id for row in new} == {viewer.officer_id}


def test_a_tip_about_local_police_leaves_the_communes_chain_as_it_is(conn: Connection) -> None:
    """Not a row, not a number, not a hash of the commune's record moves, whatever the inspectorate does with it."""
    viewer, inspector = officer(conn, COMMUNE, "An"), officer(conn, INSPECTORATE, "Bình")
    acts(conn, viewer, 2)
    before = stored(conn, COMMUNE)
    report = Report.happening_now(INSPECTORATE).sent(conn)
    tips.mark_viewed(conn, inspector, report.tip_id, NOW)
    tips.claim(conn, inspector, report.tip_id, NOW)
    assert stored(conn, COMMUNE) == before
    assert [row.act for row in stored(conn, INSPECTORATE)][-2:] == ["tip_viewed", "tip_claimed"]


def test_signing_in_and_out_and_every_failed_try_are_on_record(conn: Connection) -> None:
    from sealing.secret_types import SecretText
    from storage import officers

    viewer = officer(conn, COMMUNE, "An")
    name = officers.officer_or_raise(conn, viewer.officer_id).sign_in_name or ""
    before = len(stored(conn, COMMUNE))
    token = SecretText("s" * 43)
    for _ in range(6):
        sign_in.note_failure(conn, name, NOW)
    sessions.open_session(conn, viewer.officer_id, token, NOW)
    sessions.close_session(conn, token, NOW)
    sessions.close_session(conn, token, NOW)
    new = stored(conn, COMMUNE)[before:]
    assert [row.act for row in new] == [
        *["sign_in_failed"] * 4,
        *["locked_out"] * 2,
        "signed_in",
        "signed_out",
    ]
    assert new[5].detail == '{"minutes":"2","tries":"6"}'


def test_names_that_nobody_has_are_counted_and_never_kept(conn: Connection) -> None:
    """What was typed into the name's field may be a passphrase; and a flood of tries must not fill the disk."""
    for number in range(120):
        sign_in.note_failure(conn, f"mèo trèo cây cau {number}", NOW)
    sign_in.note_failure(conn, "ai đó", later(hours=1))
    rows = stored(conn, INSTALLATION)
    assert [row.detail for row in rows] == [f'{{"tries":"{tries}"}}' for tries in (1, 10, 100, 1)]
    assert {(row.act, row.officer_id, row.subject) for row in rows} == {("sign_in_unknown", None, "")}
    assert len(conn.execute(text("SELECT * FROM audit_counts")).all()) == 1


def kinds_in_the_code() -> set[str]:
    """Every kind that a command gives to `officer_history.record`, read from the sources."""
    found = set()
    for path in Path(storage.__file__).parent.glob("*.py"):
        source = path.read_text("utf-8")
        if "officer_history import" not in source:
            continue
        for call in ast.walk(ast.parse(source)):
            if isinstance(call, ast.Call) and ast.unparse(call.func) == "record" and len(call.args) >= 5:
                told = ast.unparse(call.args[3])
                named = re.fullmatch(r"ChangeKind\.(\w+)\.value", told)
                literal = re.fullmatch(r"'(\w+)'", told)
                if named:
                    found.add(ChangeKind[named.group(1)].value)
                elif literal:
                    found.add(literal.group(1))
    return found


def test_every_kind_of_a_tips_history_has_an_act_of_its_own() -> None:
    """What an officer did to a tip is never recorded as `something else`."""
    kinds = kinds_in_the_code()
    assert {"viewed", "claimed", "forwarded", "reply"} <= kinds
    assert {kind: tip_act(kind)[0].value for kind in kinds} == {kind: f"tip_{kind}" for kind in kinds}


def test_the_rule_in_the_docs_computes_the_same() -> None:
    """docs/audit.md lets anybody prove a chain with a page of their own code: that code runs here."""
    page = (Path(storage.__file__).parents[1] / "docs" / "audit.md").read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    printed: list[str] = []
    exec(code, {"print": printed.append})  # noqa: S102 - our own page
    (groups,) = re.findall(r"^((?:[0-9a-f]{4} ){15}[0-9a-f]{4})$", page, re.MULTILINE)
    assert printed == [groups.replace(" ", "")]


def test_the_first_row_is_chained_to_nothing(conn: Connection) -> None:
    acts(conn, officer(conn, COMMUNE, "An"), 1)
    assert stored(conn, COMMUNE)[0].previous == FIRST


def test_acts_at_once_follow_one_another(town: Database, database_url: str) -> None:
    """Two processes (on PostgreSQL; two connections on SQLite) write into one chain, and it stays whole."""
    viewer = town.write_now(lambda conn: officer(conn, COMMUNE, "An"))
    other = Database.open(database_url)
    start = town.read_now(lambda conn: len(stored(conn, COMMUNE)))

    def work(database: Database) -> None:
        for _ in range(25):
            database.write_now(lambda conn: acts(conn, viewer, 1))

    threads = [threading.Thread(target=work, args=(database,)) for database in (town, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close_now()
    assert town.read_now(lambda conn: breaks(conn, COMMUNE)) == []
    assert town.read_now(lambda conn: len(stored(conn, COMMUNE))) == start + 50


def test_the_canonical_encoding_is_the_documented_one() -> None:
    """docs/audit.md computes this row by hand; a changed rule would make every chain unprovable."""
    digest = row_hash(
        "c-03703", 1, 29_741_280, bytes(range(16)), "tip_viewed", "00" * 16, '{"number":"53"}', FIRST
    )
    assert digest.hex() == "402431b304bb0e4b4c5361f21bc16d1979c586d066011fce94361c74f2b9a020"
    assert audit.INSTALLATION == "-"
    assert "hash" in audit_rows.c
