"""Splits and combines recovery keys and recovers a queue's seed, offline where seeds are open; it never writes an open seed to a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.administration.key_folder import MadeKey, keep_key, read_file, unlock
from bot.administration.refusals import Refused
from sealing.errors import Malformed, SealingError, WrongKeyOrPlace
from sealing.fingerprints import fingerprint_matches
from sealing.key_files import KeyFileKind
from sealing.recovery import RecoveryShare, combine_recovery, key_mark, read_share, split_recovery
from sealing.recovery_files import (
    Candidate,
    RecoveryAnswer,
    RecoveryRequest,
    answer_request,
    read_answer,
    read_request,
)
from sealing.secret_types import SecretBytes, SecretText


@dataclass(frozen=True, slots=True)
class Split:
    """The shares of one recovery key, each for another holder; `need` of them bring it back."""

    holder: str
    shares: tuple[RecoveryShare, ...]
    need: int


def split_key(path: Path, passphrase: SecretText, shares: int, need: int) -> Split:
    """Split the recovery key of a file. Raises Refused for another kind of file, a wrong passphrase or impossible numbers."""
    file = read_file(path)
    _, seed = unlock(path, passphrase, kind=KeyFileKind.RECOVERY, deployment=file.deployment)
    try:
        return Split(file.holder, split_recovery(file.deployment, seed, shares, need), need)
    except Malformed:
        raise Refused(
            "A key is split among 2 to 255 holders, and at least 2 of them are needed to bring it back."
        ) from None


def read_request_file(path: Path) -> RecoveryRequest:
    """Read what `tinbao keys export` wrote. Raises Refused if it isn't that."""
    try:
        return read_request(_text_of(path))
    except Malformed:
        raise Refused(f"{path.name} isn't a recovery request (`tinbao keys export`).") from None


def read_answer_file(path: Path) -> RecoveryAnswer:
    """Read what `tinbao keys recover` or the offline page wrote. Raises Refused if it isn't that."""
    try:
        return read_answer(_text_of(path))
    except Malformed:
        raise Refused(f"{path.name} isn't the answer of a recovery (`tinbao keys recover`).") from None


def read_typed_share(typed: SecretText, request: RecoveryRequest) -> RecoveryShare:
    """Read one share as it was typed. Raises Refused for a slip, and for a share of another key."""
    share = read_share(typed)
    if share is None:
        raise Refused(
            "This isn't a share, or a letter is wrong: eighteen groups of four, compare each group."
        )
    if share.mark != key_mark(request.recovery_public_key):
        raise Refused("This share is of another recovery key: look at what is written above the groups.")
    return share


def combine(request: RecoveryRequest, shares: Sequence[RecoveryShare]) -> SecretBytes:
    """Bring the recovery seed back. Raises Refused where the shares don't give this request's key."""
    try:
        return combine_recovery(request.deployment, shares, request.recovery_public_key)
    except (Malformed, WrongKeyOrPlace):
        raise Refused(
            "These shares don't give the recovery key: each must be another holder's, and as many as the split asked for."
        ) from None


def combine_to_file(request: RecoveryRequest, shares: Sequence[RecoveryShare], folder: Path) -> MadeKey:
    """Write the recovery key anew as a protected file with a new passphrase. Raises Refused as `combine`, or if the file exists."""
    holder = f"{request.province}/{request.level}"
    return keep_key(folder, KeyFileKind.RECOVERY, holder, request.deployment, combine(request, shares))


def recover(
    request: RecoveryRequest, recovery_seed: SecretBytes, officer_id: bytes, typed_fingerprint: str
) -> RecoveryAnswer:
    """Seal the queue's seeds to an officer whose fingerprint was typed.

    Raises Refused for an officer whom the request doesn't name, a fingerprint that isn't this key's, or seeds that don't open.
    """
    candidate = _candidate(request, officer_id)
    if not fingerprint_matches(typed_fingerprint, "officer", candidate.public_key):
        raise Refused(
            "The fingerprint typed isn't this officer's: don't go on. Have it read again, and tell the inspectorate if it still differs."
        )
    try:
        return answer_request(request, recovery_seed, candidate)
    except SealingError:
        raise Refused(
            "The request's seeds don't open with this recovery key: export it anew, and tell the inspectorate if that doesn't help."
        ) from None


def _candidate(request: RecoveryRequest, officer_id: bytes) -> Candidate:
    found = next((one for one in request.candidates if one.officer == officer_id), None)
    if found is None:
        raise Refused(
            "The request names no such officer: whoever is to get the key has to have joined, without holding it, before the export."
        )
    return found


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except OSError:
        raise Refused(f"{path.name} can't be read: check its path.") from None
    except UnicodeDecodeError:
        raise Refused(f"{path.name} isn't a text file.") from None
