"""Seals a queue's seed to its officers and to the recovery key; it must never accept a seed that isn't
certified.

Source: docs/sealed-tip-spec.md, section 12.
"""

import hmac
from dataclasses import dataclass

from sealing.contexts import check_id, context
from sealing.errors import Malformed, WrongKeyOrPlace
from sealing.hybrid_keys import open_key, public_key_of, seal_key
from sealing.secret_types import SecretBytes

__all__ = [
    "QueueEpoch",
    "check_queue_seed",
    "open_queue_seed",
    "open_queue_seed_for_recovery",
    "seal_queue_seed",
    "seal_queue_seed_for_recovery",
]


@dataclass(frozen=True, slots=True)
class QueueEpoch:
    """One generation of one queue's key: deployment (16 bytes), queue id, epoch from 1.

    Raises `Malformed` otherwise.
    """

    deployment: bytes
    queue: str
    epoch: int

    def __post_init__(self) -> None:
        check_id(self.deployment, "deployment")
        if self.epoch < 1 or not self.queue:
            raise Malformed("epochs count from 1, and a queue has an id")

    def officer_context(self, officer: bytes) -> bytes:
        """Return what a queue seed sealed to an officer (16 bytes) is bound to."""
        return context("queue-seed", self.deployment, self.queue, self.epoch, check_id(officer, "officer"))

    def recovery_context(self, recovery_public_key: bytes) -> bytes:
        """Return what a queue seed sealed to a recovery key is bound to."""
        return context("queue-seed-recovery", self.deployment, self.queue, self.epoch, recovery_public_key)


def seal_queue_seed(place: QueueEpoch, seed: SecretBytes, officer: bytes, officer_public_key: bytes) -> bytes:
    """Return the queue seed sealed to one officer, 1,168 bytes."""
    return seal_key(seed, officer_public_key, place.officer_context(officer))


def open_queue_seed(
    place: QueueEpoch, sealed: bytes, officer: bytes, officer_seed: SecretBytes
) -> SecretBytes:
    """Return the queue seed for an officer; give it to `check_queue_seed` before any use.

    Raises `Malformed` or `WrongKeyOrPlace`.
    """
    return open_key(sealed, officer_seed, place.officer_context(officer))


def seal_queue_seed_for_recovery(place: QueueEpoch, seed: SecretBytes, recovery_public_key: bytes) -> bytes:
    """Return the queue seed sealed to the recovery key of its level, 1,168 bytes."""
    return seal_key(seed, recovery_public_key, place.recovery_context(recovery_public_key))


def open_queue_seed_for_recovery(place: QueueEpoch, sealed: bytes, recovery_seed: SecretBytes) -> SecretBytes:
    """Return the queue seed for the holder of the recovery seed; raises `Malformed` or `WrongKeyOrPlace`."""
    return open_key(sealed, recovery_seed, place.recovery_context(public_key_of(recovery_seed)))


def check_queue_seed(seed: SecretBytes, certified_public_key: bytes) -> SecretBytes:
    """Return `seed` if the directory certifies its public key; otherwise it must not be used.

    Raises `WrongKeyOrPlace`.
    """
    if not hmac.compare_digest(public_key_of(seed), certified_public_key):
        raise WrongKeyOrPlace("the queue seed isn't the one that the directory certifies")
    return seed
