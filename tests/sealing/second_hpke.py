"""A second HPKE with X-Wing, written from RFC 9180 and the X-Wing draft for tests alone: it takes fixed randomness and additional data.

It shares nothing with `sealing.hybrid_keys` but the primitives below HPKE (ML-KEM-768, X25519, HMAC, AES-GCM), and takes the ML-KEM
ciphertext from outside where it must be fixed, since the library's encapsulation draws its own randomness.
"""

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

KEM_ID = 0x647A
XWING_LABEL = bytes.fromhex("5c2e2f2f5e5c")
"""The six characters of the X-Wing drawing that end its combiner's input."""


def expand_seed(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    """The X-Wing draft's expandDecapsulationKey."""
    expanded = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(
        expanded[64:]
    )


def combine(ss_mlkem: bytes, ss_x: bytes, ct_x: bytes, pk_x: bytes) -> bytes:
    """The X-Wing draft's Combiner."""
    return hashlib.sha3_256(ss_mlkem + ss_x + ct_x + pk_x + XWING_LABEL).digest()


def encapsulate(
    public_key: bytes, x_seed: bytes, mlkem_shared: bytes, mlkem_ciphertext: bytes
) -> tuple[bytes, bytes]:
    """(shared secret, enc) with everything random given by the caller."""
    ephemeral = X25519PrivateKey.from_private_bytes(x_seed)
    ct_x = ephemeral.public_key().public_bytes_raw()
    pk_x = public_key[1184:]
    ss_x = ephemeral.exchange(X25519PublicKey.from_public_bytes(pk_x))
    return combine(mlkem_shared, ss_x, ct_x, pk_x), mlkem_ciphertext + ct_x


def encapsulate_mlkem(public_key: bytes) -> tuple[bytes, bytes]:
    """(shared secret, ciphertext) of ML-KEM-768 alone, from the library."""
    return MLKEM768PublicKey.from_public_bytes(public_key[:1184]).encapsulate()


def decapsulate(seed: bytes, enc: bytes) -> bytes:
    """The X-Wing draft's Decapsulate."""
    mlkem, x25519 = expand_seed(seed)
    ct_x = enc[1088:]
    ss_x = x25519.exchange(X25519PublicKey.from_public_bytes(ct_x))
    return combine(mlkem.decapsulate(enc[:1088]), ss_x, ct_x, x25519.public_key().public_bytes_raw())


@dataclass(frozen=True)
class Schedule:
    """What RFC 9180's KeySchedule gives."""

    key: bytes
    base_nonce: bytes
    exporter_secret: bytes
    aead_id: int

    def seal(self, sequence: int, aad: bytes, plaintext: bytes) -> bytes:
        return self._aead().encrypt(self._nonce(sequence), plaintext, aad)

    def open(self, sequence: int, aad: bytes, ciphertext: bytes) -> bytes:
        return self._aead().decrypt(self._nonce(sequence), ciphertext, aad)

    def _aead(self) -> AESGCM | ChaCha20Poly1305:
        return ChaCha20Poly1305(self.key) if self.aead_id == 3 else AESGCM(self.key)

    def _nonce(self, sequence: int) -> bytes:
        return bytes(a ^ b for a, b in zip(self.base_nonce, sequence.to_bytes(12, "big"), strict=True))


def key_schedule(shared: bytes, info: bytes, aead_id: int, kem_id: int = KEM_ID) -> Schedule:
    """RFC 9180, section 5.1, base mode with HKDF-SHA256."""
    suite = b"HPKE" + kem_id.to_bytes(2, "big") + (1).to_bytes(2, "big") + aead_id.to_bytes(2, "big")
    psk_id_hash = _labeled_extract(suite, b"", b"psk_id_hash", b"")
    info_hash = _labeled_extract(suite, b"", b"info_hash", info)
    ctx = b"\x00" + psk_id_hash + info_hash
    secret = _labeled_extract(suite, shared, b"secret", b"")
    key_bytes = 16 if aead_id == 1 else 32
    return Schedule(
        key=_labeled_expand(suite, secret, b"key", ctx, key_bytes),
        base_nonce=_labeled_expand(suite, secret, b"base_nonce", ctx, 12),
        exporter_secret=_labeled_expand(suite, secret, b"exp", ctx, 32),
        aead_id=aead_id,
    )


def seal_key_fixed(key: bytes, public_key: bytes, info: bytes, x_seed: bytes) -> bytes:
    """What `sealing.hybrid_keys.seal_key` gives, by this second implementation."""
    mlkem_shared, mlkem_ciphertext = encapsulate_mlkem(public_key)
    shared, enc = encapsulate(public_key, x_seed, mlkem_shared, mlkem_ciphertext)
    return enc + key_schedule(shared, info, 2).seal(0, b"", key)


def open_key(sealed: bytes, seed: bytes, info: bytes) -> bytes:
    """What `sealing.hybrid_keys.open_key` gives, by this second implementation."""
    return key_schedule(decapsulate(seed, sealed[:1120]), info, 2).open(0, b"", sealed[1120:])


def _labeled_extract(suite: bytes, salt: bytes, label: bytes, ikm: bytes) -> bytes:
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + ikm, "sha256")


def _labeled_expand(suite: bytes, prk: bytes, label: bytes, info: bytes, length: int) -> bytes:
    labeled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    block, out, counter = b"", b"", 1
    while len(out) < length:
        block = hmac.digest(prk, block + labeled + bytes((counter,)), "sha256")
        out += block
        counter += 1
    return out[:length]
