"""What a browser seals, Python opens; both agree with what others published."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from sealing.additions import verify_addition
from sealing.derivation import new_key
from sealing.errors import NotTheResident, WrongKeyOrPlace
from sealing.frames import MediaKind
from sealing.hybrid_keys import public_key_of
from sealing.officer_keys import derive_officer_secrets, unwrap_officer_seed
from sealing.parts import Place, Role, open_part, part_hash, unwrap_part_key
from sealing.queue_keys import QueueEpoch, check_queue_seed, open_queue_seed, open_queue_seed_for_recovery
from sealing.receipts import derive_receipt, new_code
from sealing.replies import open_reply_key
from sealing.secret_types import SecretBytes, SecretText

DEPLOYMENT, TIP, OFFICER = bytes([1]) * 16, bytes([2]) * 16, bytes([3]) * 16
TEXT = "Đã xác minh. Cảm ơn người báo 🙏"


@pytest.fixture
def page(chromium: Browser, test_pages: str) -> Iterator[Page]:
    """A page of a real browser that can seal."""
    page = chromium.new_page()
    page.goto(f"{test_pages}/page_both_ways.html")
    page.wait_for_function("() => globalThis.ready")
    yield page
    page.close()


def published() -> list[dict[str, Any]]:
    """X-Wing's published vector, and RFC 9180's for our AEAD, as the `cryptography-vectors` package ships them."""
    folder = files("cryptography_vectors").joinpath("HPKE")
    ours = {"hpke-pq-test-vectors.json": (0x647A, None), "test-vectors.json": (0x20, 2)}
    return [
        one
        for name, (kem, aead) in ours.items()
        for one in json.loads(folder.joinpath(name).read_text("utf-8"))
        if (one["mode"], one["kdf_id"], one["kem_id"]) == (0, 1, kem) and aead in (None, one["aead_id"])
    ]


@pytest.mark.parametrize("vector", published(), ids=lambda vector: f"kem-{vector['kem_id']:#x}")
def test_the_browsers_library_reproduces_what_others_published(vector: dict[str, Any], page: Page) -> None:
    """Public key, encapsulation, shared secret and messages agree; a changed secret doesn't."""
    assert page.evaluate("vector => disagreements(vector)", vector) == []
    broken = vector | {"shared_secret": "00" * 32, "encryptions": [{**vector["encryptions"][0], "pt": "00"}]}
    assert page.evaluate("vector => disagreements(vector)", broken) != []


def test_the_browsers_self_test_passes(page: Page) -> None:
    """A browser that can seal says so before anybody types."""
    assert page.evaluate("() => selfTest().then(() => 'fine')") == "fine"


def test_a_reply_written_in_the_browser_opens_with_the_queues_seed_and_with_the_code(page: Page) -> None:
    """The queue keeps its record, the resident reads the answer, nobody else does."""
    queue_seed, code = new_key(), new_code()
    made = page.evaluate(
        "([text, key, code]) => writings(text, key, code)",
        [TEXT, public_key_of(queue_seed).hex(), code.reveal()],
    )
    place = Place(DEPLOYMENT, TIP, 4, Role.REPLY)
    sealed = bytes.fromhex(made["reply"]["sealed"])
    assert part_hash(sealed).hex() == made["reply"]["hash"]
    key = unwrap_part_key(place, bytes.fromhex(made["reply"]["wrap"]), "c-03703", 7, queue_seed)
    receipt = derive_receipt(code, DEPLOYMENT)
    (entry,) = made["reply"]["replyKeys"]
    assert entry["mailbox"] == receipt.mailbox.hex()
    sealed_key = bytes.fromhex(entry["sealedKey"])
    assert open_reply_key(place, sealed_key, receipt.mailbox, receipt.reply_seed) == key
    content = open_part(place, key, sealed)
    assert (content.kind, content.body.reveal().decode()) == (MediaKind.TEXT, TEXT)
    with pytest.raises(WrongKeyOrPlace):
        open_reply_key(place, sealed_key, receipt.mailbox, derive_receipt(new_code(), DEPLOYMENT).reply_seed)
    note_place = Place(DEPLOYMENT, TIP, 5, Role.NOTE)
    note_key = unwrap_part_key(note_place, bytes.fromhex(made["note"]["wrap"]), "c-03703", 7, queue_seed)
    note = open_part(note_place, note_key, bytes.fromhex(made["note"]["sealed"]))
    assert note.body.reveal().decode() == TEXT
    assert "replyKeys" not in made["note"]


def test_an_addition_signed_in_the_browser_verifies_and_its_forwarded_key_opens(page: Page) -> None:
    """The new queue opens what was forwarded to it; a signature over another place is nobody's."""
    next_seed = new_key()
    made = page.evaluate("([text, key]) => addition(text, key)", [TEXT, public_key_of(next_seed).hex()])
    sealed, signature = bytes.fromhex(made["sealed"]), bytes.fromhex(made["signature"])
    place, elsewhere = (Place(DEPLOYMENT, TIP, number, Role.ADDITION) for number in (1, 2))
    signing_key = bytes.fromhex(made["signingPublicKey"])
    verify_addition(signing_key, place, sealed, signature)
    with pytest.raises(NotTheResident):
        verify_addition(signing_key, elsewhere, sealed, signature)
    key = unwrap_part_key(place, bytes.fromhex(made["forwarded"]), "d-14", 2, next_seed)
    assert open_part(place, key, sealed).body.reveal().decode() == TEXT


def test_an_officer_enrolled_in_the_browser_is_the_same_officer_in_python(page: Page) -> None:
    """Proof, wrapped seed and the queue's first seed agree, for the officer and for the recovery key."""
    recovery_seed = new_key()
    phrase = "Bàn Chải  bàn ghế bánh xe bầu trời bến xe"
    made = page.evaluate(
        "([phrase, key]) => enrolment(phrase, key)", [phrase, public_key_of(recovery_seed).hex()]
    )
    octets = {name: bytes.fromhex(value) for name, value in made.items()}
    secrets = derive_officer_secrets(SecretText(phrase), octets["salt"], DEPLOYMENT)
    assert secrets.proof == SecretBytes(octets["proof"])
    seed = unwrap_officer_seed(secrets.wrap_key, octets["wrappedSeed"], DEPLOYMENT, OFFICER)
    assert seed == SecretBytes(octets["seed"])
    assert public_key_of(seed) == octets["publicKey"]
    place = QueueEpoch(DEPLOYMENT, "c-03703", 1)
    queue_seed = open_queue_seed(place, octets["forOfficer"], OFFICER, seed)
    assert check_queue_seed(queue_seed, octets["queueKey"]) == queue_seed
    assert open_queue_seed_for_recovery(place, octets["forRecovery"], recovery_seed) == queue_seed
