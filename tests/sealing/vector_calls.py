"""The functions that the vector files name, in this language: each takes the written arguments of a case."""

from collections.abc import Callable

from sealing import (
    additions,
    bodies,
    bonds,
    checked_keys,
    contexts,
    conversation_keys,
    directory,
    fingerprints,
    frames,
    hybrid_keys,
    joining,
    key_files,
    manifest,
    officer_chat_keys,
    officer_keys,
    padding,
    parts,
    passphrases,
    queue_keys,
    receipts,
    recovery,
    replies,
)
from sealing.contexts import Field
from sealing.conversation_keys import ContactPlace
from sealing.joining import Joining
from sealing.key_files import KeyFileKind
from sealing.secret_types import SecretBytes, SecretText
from tests.sealing.vector_values import Json, Stream, Values, chat, seen

Call = Callable[[Values, dict[str, Json]], object]
CALLS: dict[str, Call] = {}


def run(call: str, arguments: dict[str, Json], material: dict[str, Json]) -> object:
    """Run one case; the values may call functions themselves."""
    values = Values(material, lambda inner, given: _plain(run(inner, given, material)))
    given = dict(arguments)
    stream = Stream(values.octets(given["random"])) if "random" in given else None
    if stream:
        given["random"] = stream
    returned = CALLS[call](values, given)
    assert stream is None or stream.spent(), "the vector has randomness left over"
    return returned


def _plain(returned: object) -> object:
    return returned.reveal() if isinstance(returned, SecretBytes) else returned


def named(call: Call) -> Call:
    CALLS[call.__name__] = call
    return call


def _octets_call(function: Callable[..., object], *names: str, secret: tuple[str, ...] = ()) -> None:
    """For functions whose arguments are bytes (secret or not), plain JSON values and randomness only."""

    def call(v: Values, a: dict[str, Json]) -> object:
        arguments = []
        for name in names:
            if name == "random":
                arguments.append(a[name])
            elif name in secret:
                arguments.append(v.secret(a[name]))
            else:
                arguments.append(v.octets(a[name]))
        return function(*arguments)

    CALLS[function.__name__] = call


_octets_call(hybrid_keys.public_key_of, "seed", secret=("seed",))
_octets_call(hybrid_keys.check_public_key, "public_key")
_octets_call(hybrid_keys.seal_key, "key", "public_key", "info", secret=("key",))
_octets_call(hybrid_keys.open_key, "sealed", "seed", "info", secret=("seed",))
_octets_call(bodies.seal_body, "key", "ctx", "plaintext", "random", secret=("key", "plaintext"))
_octets_call(bodies.open_body, "key", "ctx", "sealed", secret=("key",))
_octets_call(frames.read_frame, "frame", secret=("frame",))
_octets_call(bonds.tip_bond, "pseudonym_key", "deployment", "tip", secret=("pseudonym_key",))
_octets_call(parts.part_hash, "sealed")
_octets_call(receipts.new_code, "random")
_octets_call(queue_keys.check_queue_seed, "seed", "certified_public_key", secret=("seed",))
_octets_call(
    officer_keys.wrap_officer_seed,
    *("wrap_key", "seed", "deployment", "officer", "random"),
    secret=("wrap_key", "seed"),
)
_octets_call(
    officer_keys.unwrap_officer_seed, "wrap_key", "wrapped", "deployment", "officer", secret=("wrap_key",)
)
_octets_call(officer_keys.sign_in_verifier, "proof", "deployment", secret=("proof",))
_octets_call(
    officer_keys.outer_wrap,
    *("keyring_key", "wrapped", "deployment", "officer", "random"),
    secret=("keyring_key",),
)
_octets_call(
    officer_keys.outer_unwrap, "keyring_key", "stored", "deployment", "officer", secret=("keyring_key",)
)
_octets_call(
    officer_keys.open_second_factor, "keyring_key", "stored", "deployment", "officer", secret=("keyring_key",)
)


@named
def context(v: Values, a: dict[str, Json]) -> object:
    fields: list[Field] = [
        v.octets(field["bytes"]) if "bytes" in field else field.get("text", field.get("u32"))
        for field in a["fields"]
    ]
    return contexts.context(a["label"], *fields)


@named
def padme(v: Values, a: dict[str, Json]) -> object:
    return padding.padme(a["length"])


@named
def padded(v: Values, a: dict[str, Json]) -> object:
    return padding.padded(a["length"])


@named
def build_frame(v: Values, a: dict[str, Json]) -> object:
    return frames.build_frame(v.content(a["content"]))


@named
def location_content(v: Values, a: dict[str, Json]) -> object:
    return frames.location_content(a["latitude"], a["longitude"])


@named
def read_location(v: Values, a: dict[str, Json]) -> object:
    return frames.read_location(v.content(a["content"]))


@named
def seal_part(v: Values, a: dict[str, Json]) -> object:
    return parts.seal_part(v.place(a["place"]), v.secret(a["key"]), v.content(a["content"]), a["random"])


@named
def open_part(v: Values, a: dict[str, Json]) -> object:
    return parts.open_part(v.place(a["place"]), v.secret(a["key"]), v.octets(a["sealed"]))


@named
def unwrap_part_key(v: Values, a: dict[str, Json]) -> object:
    return parts.unwrap_part_key(
        v.place(a["place"]), v.octets(a["sealed_key"]), a["queue"], a["epoch"], v.secret(a["queue_seed"])
    )


@named
def show_code(v: Values, a: dict[str, Json]) -> object:
    return receipts.show_code(SecretText(a["code"]))


@named
def read_code(v: Values, a: dict[str, Json]) -> object:
    return receipts.read_code(SecretText(a["typed"]))


@named
def derive_receipt(v: Values, a: dict[str, Json]) -> object:
    receipt = receipts.derive_receipt(SecretText(a["code"]), v.octets(a["deployment"]))
    return {name: getattr(receipt, name) for name in receipts.Receipt.__slots__}


@named
def normalise_passphrase(v: Values, a: dict[str, Json]) -> object:
    return passphrases.normalise_passphrase(SecretText(a["typed"]))


@named
def generate_passphrase(v: Values, a: dict[str, Json]) -> object:
    return passphrases.generate_passphrase(passphrases.shipped_words(), a["random"])


@named
def manifest_content(v: Values, a: dict[str, Json]) -> object:
    return manifest.manifest_content(v.manifest(a["manifest"]))


@named
def read_manifest(v: Values, a: dict[str, Json]) -> object:
    return manifest.read_manifest(v.content(a["content"]))


@named
def check_manifest(v: Values, a: dict[str, Json]) -> object:
    offered = [v.receipt_keys(item) for item in a["offered_receipts"]]
    bonds = {number: v.secret(bond) for number, bond in a["opened_bonds"]}
    found = manifest.check_manifest(v.manifest(a["manifest"]), v.hashes(a["offered_hashes"]), offered, bonds)
    return {name: getattr(found, name) for name in manifest.ManifestFindings.__slots__}


@named
def sign_addition(v: Values, a: dict[str, Json]) -> object:
    return additions.sign_addition(
        v.secret(a["signing_seed"]), v.place(a["place"]), v.octets(a["sealed_part"])
    )


@named
def verify_addition(v: Values, a: dict[str, Json]) -> object:
    return additions.verify_addition(
        v.octets(a["signing_public_key"]),
        v.place(a["place"]),
        v.octets(a["sealed_part"]),
        v.octets(a["signature"]),
    )


@named
def open_reply_key(v: Values, a: dict[str, Json]) -> object:
    return replies.open_reply_key(
        v.place(a["place"]), v.octets(a["sealed_key"]), v.octets(a["mailbox"]), v.secret(a["reply_seed"])
    )


@named
def open_queue_seed(v: Values, a: dict[str, Json]) -> object:
    return queue_keys.open_queue_seed(
        v.queue_epoch(a["place"]), v.octets(a["sealed"]), v.octets(a["officer"]), v.secret(a["officer_seed"])
    )


@named
def open_queue_seed_for_recovery(v: Values, a: dict[str, Json]) -> object:
    return queue_keys.open_queue_seed_for_recovery(
        v.queue_epoch(a["place"]), v.octets(a["sealed"]), v.secret(a["recovery_seed"])
    )


@named
def normalise_name(v: Values, a: dict[str, Json]) -> object:
    return officer_keys.normalise_name(a["name"])


@named
def derive_officer_secrets(v: Values, a: dict[str, Json]) -> object:
    secrets = officer_keys.derive_officer_secrets(
        SecretText(a["passphrase"]), v.octets(a["salt"]), v.octets(a["deployment"])
    )
    return {"proof": secrets.proof, "wrap_key": secrets.wrap_key}


@named
def seal_second_factor(v: Values, a: dict[str, Json]) -> object:
    return officer_keys.seal_second_factor(
        v.secret(a["keyring_key"]),
        SecretText(a["secret"]),
        v.octets(a["deployment"]),
        v.octets(a["officer"]),
        a["random"],
    )


@named
def fake_salt(v: Values, a: dict[str, Json]) -> object:
    return officer_keys.fake_salt(v.secret(a["keyring_key"]), v.octets(a["deployment"]), a["name"])


@named
def sign_entry(v: Values, a: dict[str, Json]) -> object:
    return directory.sign_entry(v.entry(a["entry"]), v.secret(a["issuer_seed"]))


@named
def read_entry(v: Values, a: dict[str, Json]) -> object:
    read = directory.read_entry(v.octets(a["data"]))
    return {name: getattr(read.entry, name) for name in directory.DirectoryEntry.__slots__} | {
        "issuer": read.issuer
    }


@named
def verify_province(v: Values, a: dict[str, Json]) -> object:
    return v.trust(a["trust"]).province(v.octets(a["data"]), a["province"], seen(a["seen"])).entry


@named
def verify_recovery(v: Values, a: dict[str, Json]) -> object:
    return v.trust(a["trust"]).recovery(v.octets(a["data"]), a["province"], a["role"], seen(a["seen"]))


@named
def verify_queue(v: Values, a: dict[str, Json]) -> object:
    trust = v.trust(a["trust"])
    province = trust.province(v.octets(a["province_data"]), a["province"])
    return trust.queue(v.octets(a["data"]), province, a["queue"], a["role"], seen(a["seen"]))


@named
def verify_officer(v: Values, a: dict[str, Json]) -> object:
    trust = v.trust(a["trust"])
    province = trust.province(v.octets(a["province_data"]), a["province"])
    return trust.officer(v.octets(a["data"]), province, a["queue"], v.octets(a["holder"]), seen(a["seen"]))


@named
def fingerprint(v: Values, a: dict[str, Json]) -> object:
    return fingerprints.fingerprint(a["kind"], v.octets(a["public_key"]))


@named
def fingerprint_matches(v: Values, a: dict[str, Json]) -> object:
    return fingerprints.fingerprint_matches(a["typed"], a["kind"], v.octets(a["public_key"]))


@named
def make_key_file(v: Values, a: dict[str, Json]) -> object:
    return key_files.make_key_file(
        KeyFileKind(a["kind"]),
        a["holder"],
        v.octets(a["deployment"]),
        v.secret(a["seed"]),
        SecretText(a["passphrase"]),
        random=a["random"],
    )


@named
def open_key_file(v: Values, a: dict[str, Json]) -> object:
    return key_files.open_key_file(key_files.read_key_file(a["text"]), SecretText(a["passphrase"]))


def _joining(v: Values, a: dict[str, Json]) -> tuple[Joining, SecretText, bytes]:
    given = a["joining"]
    who = Joining(v.octets(given["deployment"]), given["queue"], v.octets(given["officer"]))
    return who, SecretText(a["code"]), v.octets(a["officer_public_key"])


@named
def joining_tag(v: Values, a: dict[str, Json]) -> object:
    return joining.joining_tag(*_joining(v, a))


@named
def read_share(v: Values, a: dict[str, Json]) -> object:
    return recovery.read_share(SecretText(a["typed"]))


@named
def combine_recovery(v: Values, a: dict[str, Json]) -> object:
    shares = [recovery.read_share(SecretText(typed)) for typed in a["shares"]]
    read = [share for share in shares if share is not None]
    assert len(read) == len(shares)
    return recovery.combine_recovery(v.octets(a["deployment"]), read, v.octets(a["recovery_public_key"]))


@named
def joining_tag_verifies(v: Values, a: dict[str, Json]) -> object:
    return joining.joining_tag_verifies(*_joining(v, a), v.octets(a["tag"]))


def _checking(v: Values, a: dict[str, Json]) -> tuple[bytes, SecretBytes, Joining, str, bytes]:
    given = a["colleague"]
    who = Joining(v.octets(given["deployment"]), given["queue"], v.octets(given["officer"]))
    seed = SecretBytes(v.octets(a["checker_seed"]))
    return v.octets(a["checker"]), seed, who, a["colleague_name"], v.octets(a["colleague_public_key"])


@named
def checked_key_tag(v: Values, a: dict[str, Json]) -> object:
    return checked_keys.checked_key_tag(*_checking(v, a))


@named
def checked_key_tag_verifies(v: Values, a: dict[str, Json]) -> object:
    return checked_keys.checked_key_tag_verifies(*_checking(v, a), v.octets(a["tag"]))


def _row_call(function: Callable[..., bytes]) -> None:
    def call(v: Values, a: dict[str, Json]) -> object:
        return function(v.secret(a["pseudonym_key"]), v.octets(a["deployment"]), chat(a["chat"]))

    CALLS[function.__name__] = call


_row_call(conversation_keys.conversation_row_key)
_row_call(conversation_keys.subscriber_row_key)
_row_call(officer_chat_keys.officer_row_key)


@named
def officer_button_tag(v: Values, a: dict[str, Json]) -> object:
    return officer_chat_keys.officer_button_tag(
        v.secret(a["pseudonym_key"]), v.octets(a["deployment"]), chat(a["chat"]), a["queue"], a["number"]
    )


@named
def limit_row_key(v: Values, a: dict[str, Json]) -> object:
    return conversation_keys.limit_row_key(
        v.secret(a["pseudonym_key"]), v.octets(a["deployment"]), a["day"], a["what"], chat(a["chat"])
    )


@named
def seal_state(v: Values, a: dict[str, Json]) -> object:
    return conversation_keys.seal_state(
        v.secret(a["pseudonym_key"]),
        v.octets(a["deployment"]),
        chat(a["chat"]),
        v.secret(a["state"]),
        a["random"],
    )


@named
def open_state(v: Values, a: dict[str, Json]) -> object:
    return conversation_keys.open_state(
        v.secret(a["pseudonym_key"]), v.octets(a["deployment"]), chat(a["chat"]), v.octets(a["sealed"])
    )


def _contact_place(v: Values, a: dict[str, Json]) -> ContactPlace:
    return ContactPlace(v.octets(a["deployment"]), a["purpose"], v.octets(a["row_id"]))


@named
def seal_contact(v: Values, a: dict[str, Json]) -> object:
    return conversation_keys.seal_contact(
        v.secret(a["contact_key"]), _contact_place(v, a), chat(a["chat"]), a["random"]
    )


@named
def open_contact(v: Values, a: dict[str, Json]) -> object:
    return conversation_keys.open_contact(
        v.secret(a["contact_key"]), _contact_place(v, a), v.octets(a["sealed"])
    )
