"""Cases for queue seeds, officer keys, joining, key files and the server's own keys."""

import hmac
import unicodedata

from sealing.contexts import context
from sealing.derivation import derive
from sealing.secret_types import SecretBytes
from tests.vectors.fixed_bytes import (
    DEPLOYMENT,
    OFFICER,
    OFFICER_SEED,
    OTHER_DEPLOYMENT,
    OTHER_OFFICER,
    OTHER_QUEUE,
    OTHER_TIP,
    PASSPHRASE,
    QUEUE,
    QUEUE_SEED,
    RECOVERY_SEED,
    ROOT_SEED,
    TIP,
    Json,
    Ledger,
    hybrid_public,
    made_up,
)
from tests.vectors.writing import VectorFile

SALT = made_up("officer salt", 16).hex()
BODY_SALT = made_up("wrap salt", 16).hex()
WHO: Json = {"deployment": DEPLOYMENT.hex(), "officer": OFFICER.hex()}


def queue_epoch(queue: str = QUEUE, epoch: int = 3, deployment: bytes = DEPLOYMENT) -> Json:
    return {"deployment": deployment.hex(), "queue": queue, "epoch": epoch}


def queue_keys(ledger: Ledger) -> VectorFile:
    file = VectorFile(
        "queue_keys", "A queue's seed sealed to officers and to the recovery key (specification, section 12)"
    )
    to_officer = context("queue-seed", DEPLOYMENT, QUEUE, 3, OFFICER)
    file.material["to officer"] = ledger.sealed("queue seed", QUEUE_SEED, OFFICER_SEED, to_officer)
    recovery_public = hybrid_public(RECOVERY_SEED)
    to_recovery = context("queue-seed-recovery", DEPLOYMENT, QUEUE, 3, recovery_public)
    file.material["to recovery"] = ledger.sealed(
        "queue seed recovery", QUEUE_SEED, RECOVERY_SEED, to_recovery
    )
    officer: Json = {"place": queue_epoch(), "sealed": {"from": "to officer"}, "officer": OFFICER.hex()}
    officer |= {"officer_seed": OFFICER_SEED.hex()}
    file.gives("an officer opens the queue's seed", "open_queue_seed", officer)
    places = {
        "another queue": {"place": queue_epoch(OTHER_QUEUE)},
        "another epoch": {"place": queue_epoch(epoch=4)},
        "another deployment": {"place": queue_epoch(deployment=OTHER_DEPLOYMENT)},
    }
    wrong: dict[str, Json] = {
        **places,
        "another officer's id": {"officer": OTHER_OFFICER.hex()},
        "another officer's seed": {"officer_seed": made_up("x").hex()},
        "the recovery key's copy": {"sealed": {"from": "to recovery"}},
        "a bit flipped": {"sealed": {"flip": [{"from": "to officer"}, -1]}},
    }
    for name, change in wrong.items():
        file.refuses(f"an officer with {name}", "open_queue_seed", {**officer, **change}, "WrongKeyOrPlace")
    file.refuses("epoch 0", "open_queue_seed", {**officer, "place": queue_epoch(epoch=0)}, "Malformed")
    recovery: Json = {
        "place": queue_epoch(),
        "sealed": {"from": "to recovery"},
        "recovery_seed": RECOVERY_SEED.hex(),
    }
    file.gives("the recovery key opens the queue's seed", "open_queue_seed_for_recovery", recovery)
    wrong = {**places, "another seed": {"recovery_seed": made_up("x").hex()}}
    for name, change in wrong.items():
        given = {**recovery, **change}
        file.refuses(
            f"the recovery key with {name}", "open_queue_seed_for_recovery", given, "WrongKeyOrPlace"
        )
    certified = {"seed": QUEUE_SEED.hex(), "certified_public_key": hybrid_public(QUEUE_SEED).hex()}
    file.gives("a certified seed is used", "check_queue_seed", certified)
    given = {**certified, "seed": made_up("a slipped-in seed").hex()}
    file.refuses("a slipped-in seed", "check_queue_seed", given, "WrongKeyOrPlace")
    return file


def officer_keys() -> VectorFile:
    file = VectorFile("officer_keys", "Sign-in proof, wrap key and wrapped seed (specification, section 11)")
    for name, text in (("typed", PASSPHRASE), ("typed sloppily", f"  {PASSPHRASE.upper()} ")):
        given = {"passphrase": text, "salt": SALT, "deployment": DEPLOYMENT.hex()}
        file.gives(f"a passphrase {name} gives proof and wrap key", "derive_officer_secrets", given)
    for name, change in {
        "a salt of 15 bytes": {"salt": SALT[2:]},
        "an empty passphrase": {"passphrase": " "},
    }.items():
        file.refuses(name, "derive_officer_secrets", {**given, **change}, "Malformed")
    wrap_key = file.cases[0]["out"]["wrap_key"]
    wrapping = {"wrap_key": wrap_key, "seed": OFFICER_SEED.hex(), **WHO, "random": BODY_SALT}
    file.gives("the officer's seed is wrapped", "wrap_officer_seed", wrapping)
    right = {"wrap_key": wrap_key, "wrapped": file.cases[-1]["out"], **WHO}
    file.gives("the officer's seed is unwrapped", "unwrap_officer_seed", right)
    wrong: dict[str, Json] = {
        "another passphrase": {"wrap_key": made_up("x").hex()},
        "another officer": {"officer": OTHER_OFFICER.hex()},
        "another deployment": {"deployment": OTHER_DEPLOYMENT.hex()},
    }
    for name, change in wrong.items():
        file.refuses(f"unwrapping with {name}", "unwrap_officer_seed", {**right, **change}, "WrongKeyOrPlace")
    given = {**right, "wrapped": {"flip": [right["wrapped"], -1]}}
    file.refuses("unwrapping with a bit flipped", "unwrap_officer_seed", given, "Damaged")
    for name, text in {
        "capitals": " TrẦn.Thị.Hà ",
        "decomposed": "tra\u0302\u0300n.thi\u0323.ha\u0300",
    }.items():
        file.gives(f"a sign-in name in {name}", "normalise_name", {"name": text})
    return file


def server_keys() -> VectorFile:
    file = VectorFile(
        "server_keys", "What the server keeps of officers (specification, section 11)", "server"
    )
    keyring = {"keyring_key": made_up("keyring key").hex(), **WHO}
    file.gives(
        "a verifier", "sign_in_verifier", {"proof": made_up("proof").hex(), "deployment": DEPLOYMENT.hex()}
    )
    file.gives("the outer wrap", "outer_wrap", {**keyring, "wrapped": "c0" * 104, "random": BODY_SALT})
    outer = {**keyring, "stored": file.cases[-1]["out"]}
    file.gives("the outer wrap opens", "outer_unwrap", outer)
    given = {**keyring, "secret": "JBSWY3DPEHPK3PXP", "random": BODY_SALT}
    file.gives("the second factor's secret is kept", "seal_second_factor", given)
    factor = {**keyring, "stored": file.cases[-1]["out"]}
    file.gives("the second factor's secret opens", "open_second_factor", factor)
    wrong: dict[str, Json] = {
        "another keyring key": {"keyring_key": made_up("x").hex()},
        "another officer": {"officer": OTHER_OFFICER.hex()},
    }
    for name, change in wrong.items():
        file.refuses(f"the outer wrap with {name}", "outer_unwrap", {**outer, **change}, "WrongKeyOrPlace")
        file.refuses(
            f"the second factor with {name}", "open_second_factor", {**factor, **change}, "WrongKeyOrPlace"
        )
    given = {**outer, "stored": factor["stored"]}
    file.refuses("a second factor in a seed's place", "outer_unwrap", given, "WrongKeyOrPlace")
    fake = {"keyring_key": made_up("keyring key").hex(), "deployment": DEPLOYMENT.hex()}
    for name in ("khong.co.ai", " Khong.Co.AI", "ai.khac"):
        file.gives(f"a fake salt for {name!r}", "fake_salt", {**fake, "name": name})
    return file


def joining() -> VectorFile:
    file = VectorFile("joining", "A joiner's key tied to a paper secret (specification, section 14)")
    who = {"deployment": DEPLOYMENT.hex(), "queue": QUEUE, "officer": OFFICER.hex()}
    public = hybrid_public(OFFICER_SEED).hex()
    base: Json = {"joining": who, "code": "0000 0000 0000 0000 0000 0195", "officer_public_key": public}
    file.gives("a joiner's tag", "joining_tag", base)
    right = {**base, "tag": file.cases[-1]["out"]}
    file.gives("the tag verifies", "joining_tag_verifies", right)
    wrong: dict[str, Json] = {
        "another key slipped in": {"officer_public_key": hybrid_public(made_up("x")).hex()},
        "another officer": {"joining": {**who, "officer": OTHER_OFFICER.hex()}},
        "another queue": {"joining": {**who, "queue": OTHER_QUEUE}},
        "another code": {"code": "000000000000000000000292"},
        "a tag cut": {"tag": right["tag"][2:]},
        "a bit flipped": {"tag": {"flip": [right["tag"], 7]}},
    }
    for name, change in wrong.items():
        file.gives(f"not with {name}", "joining_tag_verifies", {**right, **change})
        assert file.cases[-1]["out"] is False
    file.refuses("a code with wrong check digits", "joining_tag", {**base, "code": "1" * 24}, "Malformed")
    _checked_keys(file)
    return file


def _checked_keys(file: VectorFile) -> None:
    colleague = {"deployment": DEPLOYMENT.hex(), "queue": QUEUE, "officer": OTHER_OFFICER.hex()}
    public = hybrid_public(made_up("a colleague's seed")).hex()
    base: Json = {"checker": OFFICER.hex(), "checker_seed": OFFICER_SEED.hex(), "colleague": colleague}
    base |= {"colleague_name": "Lò Thị Hạnh", "colleague_public_key": public}
    file.gives("a checked key's tag", "checked_key_tag", base)
    right = {**base, "tag": file.cases[-1]["out"]}
    file.gives("a checked key is known again", "checked_key_tag_verifies", right)
    decomposed = unicodedata.normalize("NFD", base["colleague_name"])
    file.gives(
        "the same name in another form of Unicode is the same name",
        "checked_key_tag_verifies",
        {**right, "colleague_name": decomposed},
    )
    assert file.cases[-1]["out"] is True
    wrong: dict[str, Json] = {
        "another key slipped in": {"colleague_public_key": hybrid_public(made_up("x")).hex()},
        "another colleague's name": {"colleague_name": "Quàng Thế Phong"},
        "a name without its diacritics": {"colleague_name": "Lo Thi Hanh"},
        "an unseen letter in the name": {"colleague_name": "Lò Thị Hạnh\u200b"},
        "no name": {"colleague_name": ""},
        "a tag that binds no name": {"tag": _nameless_tag(colleague, public)},
        "another colleague": {"colleague": {**colleague, "officer": OFFICER.hex()}},
        "another queue": {"colleague": {**colleague, "queue": OTHER_QUEUE}},
        "another checker's id": {"checker": OTHER_OFFICER.hex()},
        "another checker's seed": {"checker_seed": made_up("x").hex()},
        "a tag cut": {"tag": right["tag"][2:]},
        "a bit flipped": {"tag": {"flip": [right["tag"], 7]}},
    }
    for name, change in wrong.items():
        file.gives(f"a checked key with {name} is not known", "checked_key_tag_verifies", {**right, **change})
        assert file.cases[-1]["out"] is False


def _nameless_tag(colleague: dict[str, str], public: str) -> str:
    """A tag as revision 2 of the specification made it: over the key alone."""
    key = derive(SecretBytes(OFFICER_SEED), context("checked-keys", DEPLOYMENT, OFFICER))
    officer = bytes.fromhex(colleague["officer"])
    message = context("checked-key", DEPLOYMENT, colleague["queue"], officer, bytes.fromhex(public))
    return hmac.digest(key.reveal(), message, "sha256").hex()


def key_files() -> VectorFile:
    file = VectorFile("key_files", "Passphrase-protected key files (specification, section 16)")
    making: dict[str, Json] = {
        "root": {"kind": "root", "holder": "", "seed": ROOT_SEED.hex()},
        "province": {"kind": "province", "holder": "14", "seed": made_up("province seed").hex()},
        "recovery": {"kind": "recovery", "holder": "14/inspectorate", "seed": RECOVERY_SEED.hex()},
    }
    rest = {"deployment": DEPLOYMENT.hex(), "passphrase": PASSPHRASE, "random": SALT + BODY_SALT}
    for name, given in making.items():
        file.gives(f"a {name} key file", "make_key_file", {**given, **rest})
        right = {"text": file.cases[-1]["out"], "passphrase": PASSPHRASE}
        file.gives(f"a {name} key file opens", "open_key_file", right)
    text: str = file.cases[0]["out"]
    given = {"text": text, "passphrase": "con mèo"}
    file.refuses("another passphrase", "open_key_file", given, "WrongKeyOrPlace")
    relabelled = text.replace('"kind":"root"', '"kind":"province"')
    file.refuses("a relabelled file", "open_key_file", {**given, "text": relabelled}, "WrongKeyOrPlace")
    bad = {
        "no line end": text[:-1],
        "white space": text.replace(",", ", ", 1),
        "a field more": text.replace("{", '{"a":1,', 1),
        "another version": text.replace("key-file/1", "key-file/2"),
        "capitals in hex": text.replace(DEPLOYMENT.hex(), DEPLOYMENT.hex().upper()),
        "an unknown kind": text.replace('"kind":"root"', '"kind":"toor"'),
        "not JSON": "key\n",
        "nothing": "",
    }
    for name, changed in bad.items():
        assert changed != text
        file.refuses(
            f"a file with {name}", "open_key_file", {"text": changed, "passphrase": PASSPHRASE}, "Malformed"
        )
    return file


def conversations() -> VectorFile:
    file = VectorFile("conversations", "What is kept about a chat (specification, section 17)", "server")
    here = {"channel": "telegram", "chat_id": "123456789"}
    chats = {
        "a chat": here,
        "another chat": {**here, "chat_id": "123456780"},
        "Zalo": {**here, "channel": "zalo"},
    }
    key: Json = {"pseudonym_key": made_up("pseudonym key").hex(), "deployment": DEPLOYMENT.hex()}
    for name, chat in chats.items():
        file.gives(f"the conversation's row of {name}", "conversation_row_key", {**key, "chat": chat})
        file.gives(f"the subscriber's row of {name}", "subscriber_row_key", {**key, "chat": chat})
        file.gives(f"the officer's row of {name}", "officer_row_key", {**key, "chat": chat})
    for queue, number in (("c-03703", 12), ("c-03703", 13), ("i-14", 12)):
        tip = {**key, "chat": here, "queue": queue, "number": number}
        file.gives(f"the button of tip {number} of {queue}", "officer_button_tag", tip)
    for day, what in ((20000, "tips"), (20001, "tips"), (20000, "codes")):
        file.gives(f"{what} on day {day}", "limit_row_key", {**key, "day": day, "what": what, "chat": here})
    file.gives("the bond of a tip", "tip_bond", {**key, "tip": TIP.hex()})
    file.gives("the bond of another tip", "tip_bond", {**key, "tip": OTHER_TIP.hex()})
    elsewhere = {**key, "deployment": OTHER_DEPLOYMENT.hex(), "tip": TIP.hex()}
    file.gives("the bond of the same tip elsewhere", "tip_bond", elsewhere)
    file.refuses("the bond of a tip id of 15 bytes", "tip_bond", {**key, "tip": TIP[:15].hex()}, "Malformed")
    for name, state in (("an empty state", ""), ("a state", {"repeat": "7b", "times": 300})):
        file.gives(
            f"{name} is sealed", "seal_state", {**key, "chat": here, "state": state, "random": BODY_SALT}
        )
        sealed = file.cases[-1]["out"]
        file.gives(f"{name} opens", "open_state", {**key, "chat": here, "sealed": sealed})
    there = {**key, "chat": chats["another chat"], "sealed": sealed}
    file.refuses("a state under another chat", "open_state", there, "WrongKeyOrPlace")
    given = {**key, "pseudonym_key": made_up("x").hex(), "chat": here, "sealed": sealed}
    file.refuses("a state with another key", "open_state", given, "WrongKeyOrPlace")
    contact: Json = {
        "contact_key": made_up("contact key").hex(),
        "deployment": DEPLOYMENT.hex(),
        "purpose": "reminder",
    }
    contact |= {"row_id": made_up("row", 16).hex()}
    file.gives("an address is sealed", "seal_contact", {**contact, "chat": here, "random": BODY_SALT})
    right = {**contact, "sealed": file.cases[-1]["out"]}
    file.gives("an address opens", "open_contact", right)
    for name, change in {
        "purpose": {"purpose": "subscription"},
        "purpose (an officer's)": {"purpose": "officer"},
        "row": {"row_id": made_up("r", 16).hex()},
    }.items():
        file.refuses(
            f"an address under another {name}", "open_contact", {**right, **change}, "WrongKeyOrPlace"
        )
    file.refuses("an address for something else", "open_contact", {**right, "purpose": "tip"}, "Malformed")
    return file
