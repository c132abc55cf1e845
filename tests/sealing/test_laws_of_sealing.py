"""What holds for any content, any key and any place, not only for the cases of the vector files."""

import hashlib
import hmac
import math
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sealing.additions import sign_addition, verify_addition
from sealing.bodies import CHUNK_BYTES, HEADER_BYTES, open_body, seal_body, sealed_size
from sealing.canonical_json import read_object, write_object
from sealing.contexts import context
from sealing.conversation_keys import Chat, open_state, seal_state
from sealing.derivation import new_key
from sealing.errors import Malformed, NotTheResident, SealingError, WrongKeyOrPlace
from sealing.frames import (
    Content,
    MediaKind,
    build_frame,
    location_content,
    read_frame,
    read_location,
    text_content,
)
from sealing.hybrid_keys import open_key, public_key_of, seal_key
from sealing.padding import FLOOR, padded
from sealing.parts import Place, Role, open_part, seal_part, unwrap_part_key, wrap_part_key
from sealing.secret_types import SecretBytes, SecretText
from sealing.signatures import signing_public_key_of
from tests.sealing.vector_values import flipped

slow = settings(deadline=None, max_examples=40)
ids = st.binary(min_size=16, max_size=16)
keys = st.binary(min_size=32, max_size=32).map(SecretBytes)
texts = st.text(st.characters(exclude_categories=["Cs"]))
numbers = st.integers(1, 2**32 - 1)
places = st.builds(Place, ids, ids, numbers, st.sampled_from(Role))
bounded = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20).map(SecretText)
contents = st.builds(
    Content,
    kind=st.sampled_from([kind for kind in MediaKind if kind is not MediaKind.MANIFEST]),
    body=st.binary(max_size=3000).map(SecretBytes),
    mime=st.none() | st.sampled_from(["image/jpeg", "audio/ogg"]),
    seconds=st.none() | st.integers(0, 2**31 - 1),
    width=st.none() | st.integers(1, 2**31 - 1),
    amends=st.none() | numbers,
)
bonds = st.binary(min_size=16, max_size=16).map(SecretBytes)


@given(st.lists(st.binary(max_size=30) | texts | st.integers(0, 2**32 - 1)), st.lists(st.binary(max_size=30)))
def test_two_lists_of_fields_never_share_a_context(
    first: list[bytes | str | int], second: list[bytes]
) -> None:
    """No field can run over into the next one: equal contexts mean equal fields."""
    made = context("x", *first)
    split, at = [], len(b"tinbao/v1/x\x00")
    while at < len(made):
        end = at + 2 + int.from_bytes(made[at : at + 2], "big")
        split.append(made[at + 2 : end])
        at = end
    assert context("x", *split) == made
    if second != split:
        assert context("x", *second) != made


@given(st.integers(1, 2**26), st.integers(0, 2**16))
def test_padding_never_shrinks_or_wastes_and_keeps_order(length: int, more: int) -> None:
    """Padded sizes are at least the length and the floor, at most 12 % more, and stay put when padded again."""
    size = padded(length)
    assert size >= max(length, FLOOR)
    assert size == FLOOR or size <= length * 1.12
    assert padded(size) == size
    assert padded(length + more) >= size
    if size > FLOOR:
        exponent = math.floor(math.log2(size))
        step = 2 ** (exponent - math.floor(math.log2(exponent)) - 1)
        assert size % step == 0


@slow
@given(keys, st.binary(max_size=80), st.integers(1, 3 * CHUNK_BYTES))
def test_what_was_sealed_opens_and_has_the_size_that_was_foretold(
    key: SecretBytes, ctx: bytes, size: int
) -> None:
    """open ∘ seal gives the plaintext, for sizes on both sides of every chunk border."""
    plaintext = SecretBytes(bytes(size))
    sealed = seal_body(key, ctx, plaintext)
    assert len(sealed) == sealed_size(size)
    assert open_body(key, ctx, sealed) == plaintext


@pytest.mark.parametrize("size", [1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES])
def test_chunk_borders(size: int) -> None:
    """Exactly full chunks bring no empty one behind them."""
    key, plaintext = new_key(), SecretBytes(bytes(size))
    sealed = seal_body(key, b"ctx", plaintext)
    assert len(sealed) == sealed_size(size) == HEADER_BYTES + size + 16 * math.ceil(size / CHUNK_BYTES)
    assert open_body(key, b"ctx", sealed) == plaintext


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_flipped_bit_of_a_body_is_refused(data: st.DataObject) -> None:
    """Header, commitment, chunk or tag: nothing can be changed unseen."""
    sealed = seal_body(KEY, b"ctx", SecretBytes(bytes(40)))
    bit = data.draw(st.integers(0, 8 * len(sealed) - 1))
    with pytest.raises(SealingError):
        open_body(KEY, b"ctx", flipped(sealed, bit))


@settings(deadline=None, max_examples=300)
@given(st.data())
def test_any_flipped_bit_of_a_sealed_key_is_refused(data: st.DataObject) -> None:
    """Encapsulation and ciphertext alike."""
    bit = data.draw(st.integers(0, 8 * len(SEALED_KEY) - 1))
    # The X25519 function ignores the highest bit of its input; X-Wing hashes the bytes, so even that one shows.
    with pytest.raises(WrongKeyOrPlace):
        open_key(flipped(SEALED_KEY, bit), KEY, b"info")


@given(st.integers(0, 99))
def test_any_cut_of_a_body_is_refused(kept_percent: int) -> None:
    """However much of a body arrives, less than all of it gives nothing."""
    sealed = seal_body(KEY, b"ctx", SecretBytes(bytes(2 * CHUNK_BYTES)))
    with pytest.raises(SealingError):
        open_body(KEY, b"ctx", sealed[: len(sealed) * kept_percent // 100])


def test_a_body_is_what_the_specification_says_from_the_primitives_up() -> None:
    """A body opened by hand: HKDF from HMAC, one AES-256-GCM a chunk, nonce and additional data as written."""
    plaintext = bytes(range(256)) * 300
    sealed = seal_body(KEY, b"ctx", SecretBytes(plaintext))
    header, salt, commitment = sealed[:56], sealed[8:24], sealed[24:56]
    prk = hmac.digest(salt, KEY.reveal(), "sha256")
    block_1 = hmac.digest(prk, b"ctx" + b"\x01", "sha256")
    block_2 = hmac.digest(prk, block_1 + b"ctx" + b"\x02", "sha256")
    assert commitment == block_1
    gcm = AESGCM(block_2)
    first = gcm.decrypt(bytes(12), sealed[56 : 56 + 65552], header + b"ctx")
    second = gcm.decrypt(bytes(10) + b"\x01\x01", sealed[56 + 65552 :], header + b"ctx")
    assert first + second == plaintext


@slow
@given(places, keys, contents, bonds)
def test_a_part_opens_in_its_place_alone(
    place: Place, key: SecretBytes, content: Content, bond: SecretBytes
) -> None:
    """open ∘ seal gives the content; every other place is refused."""
    if place.role in (Role.REPORT, Role.MANIFEST):
        content = replace(content, bond=bond)
    sealed = seal_part(place, key, content)
    assert open_part(place, key, sealed) == content
    others = [
        Place(place.tip, place.deployment, place.number, place.role),
        Place(place.deployment, place.tip, place.number % 4_000_000_000 + 1, place.role),
        Place(
            place.deployment,
            place.tip,
            place.number,
            Role.NOTE if place.role is not Role.NOTE else Role.REPLY,
        ),
    ]
    for other in others:
        assume(other != place)
        with pytest.raises(WrongKeyOrPlace):
            open_part(other, key, sealed)


@slow
@given(places, st.sampled_from(["c-03703", "d-14", "i-14"]), st.integers(1, 9))
def test_a_wrapped_key_opens_for_its_queue_and_epoch_alone(place: Place, queue: str, epoch: int) -> None:
    """The same seed under another queue id or epoch opens nothing."""
    key = new_key()
    wrap = wrap_part_key(place, key, queue, epoch, PUBLIC)
    assert unwrap_part_key(place, wrap, queue, epoch, KEY) == key
    for other_queue, other_epoch in ((queue, epoch + 1), (queue + "0", epoch)):
        with pytest.raises(WrongKeyOrPlace):
            unwrap_part_key(place, wrap, other_queue, other_epoch, KEY)


@slow
@given(contents)
def test_two_parts_of_the_same_padded_size_look_alike(content: Content) -> None:
    """Kind, name and length show in no sealed size beyond the padded one."""
    frame = build_frame(content)
    assert read_frame(frame) == content
    assert padded(len(frame)) == len(frame)


@given(texts.filter(lambda text: len(text) < 500))
def test_a_text_comes_out_as_it_went_in(text: str) -> None:
    """Emoji, control characters, right-to-left marks: in form NFC, nothing else changes."""
    content = read_frame(build_frame(text_content(SecretText(text))))
    assert context("x", content.body.reveal()) == context("x", text)


@given(bounded, bounded)
def test_names_and_captions_come_out_as_they_went_in(name: SecretText, caption: SecretText) -> None:
    """Whatever a file is called."""
    made = Content(kind=MediaKind.DOCUMENT, body=SecretBytes(b""), name=name, caption=caption)
    read = read_frame(build_frame(made))
    assert read.name
    assert read.caption
    assert context("x", read.name.reveal(), read.caption.reveal()) == context(
        "x", name.reveal(), caption.reveal()
    )


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_a_location_keeps_a_tenth_of_a_metre(latitude: float, longitude: float) -> None:
    """Rounding to micro-degrees loses no more."""
    there = read_location(location_content(latitude, longitude))
    assert there == pytest.approx((latitude, longitude), abs=6e-7)


@given(st.dictionaries(texts, texts | st.integers(-(2**53), 2**53)))
def test_canonical_json_is_read_back_and_written_the_same(fields: dict[str, str | int]) -> None:
    """write ∘ read changes no byte."""
    data = write_object(fields)
    assert write_object(read_object(data)) == data


@given(st.binary(max_size=60))
def test_any_bytes_that_are_read_as_json_are_canonical(data: bytes) -> None:
    """What isn't canonical is refused with `Malformed`, never with another error."""
    try:
        fields = read_object(data)
    except Malformed:
        return
    assert write_object(fields) == data


@slow
@given(st.binary(max_size=2000))
def test_any_bytes_in_a_frames_place_are_read_or_refused(data: bytes) -> None:
    """A hostile frame raises `Malformed` and nothing else."""
    try:
        read_frame(SecretBytes(data))
    except Malformed:
        return
    assert padded(len(data)) == len(data)


@slow
@given(ids, ids, numbers, st.binary(min_size=1, max_size=50), st.binary(min_size=1, max_size=50))
def test_a_signature_covers_the_part_and_its_place(
    dep: bytes, tip: bytes, number: int, part: bytes, other: bytes
) -> None:
    """An addition can't be passed off as another one."""
    place = Place(dep, tip, number, Role.ADDITION)
    public_key = signing_public_key_of(KEY)
    signature = sign_addition(KEY, place, part)
    verify_addition(public_key, place, part, signature)
    assume(part != other)
    with pytest.raises(NotTheResident):
        verify_addition(public_key, place, other, signature)


@slow
@given(st.binary(max_size=3000), st.integers())
def test_a_state_opens_for_its_chat_alone(state: bytes, chat_id: int) -> None:
    """And its sealed size is one of few."""
    chat = Chat("telegram", SecretText(str(chat_id)))
    sealed = seal_state(KEY, DEPLOYMENT, chat, SecretBytes(state))
    assert open_state(KEY, DEPLOYMENT, chat, sealed).reveal() == state
    assert len(sealed) == sealed_size(padded(len(state) + 4, 256))
    with pytest.raises(WrongKeyOrPlace):
        open_state(KEY, DEPLOYMENT, Chat("telegram", SecretText(f"{chat_id}0")), sealed)


def test_sealing_the_same_thing_twice_gives_different_bytes() -> None:
    """Fresh salts and encapsulations: equal contents can't be recognised."""
    plaintext = SecretBytes(bytes(40))
    assert seal_body(KEY, b"ctx", plaintext) != seal_body(KEY, b"ctx", plaintext)
    assert seal_key(KEY, PUBLIC, b"info") != seal_key(KEY, PUBLIC, b"info")
    assert new_key() != new_key()


DEPLOYMENT = bytes(range(16))
KEY = SecretBytes(hashlib.sha256(b"a test key").digest())
PUBLIC = public_key_of(KEY)
SEALED_KEY = seal_key(SecretBytes(bytes(32)), PUBLIC, b"info")
