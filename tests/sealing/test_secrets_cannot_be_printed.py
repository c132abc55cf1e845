"""Nothing secret reaches a log, a traceback or a pickle by accident."""

import copy
import json
import operator
import pickle
import traceback
from collections.abc import Callable

import pytest

from sealing import (
    bodies,
    canonical_json,
    contexts,
    conversation_keys,
    frames,
    hybrid_keys,
    key_files,
    officer_keys,
    passphrases,
    receipts,
)
from sealing.errors import SealingError
from sealing.frames import Content, MediaKind
from sealing.manifest import Manifest, ReceiptKeys
from sealing.secret_types import SecretBytes, SecretText

SECRET = "ba Tám bán ma túy"
TEXT, BYTES = SecretText(SECRET), SecretBytes(SECRET.encode())


@pytest.mark.parametrize("secret", [TEXT, BYTES])
def test_a_secret_shows_a_mask_wherever_python_would_show_it(secret: SecretText | SecretBytes) -> None:
    """`repr`, `str`, `format`, `%` and containers show the mask."""
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>40}",
        f"{secret!r}",
        operator.mod("%s", secret),
        repr([secret]),
    ]
    assert all("Tám" not in one and "T\\xc3" not in one for one in shown)
    assert all("●" in one for one in shown)


@pytest.mark.parametrize("secret", [TEXT, BYTES])
def test_a_secret_is_never_pickled_or_written_as_json(secret: SecretText | SecretBytes) -> None:
    """Serialisers that don't know the type stop instead of writing it."""
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError):
            pickle.dumps(secret, protocol)
    with pytest.raises(TypeError):
        json.dumps(secret)
    assert copy.copy(secret) is secret
    assert copy.deepcopy([secret])[0] is secret


def test_a_secret_doesnt_change_and_has_no_dictionary() -> None:
    """It can't be overwritten through an attribute, and `vars` finds nothing."""
    with pytest.raises(AttributeError):
        TEXT._value = "x"
    with pytest.raises(TypeError):
        vars(BYTES)


def test_a_secret_equals_only_its_own_kind() -> None:
    """Comparing with plain text is never true, so that nobody compares secrets the leaky way."""
    assert SecretText("a") == SecretText("a")
    assert SecretText("a") != SecretText("b")
    assert SecretBytes(b"a") == SecretBytes(b"a")
    assert SecretBytes(b"a") != SecretBytes(b"ab")
    assert TEXT != SECRET
    assert SECRET.encode() != BYTES
    assert len({SecretText("a"), SecretText("a"), SecretText("b")}) == 2
    assert SecretText("\ud800") != SecretText("a")
    assert not SecretText("")
    assert len(BYTES) == len(SECRET.encode())


def test_content_doesnt_show_what_it_holds() -> None:
    """The name and caption of a file are as secret as its bytes, and so is the bond that only its readers know."""
    bond = SecretBytes(bytes(range(200, 216)))
    content = Content(kind=MediaKind.DOCUMENT, body=BYTES, name=TEXT, caption=TEXT, bond=bond)
    receipt = ReceiptKeys(bytes(16), bytes(1216), bytes(32))
    for shown in (repr(content), repr(Manifest({1: bytes(32)}, (receipt,), bond))):
        assert "Tám" not in shown
        assert "c8c9" not in shown
        assert "\\xc8" not in shown


def test_derived_keys_dont_show() -> None:
    """Dataclasses that carry seeds show masks and public halves only."""
    receipt = receipts.derive_receipt(SecretText("000000000000000000000195"), bytes(16))
    shown = repr(receipt)
    assert shown.count("●●●") == 3
    for secret in (receipt.lookup, receipt.reply_seed, receipt.signing_seed):
        assert repr(secret.reveal()) not in shown
    chat = conversation_keys.Chat("telegram", SecretText("123456789"))
    assert "123456789" not in repr(chat)


KEY = SecretBytes(bytes(32))
REFUSALS: dict[str, Callable[[], object]] = {
    "text with an unpaired surrogate": lambda: contexts.context("x", SECRET + "\ud800"),
    "a caption with an unpaired surrogate": lambda: frames.build_frame(
        Content(kind=MediaKind.PHOTO, body=BYTES, caption=SecretText(SECRET + "\ud800"))
    ),
    "a name too long": lambda: frames.build_frame(
        Content(kind=MediaKind.PHOTO, body=BYTES, name=SecretText(SECRET * 99))
    ),
    "JSON that isn't": lambda: canonical_json.read_object(SECRET.encode()),
    "JSON that isn't UTF-8": lambda: canonical_json.read_object(SECRET.encode() + b"\xff"),
    "a frame that isn't": lambda: frames.read_frame(SecretBytes(SECRET.encode() * 99)),
    "a key of another length": lambda: bodies.seal_body(BYTES, b"", BYTES),
    "a body that isn't": lambda: bodies.open_body(KEY, b"", SECRET.encode() * 99),
    "a key too short to seal": lambda: hybrid_keys.seal_key(BYTES, hybrid_keys.public_key_of(KEY), b""),
    "a sealed key that doesn't open": lambda: hybrid_keys.open_key(bytes(1168), KEY, SECRET.encode()),
    "a public key over the modulus": lambda: hybrid_keys.seal_key(KEY, b"\xff" * 1216, SECRET.encode()),
    "a body cut": lambda: bodies.open_body(KEY, b"", bodies.seal_body(KEY, b"", BYTES)[:-1]),
    "a wrong passphrase": lambda: key_files.open_key_file(
        key_files.read_key_file(
            key_files.make_key_file(key_files.KeyFileKind.ROOT, "", bytes(16), KEY, SecretText("a"))
        ),
        TEXT,
    ),
    "a code that isn't": lambda: receipts.show_code(TEXT),
    "an empty passphrase": lambda: passphrases.normalise_passphrase(SecretText("Жук")),
    "a wrapped seed elsewhere": lambda: officer_keys.unwrap_officer_seed(
        KEY, officer_keys.wrap_officer_seed(KEY, BYTES, bytes(16), bytes(16)), bytes(16), bytes(range(16))
    ),
}


@pytest.mark.parametrize("what", REFUSALS)
def test_a_refusal_doesnt_quote_what_it_refused(what: str) -> None:
    """Neither the message nor any chained exception carries the text; tracebacks show source lines only."""
    with pytest.raises(SealingError) as raised:
        REFUSALS[what]()
    error: BaseException | None = raised.value
    assert error is not None
    shown = "".join(traceback.format_exception_only(error))
    # from None: the chained library error would be shown with its arguments by a log processor.
    assert error.__cause__ is None
    assert error.__suppress_context__ or error.__context__ is None
    for piece in ("Tám", "ma túy", "Жук", "T\\xc3"):
        assert piece not in shown
        assert piece not in repr(error.args)
