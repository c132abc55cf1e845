"""Two holders of a split recovery key bring a unit's key back from the command line; one alone, or a slip, brings nothing."""

import re
import secrets

import pytest

from bot.bootstrap import utc_now
from sealing.fingerprints import fingerprint
from sealing.hybrid_keys import public_key_of
from sealing.key_files import read_key_file
from sealing.queue_keys import QueueEpoch, open_queue_seed, seal_queue_seed_for_recovery
from sealing.recovery_files import read_answer, read_request
from sealing.secret_types import SecretBytes, SecretText
from storage.officers import Enrolment, enrol, open_invitation
from storage.queue_keys import SeedWrap, add_epoch, add_wraps, holders

COMMUNE = "c-03703"
KEY = "keys/recovery-14-province.key"


@pytest.fixture
def split(installation):
    """The recovery key's shares as three holders wrote them down, one file each."""
    done = installation.run(
        "keys",
        "split",
        KEY,
        "--shares",
        "3",
        "--need",
        "2",
        typed=installation.passphrases["recovery-14-province.key"] + "\n",
    )
    assert done.exit_code == 0, done.output
    shares = re.findall(r"Share \d of 3.*\n((?:  .*\n){3})", done.output)
    assert len(shares) == 3
    names = []
    for number, share in enumerate(shares, 1):
        path = installation.folder / f"share-{number}.txt"
        path.write_text(share, "utf-8")
        names.append(path.name)
    return names


class Lost:
    """A commune whose queue's key nobody holds any more, and an officer who has joined anew."""

    def __init__(self, installation):
        self.installation = installation
        self.queue_seed, self.officer_seed = (SecretBytes(secrets.token_bytes(32)) for _ in range(2))
        assert installation.run("unit", "serve", "14").exit_code == 0
        assert installation.run("unit", "add", "03703").exit_code == 0
        done = installation.run(
            "officer", "invite", "--unit", COMMUNE, "--role", "chief", "--name", "Lò Văn Quên"
        )
        token = SecretText(re.search(r"#?([\w-]{20,})\s*$", done.output.strip())[1])
        recovery = read_key_file((installation.folder / KEY).read_text("utf-8")).public_key
        house = installation.house()
        try:
            invited = house.database.read_now(lambda conn: open_invitation(conn, token, utc_now()))
            self.officer = invited.officer.id
            enrolment = Enrolment(
                "quen.lv",
                bytes(16),
                bytes(32),
                b"sealed",
                b"wrapped",
                public_key_of(self.officer_seed),
                code_step=0,
            )
            house.database.write_now(lambda conn: enrol(conn, token, enrolment, utc_now()))
            self.place = QueueEpoch(house.deployment, COMMUNE, 1)
            sealed = seal_queue_seed_for_recovery(self.place, self.queue_seed, recovery)
            wraps = (SeedWrap(None, recovery, sealed),)
            house.database.write_now(
                lambda conn: add_epoch(conn, COMMUNE, 1, public_key_of(self.queue_seed), wraps, utc_now())
            )
        finally:
            house.database.close_now()
        self.digits = fingerprint("officer", public_key_of(self.officer_seed))

    def export(self):
        return self.installation.run("keys", "export", COMMUNE, "--out", "request.json")

    def recover(self, *shares, digits=None, out="answer.json"):
        files = [word for share in shares for word in ("--share-file", share)]
        return self.installation.run(
            "keys", "recover", "request.json", "--officer", self.officer.hex(),
            "--fingerprint", digits or self.digits, *files, "--out", out,
        )  # fmt: skip

    def held(self):
        house = self.installation.house()
        try:
            return house.database.read_now(lambda conn: holders(conn, COMMUNE)).get(self.officer)
        finally:
            house.database.close_now()


@pytest.fixture
def lost(installation):
    return Lost(installation)


def test_two_holders_bring_the_key_back(installation, lost, split):
    """Exported, opened offline with two shares, sealed to the officer, stored."""
    exported = lost.export()
    assert exported.exit_code == 0, exported.output
    assert f"{lost.officer.hex()}  Lò Văn Quên" in exported.output
    done = lost.recover(split[0], split[2])
    assert done.exit_code == 0, done.output
    assert "Công an xã Quỳnh Nhai (c-03703)" in done.output
    answer = read_answer((installation.folder / "answer.json").read_text("utf-8"))
    sealed = answer.epochs[0].sealed_seed
    assert open_queue_seed(lost.place, sealed, lost.officer, lost.officer_seed) == lost.queue_seed
    assert lost.held() is None
    stored = installation.run("keys", "import", "answer.json")
    assert stored.exit_code == 0, stored.output
    assert lost.held() == {1}
    again = installation.run("keys", "import", "answer.json")
    assert again.exit_code == 2
    assert "holds the queue's key already" in again.output


def test_neither_file_holds_anything_open(installation, lost, split):
    """What travels between the machines could be lost on the way."""
    lost.export()
    lost.recover(split[0], split[1])
    for name in ("request.json", "answer.json"):
        text = (installation.folder / name).read_text("utf-8")
        for secret in (lost.queue_seed, lost.officer_seed):
            assert secret.reveal().hex() not in text


def test_one_holder_alone_brings_nothing_back(lost, split):
    lost.export()
    done = lost.recover(split[1])
    assert done.exit_code == 2
    assert "don't give the recovery key" in done.output
    assert lost.recover(split[1], split[1]).exit_code == 2


def test_a_mistyped_share_is_said_to_be_mistyped(installation, lost, split):
    lost.export()
    path = installation.folder / split[0]
    text = path.read_text("utf-8")
    path.write_text(text.replace(text[2], "A" if text[2] != "A" else "B", 1), "utf-8")
    done = lost.recover(split[0], split[1])
    assert done.exit_code == 2
    assert "a letter is wrong" in done.output


def test_a_wrong_fingerprint_seals_nothing(installation, lost, split):
    lost.export()
    done = lost.recover(split[0], split[1], digits="1" * 30)
    assert done.exit_code == 2
    assert "don't go on" in done.output
    assert not (installation.folder / "answer.json").exists()


def test_the_recovery_key_stands_up_again_as_a_file(installation, lost, split):
    """Two shares give the very key, protected by new words, which opens as the first one did."""
    lost.export()
    done = installation.run(
        "keys",
        "combine",
        "request.json",
        "--share-file",
        split[1],
        "--share-file",
        split[2],
        "--folder",
        "anew",
    )
    assert done.exit_code == 0, done.output
    made = read_key_file((installation.folder / "anew" / "recovery-14-province.key").read_text("utf-8"))
    assert made.public_key == read_key_file((installation.folder / KEY).read_text("utf-8")).public_key
    words = re.search(r"passphrase\s+(.+)", done.output)[1]
    again = installation.run(
        "keys", "recover", "request.json", "--officer", lost.officer.hex(), "--fingerprint", lost.digits,
        "--key", "anew/recovery-14-province.key", "--out", "answer.json", typed=words + "\n",
    )  # fmt: skip
    assert again.exit_code == 0, again.output


def test_shares_of_the_inspectorates_key_open_no_communes_queue(installation, lost):
    lost.export()
    name = "recovery-14-inspectorate.key"
    done = installation.run("keys", "split", f"keys/{name}", typed=installation.passphrases[name] + "\n")
    shares = re.findall(r"Share \d of 3.*\n((?:  .*\n){3})", done.output)
    for number, share in enumerate(shares):
        (installation.folder / f"i{number}.txt").write_text(share, "utf-8")
    refused = lost.recover("i0.txt", "i1.txt")
    assert refused.exit_code == 2
    assert "of another recovery key" in refused.output


@pytest.mark.parametrize(("shares", "need"), [("1", "1"), ("3", "4"), ("256", "2"), ("3", "1")])
def test_impossible_splits_are_refused(installation, shares, need):
    done = installation.run(
        "keys",
        "split",
        KEY,
        "--shares",
        shares,
        "--need",
        need,
        typed=installation.passphrases["recovery-14-province.key"] + "\n",
    )
    assert done.exit_code == 2
    assert "at least 2 of them" in done.output


def test_only_a_recovery_key_is_split(installation):
    name = "province-14.key"
    done = installation.run("keys", "split", f"keys/{name}", typed=installation.passphrases[name] + "\n")
    assert done.exit_code == 2
    assert "a recovery key is needed" in done.output


def test_files_that_are_something_else_are_refused(installation, lost):
    (installation.folder / "else.json").write_text("{}", "utf-8")
    for command in (("keys", "import", "else.json"), ("keys", "combine", "else.json")):
        done = installation.run(*command)
        assert done.exit_code == 2
        assert "isn't" in done.output
    assert lost.export().exit_code == 0
    request = read_request((installation.folder / "request.json").read_text("utf-8"))
    assert [one.name for one in request.candidates] == ["Lò Văn Quên"]
    assert lost.export().exit_code == 2, "a file is never overwritten"


def test_a_new_recovery_key_doesnt_take_away_what_the_former_opens(installation, lost, split):
    """Until the unit makes its next key, its seeds are sealed to the former recovery key, whose shares still open them."""
    (installation.folder / "keys").rename(installation.folder / "former")
    (installation.folder / "keys").mkdir()
    (installation.folder / "former" / "root.key").rename(installation.folder / "keys" / "root.key")
    root = installation.passphrases["root.key"] + "\n"
    done = installation.run("keys", "province", "14", typed=root)
    assert done.exit_code == 0, done.output
    assert lost.export().exit_code == 0
    assert lost.recover(split[0], split[1]).exit_code == 0


def renewed_recovery_key(installation, lost):
    """The root certifies a new recovery key, and the commune's second key is sealed to it alone; returns both keys."""
    former = read_key_file((installation.folder / KEY).read_text("utf-8")).public_key
    (installation.folder / "keys").rename(installation.folder / "former")
    (installation.folder / "keys").mkdir()
    (installation.folder / "former" / "root.key").rename(installation.folder / "keys" / "root.key")
    root = installation.passphrases["root.key"] + "\n"
    done = installation.run("keys", "province", "14", typed=root)
    assert done.exit_code == 0, done.output
    newest = read_key_file((installation.folder / KEY).read_text("utf-8")).public_key
    seed = SecretBytes(secrets.token_bytes(32))
    house = installation.house()
    try:
        place = QueueEpoch(house.deployment, COMMUNE, 2)
        wraps = (SeedWrap(None, newest, seal_queue_seed_for_recovery(place, seed, newest)),)
        house.database.write_now(
            lambda conn: add_epoch(conn, COMMUNE, 2, public_key_of(seed), wraps, utc_now())
        )
    finally:
        house.database.close_now()
    words = re.search(r"recovery-14-province\.key(?:.*\n)*?.*passphrase\s+(.+)", done.output)[1]
    return former, newest, words


def test_each_recovery_key_old_or_new_brings_back_what_was_sealed_to_it(installation, lost, split):
    former, newest, words = renewed_recovery_key(installation, lost)
    exported = lost.export()
    assert exported.exit_code == 0, exported.output
    digits = [fingerprint("recovery", key) for key in (newest, former)]
    assert f"Recovery key {digits[0]} · seeds of key 2 · in this request" in exported.output
    assert f"Recovery key {digits[1]} · seeds of key 1 · needs a request of its own" in exported.output
    request = read_request((installation.folder / "request.json").read_text("utf-8"))
    assert (request.recovery_public_key, [row.epoch for row in request.epochs]) == (newest, [2])
    done = installation.run(
        "keys", "recover", "request.json", "--officer", lost.officer.hex(), "--fingerprint", lost.digits,
        "--key", KEY, "--out", "newest.json", typed=words + "\n",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert installation.run("keys", "import", "newest.json").exit_code == 0
    assert lost.held() == {2}

    (installation.folder / "request.json").unlink()
    chosen = installation.run(
        "keys", "export", COMMUNE, "--out", "request.json", "--recovery", digits[1].replace(" ", "-")
    )
    assert chosen.exit_code == 0, chosen.output
    assert lost.recover(split[0], split[1]).exit_code == 0
    assert installation.run("keys", "import", "answer.json").exit_code == 0
    assert lost.held() == {1, 2}


def test_once_the_newest_is_back_the_next_request_is_for_what_an_older_recovery_key_opens(
    installation, lost, split
):
    """Whoever exports at the desk chooses nothing."""
    former, _, _ = renewed_recovery_key(installation, lost)
    house = installation.house()
    try:
        wrap = SeedWrap(lost.officer, None, secrets.token_bytes(1168))
        house.database.write_now(lambda conn: add_wraps(conn, COMMUNE, 2, (wrap,)))
    finally:
        house.database.close_now()
    assert lost.export().exit_code == 0
    request = read_request((installation.folder / "request.json").read_text("utf-8"))
    assert (request.recovery_public_key, [row.epoch for row in request.epochs]) == (former, [1])


def test_digits_of_no_recovery_key_are_refused_with_those_that_there_are(installation, lost):
    known = fingerprint("recovery", read_key_file((installation.folder / KEY).read_text("utf-8")).public_key)
    done = installation.run("keys", "export", COMMUNE, "--out", "request.json", "--recovery", "1" * 30)
    assert done.exit_code == 2
    assert f"Recovery key {known} · seeds of key 1" in done.output
    assert not (installation.folder / "request.json").exists()


def test_a_new_signing_key_leaves_the_recovery_keys_alone(installation):
    name = "province-14.key"
    (installation.folder / "keys" / name).rename(installation.folder / name)
    done = installation.run(
        "keys", "province", "14", "--signing-only", typed=installation.passphrases["root.key"] + "\n"
    )
    assert done.exit_code == 0, done.output
    assert "recovery" not in done.output
    made = read_key_file((installation.folder / "keys" / name).read_text("utf-8"))
    assert made.public_key != read_key_file((installation.folder / name).read_text("utf-8")).public_key
