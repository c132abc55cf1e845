"""Derives an officer's sign-in proof and wrap key, and wraps the officer's seed twice; the server must never
be given the wrap key.

Source: docs/sealed-tip-spec.md, section 11.
"""

import hashlib
import hmac
import unicodedata
from dataclasses import dataclass

from sealing.bodies import open_body, seal_body
from sealing.contexts import check_id, context
from sealing.derivation import Random, derive, row_tag, stretch_for_officer, system_random
from sealing.passphrases import normalise_passphrase
from sealing.secret_types import SecretBytes, SecretText

__all__ = [
    "OfficerSecrets",
    "derive_officer_secrets",
    "fake_salt",
    "normalise_name",
    "officer_secrets",
    "open_second_factor",
    "outer_unwrap",
    "outer_wrap",
    "proof_matches",
    "seal_second_factor",
    "sign_in_verifier",
    "unwrap_officer_seed",
    "wrap_officer_seed",
]


@dataclass(frozen=True, slots=True)
class OfficerSecrets:
    """What a passphrase gives: the proof for the server, and the wrap key that stays with the officer."""

    proof: SecretBytes
    wrap_key: SecretBytes


def derive_officer_secrets(passphrase: SecretText, salt: bytes, deployment: bytes) -> OfficerSecrets:
    """Return proof and wrap key (32 bytes each); costs one Argon2id of 64 MiB. Used by set-up and tests; in
    service it runs in the browser.
    """
    password = normalise_passphrase(passphrase).reveal().encode("ascii")
    return officer_secrets(stretch_for_officer(password, salt), deployment)


def officer_secrets(root: SecretBytes, deployment: bytes) -> OfficerSecrets:
    """Return proof and wrap key from a passphrase that is stretched already."""
    return OfficerSecrets(
        proof=derive(root, context("officer-sign-in", check_id(deployment, "deployment"))),
        wrap_key=derive(root, context("officer-wrap", deployment)),
    )


def sign_in_verifier(proof: SecretBytes, deployment: bytes) -> bytes:
    """Return the 32 bytes that the server stores instead of the proof."""
    return hashlib.sha256(context("sign-in-verifier", deployment, proof.reveal())).digest()


def proof_matches(proof: SecretBytes, verifier: bytes, deployment: bytes) -> bool:
    """Tell in constant time whether a proof belongs to a stored verifier."""
    return hmac.compare_digest(sign_in_verifier(proof, deployment), verifier)


def wrap_officer_seed(
    wrap_key: SecretBytes,
    seed: SecretBytes,
    deployment: bytes,
    officer: bytes,
    random: Random = system_random,
) -> bytes:
    """Return the officer seed under the passphrase's wrap key, 104 bytes."""
    return seal_body(wrap_key, _seed_context(deployment, officer), seed, random)


def unwrap_officer_seed(
    wrap_key: SecretBytes, wrapped: bytes, deployment: bytes, officer: bytes
) -> SecretBytes:
    """Return the officer seed; raises `WrongKeyOrPlace` for another passphrase or officer."""
    return open_body(wrap_key, _seed_context(deployment, officer), wrapped)


def outer_wrap(
    keyring_key: SecretBytes,
    wrapped: bytes,
    deployment: bytes,
    officer: bytes,
    random: Random = system_random,
) -> bytes:
    """Return the wrapped seed under the server's keyring key, 176 bytes: a stolen database alone allows no
    guessing.
    """
    return seal_body(keyring_key, _keyring_context(deployment, officer), SecretBytes(wrapped), random)


def outer_unwrap(keyring_key: SecretBytes, stored: bytes, deployment: bytes, officer: bytes) -> bytes:
    """Return the wrapped seed, to be handed out only after proof and second factor; raises as
    `bodies.open_body`.
    """
    return open_body(keyring_key, _keyring_context(deployment, officer), stored).reveal()


def seal_second_factor(
    keyring_key: SecretBytes,
    secret: SecretText,
    deployment: bytes,
    officer: bytes,
    random: Random = system_random,
) -> bytes:
    """Return the second factor's secret (its Base32 text) under the keyring key."""
    ctx = context("second-factor", check_id(deployment, "deployment"), check_id(officer, "officer"))
    return seal_body(keyring_key, ctx, SecretBytes(secret.reveal().encode("utf-8")), random)


def open_second_factor(
    keyring_key: SecretBytes, stored: bytes, deployment: bytes, officer: bytes
) -> SecretText:
    """Return the second factor's secret; raises as `bodies.open_body`."""
    ctx = context("second-factor", check_id(deployment, "deployment"), check_id(officer, "officer"))
    return SecretText(open_body(keyring_key, ctx, stored).reveal().decode("utf-8"))


def normalise_name(name: str) -> str:
    """Return a sign-in name as it is compared and stored: NFC, lower case, no white space at its ends."""
    return unicodedata.normalize("NFC", name).lower().strip()


def fake_salt(keyring_key: SecretBytes, deployment: bytes, name: str) -> bytes:
    """Return the salt for a name that doesn't exist: always the same, so that names can't be tried."""
    key = derive(keyring_key, context("fake-salt-key", check_id(deployment, "deployment")))
    return row_tag(key, context("fake-salt", normalise_name(name)))


def _seed_context(deployment: bytes, officer: bytes) -> bytes:
    return context("officer-seed", check_id(deployment, "deployment"), check_id(officer, "officer"))


def _keyring_context(deployment: bytes, officer: bytes) -> bytes:
    return context("keyring", check_id(deployment, "deployment"), check_id(officer, "officer"))
