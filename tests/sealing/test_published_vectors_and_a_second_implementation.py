"""Our sealing agrees with vectors that others published and with a second implementation written for the tests.

Source of the published vectors: the HPKE post-quantum draft's and RFC 9180's test vectors, as the `cryptography-vectors` package ships
them. The one for X-Wing with HKDF-SHA256 uses ChaCha20Poly1305; the AEAD of ours, AES-256-GCM, is covered by RFC 9180's own.
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from sealing.hybrid_keys import PUBLIC_KEY_BYTES, SEALED_KEY_BYTES, open_key, public_key_of, seal_key
from sealing.secret_types import SecretBytes
from tests.sealing import second_hpke

keys = st.binary(min_size=32, max_size=32)
infos = st.binary(max_size=300)


def published(name: str) -> Iterator[dict[str, Any]]:
    """The base-mode HKDF-SHA256 vectors of a file."""
    text = files("cryptography_vectors").joinpath("HPKE", name).read_text("utf-8")
    yield from (one for one in json.loads(text) if one["mode"] == 0 and one["kdf_id"] == 1)


def xwing() -> dict[str, Any]:
    (vector,) = (one for one in published("hpke-pq-test-vectors.json") if one["kem_id"] == second_hpke.KEM_ID)
    return vector


def octets(vector: dict[str, Any], name: str) -> bytes:
    return bytes.fromhex(vector[name])


def test_a_published_seed_gives_its_published_public_key() -> None:
    """Our expansion of a 32-byte seed is X-Wing's."""
    vector = xwing()
    assert public_key_of(SecretBytes(octets(vector, "skRm"))) == octets(vector, "pkRm")


def test_the_second_implementation_reproduces_the_published_xwing_vector() -> None:
    """Shared secret, key, nonce, exporter and every message agree, with additional data and counted nonces."""
    vector = xwing()
    shared = second_hpke.decapsulate(octets(vector, "skRm"), octets(vector, "enc"))
    assert shared == octets(vector, "shared_secret")
    schedule = second_hpke.key_schedule(shared, octets(vector, "info"), vector["aead_id"])
    assert schedule.key == octets(vector, "key")
    assert schedule.base_nonce == octets(vector, "base_nonce")
    assert schedule.exporter_secret == octets(vector, "exporter_secret")
    assert vector["encryptions"]
    for message in vector["encryptions"]:
        nonce = int.from_bytes(octets(message, "nonce"), "big") ^ int.from_bytes(schedule.base_nonce, "big")
        sealed = schedule.seal(nonce, octets(message, "aad"), octets(message, "pt"))
        assert sealed == octets(message, "ct")


def test_the_second_implementation_reproduces_the_published_encapsulation_from_its_randomness() -> None:
    """The X25519 half of `enc` follows from the published randomness; the ML-KEM half is the published ciphertext."""
    vector = xwing()
    enc = octets(vector, "enc")
    mlkem, _ = second_hpke.expand_seed(octets(vector, "skRm"))
    shared, made = second_hpke.encapsulate(
        octets(vector, "pkRm"), octets(vector, "ikmE")[32:], mlkem.decapsulate(enc[:1088]), enc[:1088]
    )
    assert made == enc
    assert shared == octets(vector, "shared_secret")


def test_the_library_opens_the_published_xwing_message() -> None:
    """The suite that we build opens the published ciphertext, whose additional data is the library's private argument."""
    vector = xwing()
    message = vector["encryptions"][0]
    mlkem, x25519 = second_hpke.expand_seed(octets(vector, "skRm"))
    suite = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
    opened = hpke.rust_openssl.hpke._decrypt_with_aad(
        suite,
        octets(vector, "enc") + octets(message, "ct"),
        hpke.MLKEM768X25519PrivateKey(mlkem, x25519),
        info=octets(vector, "info"),
        aad=octets(message, "aad"),
    )
    assert opened == octets(message, "pt")


@pytest.mark.parametrize("aead_id", [1, 2, 3])
def test_the_second_key_schedule_reproduces_rfc_9180(aead_id: int) -> None:
    """For DHKEM(X25519, HKDF-SHA256), the key schedule gives RFC 9180's keys and messages; 2 is our AEAD."""
    chosen = [
        one for one in published("test-vectors.json") if (one["kem_id"], one["aead_id"]) == (0x20, aead_id)
    ]
    assert chosen
    for vector in chosen:
        shared = octets(vector, "shared_secret")
        schedule = second_hpke.key_schedule(shared, octets(vector, "info"), aead_id, kem_id=0x20)
        assert schedule.key == octets(vector, "key")
        assert schedule.exporter_secret == octets(vector, "exporter_secret")
        for message in vector["encryptions"]:
            nonce = int.from_bytes(octets(message, "nonce"), "big") ^ int.from_bytes(
                schedule.base_nonce, "big"
            )
            assert schedule.seal(nonce, octets(message, "aad"), octets(message, "pt")) == octets(
                message, "ct"
            )


@settings(deadline=None, max_examples=30)
@given(seed=keys, key=keys, info=infos)
def test_the_second_implementation_opens_what_we_seal(seed: bytes, key: bytes, info: bytes) -> None:
    """Any key sealed to any seed under any context opens there."""
    sealed = seal_key(SecretBytes(key), public_key_of(SecretBytes(seed)), info)
    assert len(sealed) == SEALED_KEY_BYTES
    assert second_hpke.open_key(sealed, seed, info) == key


@settings(deadline=None, max_examples=30)
@given(seed=keys, key=keys, info=infos, x_seed=keys)
def test_we_open_what_the_second_implementation_seals(
    seed: bytes, key: bytes, info: bytes, x_seed: bytes
) -> None:
    """And the other way round."""
    public_key = public_key_of(SecretBytes(seed))
    assert len(public_key) == PUBLIC_KEY_BYTES
    sealed = second_hpke.seal_key_fixed(key, public_key, info, x_seed)
    assert open_key(sealed, SecretBytes(seed), info).reveal() == key


def test_the_second_implementation_refuses_what_was_sealed_elsewhere() -> None:
    """It isn't so lenient that agreeing with it would say nothing."""
    seed = bytes(range(32))
    sealed = seal_key(SecretBytes(seed), public_key_of(SecretBytes(seed)), b"here")
    with pytest.raises(InvalidTag):
        second_hpke.open_key(sealed, seed, b"there")


def test_a_public_key_is_the_mlkem_key_then_the_x25519_key() -> None:
    """The layout of the specification's section 3, from the two libraries' own halves."""
    seed = bytes(range(32))
    mlkem, x25519 = second_hpke.expand_seed(seed)
    assert isinstance(mlkem, MLKEM768PrivateKey)
    assert isinstance(x25519, X25519PrivateKey)
    halves = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
    assert public_key_of(SecretBytes(seed)) == halves
