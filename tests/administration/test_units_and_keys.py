"""A unit receives only once its key was made in a browser and certified after its fingerprint was compared."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.bootstrap import utc_now
from bot.directory_trust import SerialMemory, SerialMemoryBroken, Trouble, take_snapshot
from sealing.directory import EntryKind, read_entry, sign_entry
from sealing.hybrid_keys import public_key_of
from sealing.secret_types import SecretBytes
from storage.directory import DirectoryRow, add_entry, newest_entry, newest_serial
from storage.units import serving_rows

DUTY, INSPECTORATE, COMMUNE = "d-14", "i-14", "c-03703"


def _serve_and_enrol(installation, enrolled):
    assert installation.run("unit", "serve", "14").exit_code == 0
    assert installation.run("unit", "add", "03703").exit_code == 0
    return {
        DUTY: enrolled(DUTY, "duty_desk", "Trực Ban"),
        INSPECTORATE: enrolled(INSPECTORATE, "inspectorate", "Thanh Tra"),
        COMMUNE: enrolled(COMMUNE, "chief", "Trưởng Xã"),
    }


def _sign(installation, unit_id, fingerprint):
    return installation.run(
        "keys",
        "sign",
        unit_id,
        "--fingerprint",
        fingerprint,
        typed=installation.passphrases["province-14.key"] + "\n",
    )


def _snapshot(installation, root=None):
    house = installation.house()
    try:
        rows = house.database.read_now(serving_rows)
        return take_snapshot(
            rows,
            root_public_key=root or house.settings.directory_public_key,
            deployment=house.deployment,
            now=utc_now(),
            memory=house.memory,
        )
    finally:
        house.database.close_now()


@pytest.fixture
def served(installation, enrolled):
    """Everything signed as it should be."""
    keys = _serve_and_enrol(installation, enrolled)
    for unit_id, (_, fingerprint) in keys.items():
        assert _sign(installation, unit_id, fingerprint).exit_code == 0
    return installation, keys


def test_an_unsigned_key_is_not_used(installation, enrolled):
    """Keys that wait are listed with their fingerprint, and nobody is served before they are signed."""
    keys = _serve_and_enrol(installation, enrolled)
    listed = installation.run("keys", "list").output
    for unit_id, (_, fingerprint) in keys.items():
        assert f"{unit_id}  epoch 1  {fingerprint}" in listed
    snapshot = _snapshot(installation)
    assert snapshot.serving.provinces == {}
    assert snapshot.unfit_provinces() == ("14",)


def test_a_wrong_fingerprint_signs_nothing(installation, enrolled):
    """One wrong digit and the key stays uncertified."""
    keys = _serve_and_enrol(installation, enrolled)
    fingerprint = keys[DUTY][1]
    wrong = fingerprint[:-1] + ("0" if fingerprint[-1] != "0" else "1")
    done = _sign(installation, DUTY, wrong)
    assert done.exit_code == 2
    assert "don't sign" in done.output
    assert DUTY not in _snapshot(installation).serving.keys


def test_signed_keys_serve(served):
    """Province, commune and their queues can receive, each under the key whose fingerprint was read."""
    installation, keys = served
    serving = _snapshot(installation).serving
    assert set(serving.provinces) == {"14"}
    assert serving.active == {DUTY, INSPECTORATE, COMMUNE}
    assert {unit_id: key.public_key for unit_id, key in serving.keys.items()} == {
        u: k for u, (k, _) in keys.items()
    }
    assert "receives" in installation.run("unit", "list").output


def test_a_swapped_key_in_the_database_is_refused(served):
    """Whoever changes a signed entry's bytes makes the queue fall silent upwards, not speak to another key."""
    installation, _ = served
    house = installation.house()
    try:

        def swap(conn):
            rows = conn.execute(
                text("SELECT rowid, entry FROM directory WHERE queue_id = :q"), {"q": COMMUNE}
            ).all()
            for rowid, entry in rows:
                changed = bytearray(entry)
                changed[-100] ^= 1
                conn.execute(
                    text("UPDATE directory SET entry = :e WHERE rowid = :r"),
                    {"e": bytes(changed), "r": rowid},
                )

        house.database.write_now(swap)
    finally:
        house.database.close_now()
    snapshot = _snapshot(installation)
    assert COMMUNE not in snapshot.serving.keys
    assert [(f.trouble, f.subject) for f in snapshot.findings] == [(Trouble.QUEUE_REFUSED, COMMUNE)]


def test_another_key_in_the_queues_own_row_changes_nothing(served):
    """Residents' parts are sealed to the certified key; what stands in the queue's row is nobody's word."""
    installation, keys = served
    _in_database(
        installation, "UPDATE queue_keys SET public_key = :k WHERE queue_id = :q", k=bytes(1216), q=COMMUNE
    )
    assert _snapshot(installation).serving.keys[COMMUNE].public_key == keys[COMMUNE][0]


def test_an_entry_signed_by_a_key_that_the_root_never_saw_is_refused(served):
    """A newer serial, well formed and truly signed, by a key of the attacker's own: the queue falls silent upwards."""
    installation, _ = served
    house = installation.house()
    try:
        raw = house.database.read_now(lambda conn: newest_entry(conn, 2, "14", COMMUNE, "commune"))
        entry = read_entry(raw).entry
        stranger, own = SecretBytes(bytes(32)), public_key_of(SecretBytes(bytes(range(32))))
        forged = sign_entry(replace(entry, serial=entry.serial + 1, public_key=own), stranger)
        row = DirectoryRow(2, "14", COMMUNE, "commune", b"", entry.serial + 1, entry.epoch, forged)
        house.database.write_now(lambda conn: add_entry(conn, row))
    finally:
        house.database.close_now()
    snapshot = _snapshot(installation)
    assert COMMUNE not in snapshot.serving.keys
    assert [(f.trouble, f.subject) for f in snapshot.findings] == [(Trouble.QUEUE_REFUSED, COMMUNE)]


def test_a_provinces_key_that_the_root_doesnt_certify_signs_nothing(served):
    """An entry of the province's that the database was made to lose: `keys sign` says so and stores nothing."""
    installation, keys = served
    _in_database(installation, "DELETE FROM directory WHERE kind = 1")
    done = _sign(installation, COMMUNE, keys[COMMUNE][1])
    assert done.exit_code == 2
    assert "doesn't certify this key" in done.output


def _in_database(installation, statement, **values):
    house = installation.house()
    try:
        house.database.write_now(lambda conn: conn.execute(text(statement), values))
    finally:
        house.database.close_now()


def test_another_root_certifies_nobody(served):
    """With another root in the settings nothing verifies."""
    installation, _ = served
    snapshot = _snapshot(installation, root=bytes(range(32)))
    assert snapshot.serving.provinces == {}
    assert Trouble.PROVINCE_REFUSED in {finding.trouble for finding in snapshot.findings}


def test_an_older_entry_brought_back_is_refused(served):
    """The newest serial is remembered outside the database: a rolled-back row doesn't verify again."""
    installation, keys = served
    _snapshot(installation)
    assert _sign(installation, COMMUNE, keys[COMMUNE][1]).exit_code == 0
    assert COMMUNE in _snapshot(installation).serving.keys
    house = installation.house()
    try:

        def roll_back(conn):
            conn.execute(text("DELETE FROM directory WHERE queue_id = :q AND serial = 2"), {"q": COMMUNE})

        house.database.write_now(roll_back)
    finally:
        house.database.close_now()
    assert COMMUNE not in _snapshot(installation).serving.keys


def test_a_key_certified_after_a_restore_is_newer_than_every_one_that_was_seen(served):
    """The database put back knows less than the memory beside it: what the root signs then must not count as older."""
    installation, _ = served
    root = installation.passphrases["root.key"] + "\n"

    def make_anew():
        for file in (installation.folder / "keys").glob("*14*"):
            file.unlink()
        return installation.run("keys", "province", "14", typed=root)

    assert make_anew().exit_code == 0
    house = installation.house()
    province, recovery = int(EntryKind.PROVINCE), int(EntryKind.RECOVERY)
    newest = {(province, ""): 2, (recovery, "province"): 2, (recovery, "inspectorate"): 2}
    try:
        assert _serials(house) == newest
        rows = house.database.read_now(serving_rows)
        house.memory.remember(read_entry(data).entry for data in rows.entries)
        house.database.write_now(lambda conn: conn.execute(text("DELETE FROM directory WHERE serial = 2")))
    finally:
        house.database.close_now()
    assert make_anew().exit_code == 0
    house = installation.house()
    try:
        told = _serials(house)
    finally:
        house.database.close_now()
    assert set(told.values()) == {3}
    seen = {finding.trouble for finding in _snapshot(installation).findings}
    assert Trouble.PROVINCE_REFUSED not in seen


def _serials(house):
    """The newest serial of each key of the province that the root signs, by kind and role."""
    return {
        key: house.database.read_now(lambda conn, key=key: newest_serial(conn, key[0], "14", role=key[1]))
        for key in (
            (int(EntryKind.PROVINCE), ""),
            (int(EntryKind.RECOVERY), "province"),
            (int(EntryKind.RECOVERY), "inspectorate"),
        )
    }


def test_a_broken_memory_of_serials_stops_the_start(served):
    """A file that can't be read is never taken for an empty one."""
    installation, _ = served
    (installation.folder / "data" / "directory-seen.json").write_text("{")
    with pytest.raises(SerialMemoryBroken):
        SerialMemory(installation.folder / "data")
    done = installation.run("unit", "list")
    assert done.exit_code == 2
    assert "directory-seen.json" in done.output


UNIT_FILES = {
    "no column": ("kind,name\n", "lacks the column unit_id"),
    "unknown kind": (
        "unit_id,kind,name,province_code,commune_codes,valid_from\n,army,,14,03703,\n",
        "line 2: kind must be",
    ),
    "unknown commune": (
        "unit_id,kind,name,province_code,commune_codes,valid_from\n,commune,,14,00001,\n",
        "no commune 00001",
    ),
    "other province": (
        "unit_id,kind,name,province_code,commune_codes,valid_from\n,commune,,14,15271,\n",
        "no commune 15271",
    ),
    "bad date": (
        "unit_id,kind,name,province_code,commune_codes,valid_from\n,commune,,14,03703,31/12/2026\n",
        "line 2",
    ),
    **{
        f"unit id {unit_id[:12]!r}": (
            f"unit_id,kind,name,province_code,commune_codes,valid_from\n{unit_id},commune,,14,03703,\n",
            "line 2: unit_id takes a to z",
        )
        for unit_id in ("c 03703", "c-mường-giôn", "C-03703", "c_03703", "-", "c" * 65)
    },
    "nothing": ("unit_id,kind,name,province_code,commune_codes,valid_from\n", "names no unit"),
}


@pytest.mark.parametrize("case", UNIT_FILES)
def test_a_wrong_line_of_a_unit_file_is_pointed_out(installation, case):
    """The line and the cause are named, and nothing of the file is stored."""
    content, sentence = UNIT_FILES[case]
    (installation.folder / "units.csv").write_text(content, encoding="utf-8")
    done = installation.run("unit", "import", "units.csv")
    assert done.exit_code == 2
    assert sentence in done.output
    assert installation.run("unit", "list").output == ""


def test_one_unit_may_serve_several_communes(installation):
    """A CSV file says so, with a byte-order mark as office programs write it."""
    lines = "unit_id,kind,name,province_code,commune_codes,valid_from\nc-chung,commune,Công an liên xã Thử,14,03703 03688,2026-01-01\n"
    (installation.folder / "units.csv").write_text("\ufeff" + lines, encoding="utf-8")
    assert installation.run("unit", "import", "units.csv").output == "1 units stored.\n"
    house = installation.house()
    try:
        rows = house.database.read_now(serving_rows)
    finally:
        house.database.close_now()
    assert {(row.commune_code, row.unit_id) for row in rows.assignments} == {
        ("03703", "c-chung"),
        ("03688", "c-chung"),
    }


def test_a_role_that_a_unit_does_not_have_is_refused(installation):
    """A duty desk has no commune chief."""
    installation.run("unit", "serve", "14")
    done = installation.run("officer", "invite", "--unit", DUTY, "--role", "chief", "--name", "Ai Đó")
    assert done.exit_code == 2
    assert "has no role 'chief'" in done.output


def test_a_mistyped_officer_is_not_said_to_have_left(installation):
    """Nobody may go home believing that an access has ended which hasn't."""
    done = installation.run("officer", "leave", "ab" * 16)
    assert done.exit_code == 2
    assert "no officer with this id" in done.output


def test_a_difficult_area_is_marked_from_a_day_on(installation):
    """An unknown commune or a last day before the first changes nothing."""
    marked = installation.run("unit", "difficult", "03703", "--from", "2026-01-01", "--until", "2026-12-31")
    assert marked.output.strip() == "03703  Xã Quỳnh Nhai"
    assert installation.run("unit", "difficult", "00694", "99999", "--from", "2026-01-01").exit_code != 0
    backwards = ("--from", "2026-02-01", "--until", "2026-01-01")
    assert installation.run("unit", "difficult", "00694", *backwards).exit_code != 0
    house = installation.house()
    try:
        rows = house.database.read_now(
            lambda conn: conn.execute(text("SELECT commune_code, valid_from FROM difficult_communes")).all()
        )
    finally:
        house.database.close_now()
    assert [row.commune_code for row in rows] == ["03703"]
