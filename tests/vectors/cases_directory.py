"""Cases for directory entries, the chain from the root, and fingerprints."""

from sealing.contexts import context
from sealing.secret_types import SecretBytes
from sealing.signatures import sign
from tests.vectors.fixed_bytes import (
    DEPLOYMENT,
    OFFICER,
    OFFICER_SEED,
    OTHER_DEPLOYMENT,
    OTHER_OFFICER,
    OTHER_PROVINCE,
    OTHER_QUEUE,
    PROVINCE,
    PROVINCE_SEED,
    QUEUE,
    QUEUE_SEED,
    RECOVERY_SEED,
    ROOT_SEED,
    Json,
    hybrid_public,
    made_up,
    signing_public,
)
from tests.vectors.writing import VectorFile

START, END, NOW = 1_750_000_000, 1_800_000_000, 1_760_000_000
UNSEEN = {"serial": 0, "epoch": 0}


def entry(kind: int, public_key: bytes, **rest: Json) -> Json:
    """An entry of the made-up deployment and province."""
    base = {"kind": kind, "deployment": DEPLOYMENT.hex(), "serial": 5, "valid_from": START, "not_after": END}
    return {**base, "province": PROVINCE, "public_key": public_key.hex(), **rest}


PROVINCE_ENTRY = entry(1, signing_public(PROVINCE_SEED))
QUEUE_ENTRY = entry(2, hybrid_public(QUEUE_SEED), queue=QUEUE, role="commune", epoch=3)
OFFICER_ENTRY = entry(3, hybrid_public(OFFICER_SEED), queue=QUEUE, holder=OFFICER.hex())
RECOVERY_ENTRY = entry(4, hybrid_public(RECOVERY_SEED), role="inspectorate")


def signed(given: Json, seed: bytes) -> Json:
    """The bytes of a signed entry, made by the implementation under test."""
    return {"call": "sign_entry", "in": {"entry": given, "issuer_seed": seed.hex()}}


def directory_entries() -> VectorFile:
    file = VectorFile(
        "directory_entries", "How a directory entry is written and read (specification, section 13)"
    )
    for name, given, seed in (
        ("province", PROVINCE_ENTRY, ROOT_SEED),
        ("queue", QUEUE_ENTRY, PROVINCE_SEED),
        ("officer", OFFICER_ENTRY, PROVINCE_SEED),
        ("recovery", RECOVERY_ENTRY, ROOT_SEED),
    ):
        file.gives(f"a {name} entry is signed", "sign_entry", {"entry": given, "issuer_seed": seed.hex()})
        file.gives(f"a {name} entry is read", "read_entry", {"data": signed(given, seed)})
    odd = {**QUEUE_ENTRY, "queue": "xã\u00ad\u3000\U0001f3e0"}
    file.gives(
        "a queue id of any characters but control ones",
        "sign_entry",
        {"entry": odd, "issuer_seed": "11" * 32},
    )
    file.gives("it is read", "read_entry", {"data": signed(odd, b"\x11" * 32)})
    unwritable: dict[str, Json] = {
        "serial 0": {**QUEUE_ENTRY, "serial": 0},
        "a queue's epoch 0": {**QUEUE_ENTRY, "epoch": 0},
        "an unknown role": {**QUEUE_ENTRY, "role": "district"},
        "a queue without an id": {**QUEUE_ENTRY, "queue": ""},
        "a queue with a holder": {**QUEUE_ENTRY, "holder": OFFICER.hex()},
        "a queue id over 64 bytes": {**QUEUE_ENTRY, "queue": "c" * 65},
        "a queue id with a control character": {**QUEUE_ENTRY, "queue": "c\n1"},
        "a queue id with a C1 control": {**QUEUE_ENTRY, "queue": "c\u0085"},
        "an end before the start": {**QUEUE_ENTRY, "not_after": START},
        "a short public key": {**QUEUE_ENTRY, "public_key": "00" * 32},
        "a province with a queue": {**PROVINCE_ENTRY, "queue": QUEUE},
        "a province with an epoch": {**PROVINCE_ENTRY, "epoch": 1},
        "a province with a long key": {**PROVINCE_ENTRY, "public_key": QUEUE_ENTRY["public_key"]},
        "an officer without a holder": {**OFFICER_ENTRY, "holder": ""},
        "an officer with a role": {**OFFICER_ENTRY, "role": "commune"},
        "a recovery key without a role": {**RECOVERY_ENTRY, "role": ""},
    }
    for name, given in unwritable.items():
        file.refuses(
            f"signing {name}", "sign_entry", {"entry": given, "issuer_seed": ROOT_SEED.hex()}, "Malformed"
        )
    file.material["queue"] = signed(QUEUE_ENTRY, PROVINCE_SEED)
    data = {"from": "queue"}
    unreadable: dict[str, Json] = {
        "nothing": "",
        "another magic": {"flip": [data, 0]},
        "an unknown kind": {"flip": [data, 4 * 8 + 3]},
        "a queue read as an officer": {"flip": [data, 4 * 8]},
        "a byte more": {"join": [data, "00"]},
        "a byte less": {"slice": [data, 0, -1]},
        "a field length beyond the end": {"flip": [data, 77 * 8]},
        "a time over 2^53": {"flip": [data, 29 * 8 + 6]},
        "a province that isn't UTF-8": {"flip": [data, 79 * 8 + 7]},
    }
    for name, bad in unreadable.items():
        file.refuses(f"reading {name}", "read_entry", {"data": bad}, "Malformed")
    file.refuses("reading text that isn't in form NFC", "read_entry", {"data": _decomposed()}, "Malformed")
    return file


def _decomposed() -> str:
    """A province entry whose code stands in another normal form, signed by hand."""
    code = "a\u0301".encode()
    fields = (code, b"", b"", b"", signing_public(PROVINCE_SEED))
    head = b"TBD1\x01" + DEPLOYMENT + (5).to_bytes(4, "big") + bytes(4)
    times = START.to_bytes(8, "big") + END.to_bytes(8, "big") + signing_public(ROOT_SEED)
    body = head + times + b"".join(len(field).to_bytes(2, "big") + field for field in fields)
    return (body + sign(SecretBytes(ROOT_SEED), context("directory-entry", body))).hex()


def directory_chain() -> VectorFile:
    file = VectorFile("directory_chain", "Which directory entries are trusted (specification, section 13)")
    trust = {"deployment": DEPLOYMENT.hex(), "root_public_key": signing_public(ROOT_SEED).hex(), "now": NOW}
    file.material["province"] = signed(PROVINCE_ENTRY, ROOT_SEED)
    base: Json = {"trust": trust, "province": PROVINCE, "seen": UNSEEN}
    province = {**base, "data": {"from": "province"}}
    chain = {**base, "province_data": {"from": "province"}}
    queue = {**chain, "data": signed(QUEUE_ENTRY, PROVINCE_SEED), "queue": QUEUE, "role": "commune"}
    officer = {**chain, "data": signed(OFFICER_ENTRY, PROVINCE_SEED), "queue": QUEUE, "holder": OFFICER.hex()}
    recovery = {**base, "data": signed(RECOVERY_ENTRY, ROOT_SEED), "role": "inspectorate"}
    right = {
        "verify_province": province,
        "verify_queue": queue,
        "verify_officer": officer,
        "verify_recovery": recovery,
    }
    for call, given in right.items():
        file.gives(f"{call}: the chain holds", call, given)
        for name, change in _everywhere(trust).items():
            file.refuses(f"{call}: {name}", call, {**given, **change}, "DirectoryRefused")
        flipped = {**given, "data": {"flip": [given["data"], -1]}}
        file.refuses(f"{call}: a bit flipped in the signature", call, flipped, "DirectoryRefused")
        file.gives(
            f"{call}: the serial that was seen last", call, {**given, "seen": {"serial": 5, "epoch": 0}}
        )
        for now in (START, END - 1):
            file.gives(f"{call}: valid at {now}", call, {**given, "trust": {**trust, "now": now}})
    _queues(file, queue)
    elsewhere: dict[str, tuple[str, Json]] = {
        "an officer of another queue": ("verify_officer", {**officer, "queue": OTHER_QUEUE}),
        "another officer": ("verify_officer", {**officer, "holder": OTHER_OFFICER.hex()}),
        "a recovery key of the other level": ("verify_recovery", {**recovery, "role": "province"}),
        "a recovery key signed by the province": (
            "verify_recovery",
            {**recovery, "data": signed(RECOVERY_ENTRY, PROVINCE_SEED)},
        ),
        "a province signed by itself": (
            "verify_province",
            {**province, "data": signed(PROVINCE_ENTRY, PROVINCE_SEED)},
        ),
        "a queue offered as a province": ("verify_province", {**province, "data": queue["data"]}),
    }
    for name, (call, given) in elsewhere.items():
        file.refuses(name, call, given, "DirectoryRefused")
    return file


def _everywhere(trust: Json) -> dict[str, Json]:
    """What must be refused for an entry of any kind."""
    return {
        "another deployment": {"trust": {**trust, "deployment": OTHER_DEPLOYMENT.hex()}},
        "another root": {"trust": {**trust, "root_public_key": signing_public(made_up("x")).hex()}},
        "another province": {"province": OTHER_PROVINCE},
        "not valid yet": {"trust": {**trust, "now": START - 1}},
        "expired": {"trust": {**trust, "now": END}},
        "an older serial than was seen": {"seen": {"serial": 6, "epoch": 0}},
    }


def _queues(file: VectorFile, queue: Json) -> None:
    """What must be refused for a queue, whose key content is sealed to."""
    other_province = entry(1, signing_public(made_up("other province seed")), province=OTHER_PROVINCE)
    expired = {**PROVINCE_ENTRY, "not_after": NOW}
    wrong: dict[str, Json] = {
        "another queue": {"queue": OTHER_QUEUE},
        "another role": {"role": "inspectorate"},
        "an older epoch than was seen": {"seen": {"serial": 0, "epoch": 4}},
        "signed by the root itself": {"data": signed(QUEUE_ENTRY, ROOT_SEED)},
        "signed by another province": {"data": signed(QUEUE_ENTRY, made_up("other province seed"))},
        "an expired province": {"province_data": signed(expired, ROOT_SEED)},
        "a province that the root didn't sign": {"province_data": signed(PROVINCE_ENTRY, made_up("x"))},
        "another province's entry": {"province_data": signed(other_province, ROOT_SEED)},
        "an officer's entry in its place": {"data": signed(OFFICER_ENTRY, PROVINCE_SEED)},
        "another public key under the old signature": {"data": {"flip": [queue["data"], (-65) * 8]}},
    }
    for name, change in wrong.items():
        file.refuses(f"a queue: {name}", "verify_queue", {**queue, **change}, "DirectoryRefused")


def fingerprints() -> VectorFile:
    file = VectorFile("fingerprints", "Thirty digits that two people compare (specification, section 13)")
    public = hybrid_public(QUEUE_SEED).hex()
    for kind, key in (("queue", public), ("officer", public), ("root", signing_public(ROOT_SEED).hex())):
        file.gives(f"of a {kind} key", "fingerprint", {"kind": kind, "public_key": key})
    shown: str = file.cases[0]["out"]
    for name, typed in {
        "as shown": shown,
        "without spaces": shown.replace(" ", ""),
        "with dashes": shown.replace(" ", "-"),
        "a digit changed": shown[:-1] + str((int(shown[-1]) + 1) % 10),
        "half of it": shown[:17],
        "nothing": "",
        "of another kind of key": file.cases[1]["out"],
    }.items():
        given = {"typed": typed, "kind": "queue", "public_key": public}
        file.gives(f"typed {name}", "fingerprint_matches", given)
        assert file.cases[-1]["out"] is (name in ("as shown", "without spaces", "with dashes"))
    return file
