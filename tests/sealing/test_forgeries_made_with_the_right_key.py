"""What even the holder of the right key can't make others accept: each forgery is put together by hand."""

import json

import pytest

from sealing.bodies import seal_body
from sealing.contexts import context
from sealing.conversation_keys import Chat, ContactPlace, open_contact, open_state
from sealing.derivation import derive, stretch_for_officer
from sealing.directory import DirectoryEntry, EntryKind, sign_entry
from sealing.directory_trust import DirectoryTrust
from sealing.errors import DirectoryRefused, Malformed, WrongKeyOrPlace
from sealing.hybrid_keys import public_key_of
from sealing.key_files import KeyFileKind, make_key_file, open_key_file, read_key_file
from sealing.passphrases import normalise_passphrase
from sealing.secret_types import SecretBytes, SecretText
from sealing.signatures import sign, signing_public_key_of

DEPLOYMENT = bytes(range(16))
ROOT, PROVINCE, OTHER = (SecretBytes(bytes((number,)) * 32) for number in (1, 2, 3))
KEY = SecretBytes(bytes(32))
CHAT = Chat("telegram", SecretText("42"))
PASSPHRASE = SecretText("mèo xanh")


def entry(kind: EntryKind, public_key: bytes, not_after: int, queue: str = "") -> DirectoryEntry:
    return DirectoryEntry(
        kind=kind,
        deployment=DEPLOYMENT,
        serial=1,
        valid_from=0,
        not_after=not_after,
        province="14",
        public_key=public_key,
        queue=queue,
        role="commune" if queue else "",
        epoch=1 if queue else 0,
    )


def test_a_province_that_expires_meanwhile_certifies_nothing_any_more() -> None:
    """A long-running process that verified the province yesterday asks again today."""
    province_data = sign_entry(entry(EntryKind.PROVINCE, signing_public_key_of(PROVINCE), 100), ROOT)
    queue_data = sign_entry(entry(EntryKind.QUEUE, public_key_of(KEY), 999, "c-1"), PROVINCE)
    root = signing_public_key_of(ROOT)
    before = DirectoryTrust(DEPLOYMENT, root, 99)
    province = before.province(province_data, "14")
    assert before.queue(queue_data, province, "c-1", "commune").epoch == 1
    with pytest.raises(DirectoryRefused, match="expired"):
        DirectoryTrust(DEPLOYMENT, root, 100).queue(queue_data, province, "c-1", "commune")
    with pytest.raises(DirectoryRefused, match="needs its province"):
        DirectoryTrust(bytes(16), root, 99).queue(queue_data, province, "c-1", "commune")


def test_an_entry_that_names_another_issuer_is_refused_though_its_signature_holds() -> None:
    """The root signs bytes in which the issuer's field names somebody else."""
    made = sign_entry(entry(EntryKind.PROVINCE, signing_public_key_of(PROVINCE), 100), OTHER)
    signed = made[:-64]
    assert signed[45:77] == signing_public_key_of(OTHER)
    forged = signed + sign(ROOT, context("directory-entry", signed))
    trust = DirectoryTrust(DEPLOYMENT, signing_public_key_of(ROOT), 1)
    with pytest.raises(DirectoryRefused, match="another key"):
        trust.province(forged, "14")


@pytest.mark.parametrize("public_key", [b"", b"\x00" * 31, b"\x00" * 33])
def test_a_root_key_that_isnt_one_is_refused_before_anything_is_read(public_key: bytes) -> None:
    """A setting with a slip in it never becomes an anchor."""
    with pytest.raises(Malformed):
        DirectoryTrust(DEPLOYMENT, public_key, 1)


def test_a_key_file_with_another_public_key_is_refused_though_its_box_opens() -> None:
    """Nobody can be made to certify a public key whose seed isn't in the file."""
    salt, other = bytes(16), signing_public_key_of(OTHER)
    password = normalise_passphrase(PASSPHRASE).reveal().encode()
    wrap = derive(stretch_for_officer(password, salt), context("key-file-wrap", DEPLOYMENT))
    ctx = context("key-file", DEPLOYMENT, "root", "", other)
    fields = json.loads(make_key_file(KeyFileKind.ROOT, "", DEPLOYMENT, ROOT, PASSPHRASE))
    fields |= {"public": other.hex(), "salt": salt.hex(), "box": seal_body(wrap, ctx, ROOT).hex()}
    forged = json.dumps(fields, sort_keys=True, separators=(",", ":")) + "\n"
    with pytest.raises(WrongKeyOrPlace, match="public key"):
        open_key_file(read_key_file(forged), PASSPHRASE)


@pytest.mark.parametrize(
    "plaintext",
    [
        b"\x00\x00",
        (1).to_bytes(4, "big") + b"x" + bytes(250) + b"\x01",
        (2**32 - 1).to_bytes(4, "big") + bytes(252),
        (1).to_bytes(4, "big") + b"x" + bytes(252),
    ],
    ids=["cut", "padding that isn't zero", "a length beyond the end", "a byte too long"],
)
def test_a_state_framed_wrongly_is_refused(plaintext: bytes) -> None:
    """Under the right key, too."""
    key = derive(KEY, context("conversation-key", DEPLOYMENT, "telegram", "42"))
    sealed = seal_body(
        key, context("conversation-state", DEPLOYMENT, "telegram", "42"), SecretBytes(plaintext)
    )
    with pytest.raises(Malformed):
        open_state(KEY, DEPLOYMENT, CHAT, sealed)


@pytest.mark.parametrize(
    "plaintext",
    [
        bytes(255),
        b"\x00\x01a\x00\x01b" + bytes(249) + b"\x01",
        b"\x01\x00" + bytes(254),
        b"\x00\x01a\x01\x00" + bytes(251),
        b"\x00\x01\xff\x00\x01b" + bytes(250),
    ],
    ids=["cut", "padding that isn't zero", "a channel beyond the end", "a chat beyond the end", "not UTF-8"],
)
def test_an_address_framed_wrongly_is_refused(plaintext: bytes) -> None:
    """Under the right key, too."""
    place = ContactPlace(DEPLOYMENT, "reminder", bytes(16))
    key = derive(KEY, context("contact-key", DEPLOYMENT))
    with pytest.raises(Malformed):
        open_contact(KEY, place, seal_body(key, place.context(), SecretBytes(plaintext)))
