"""Reads and writes the two files of a recovery, to the offline machine and back; it must never let one hold an open seed.

Source: docs/sealed-tip-spec.md, section 15. Whoever reads a file was given it by somebody else: it is checked to the last
field, and nothing in it is trusted before the seed itself opened.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sealing.contexts import check_id
from sealing.errors import Malformed, WrongKeyOrPlace
from sealing.hybrid_keys import SEALED_KEY_BYTES, check_public_key, public_key_of
from sealing.queue_keys import QueueEpoch, open_queue_seed_for_recovery, seal_queue_seed
from sealing.secret_types import SecretBytes

__all__ = [
    "Candidate",
    "RecoveryAnswer",
    "RecoveryRequest",
    "SealedEpoch",
    "answer_request",
    "read_answer",
    "read_request",
    "write_answer",
    "write_request",
]

REQUEST_FORMAT: Final = "tinbao-recovery-request/1"
ANSWER_FORMAT: Final = "tinbao-recovery-answer/1"
LARGEST_FILE: Final = 1_000_000
_MOST_ROWS: Final = 200
_MOST_TEXT: Final = 200


@dataclass(frozen=True, slots=True)
class SealedEpoch:
    """One epoch of the queue: its public key (empty in an answer) and its seed sealed to somebody."""

    epoch: int
    public_key: bytes
    sealed_seed: bytes


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer to whom the seeds may be sealed: id (16 bytes), name, public key (1,216 bytes)."""

    officer: bytes
    name: str
    public_key: bytes


@dataclass(frozen=True, slots=True)
class RecoveryRequest:
    """What the offline machine is given; `level` is `province` or `inspectorate`."""

    deployment: bytes
    queue: str
    unit: str
    province: str
    level: str
    recovery_public_key: bytes
    epochs: tuple[SealedEpoch, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class RecoveryAnswer:
    """What it gives back: the seeds sealed to one officer."""

    deployment: bytes
    queue: str
    officer: bytes
    epochs: tuple[SealedEpoch, ...]


def answer_request(
    request: RecoveryRequest, recovery_seed: SecretBytes, candidate: Candidate
) -> RecoveryAnswer:
    """Open every seed with the recovery key and seal it to the candidate, whose fingerprint the caller has compared.

    Raises `Malformed` or `WrongKeyOrPlace` for a wrap that doesn't open, or opens to another key than it says.
    """
    sealed = []
    for row in request.epochs:
        place = QueueEpoch(request.deployment, request.queue, row.epoch)
        seed = open_queue_seed_for_recovery(place, row.sealed_seed, recovery_seed)
        if public_key_of(seed) != row.public_key:
            raise WrongKeyOrPlace("a queue seed of another key than the request says")
        again = seal_queue_seed(place, seed, candidate.officer, candidate.public_key)
        sealed.append(SealedEpoch(row.epoch, b"", again))
    return RecoveryAnswer(request.deployment, request.queue, candidate.officer, tuple(sealed))


def write_request(request: RecoveryRequest) -> str:
    """Return the file's text."""
    return _text(
        {
            "format": REQUEST_FORMAT,
            "deployment": request.deployment.hex(),
            "queue": request.queue,
            "unit": request.unit,
            "province": request.province,
            "level": request.level,
            "recovery": request.recovery_public_key.hex(),
            "epochs": [
                {"epoch": row.epoch, "public": row.public_key.hex(), "sealed": row.sealed_seed.hex()}
                for row in request.epochs
            ],
            "officers": [
                {"officer": one.officer.hex(), "name": one.name, "public": one.public_key.hex()}
                for one in request.candidates
            ],
        }
    )


def read_request(text: str) -> RecoveryRequest:
    """Return what a request says; raises `Malformed` for anything else."""
    fields = _fields(text, REQUEST_FORMAT, {"queue", "unit", "province", "level", "recovery", "officers"})
    level = _words(fields["level"])
    if level not in ("province", "inspectorate"):
        raise Malformed("a recovery key is a province's or its inspectorate's")
    return RecoveryRequest(
        deployment=_deployment(fields),
        queue=_words(fields["queue"], 64),
        unit=_words(fields["unit"]),
        province=_words(fields["province"], 64),
        level=level,
        recovery_public_key=check_public_key(_unhex(fields["recovery"])),
        epochs=tuple(
            SealedEpoch(_number(row["epoch"]), check_public_key(_unhex(row["public"])), _sealed(row))
            for row in _rows(fields["epochs"], {"epoch", "public", "sealed"})
        ),
        candidates=tuple(
            Candidate(
                check_id(_unhex(row["officer"]), "officer"),
                _words(row["name"]),
                check_public_key(_unhex(row["public"])),
            )
            for row in _rows(fields["officers"], {"officer", "name", "public"}, least=0)
        ),
    )


def write_answer(answer: RecoveryAnswer) -> str:
    """Return the file's text."""
    return _text(
        {
            "format": ANSWER_FORMAT,
            "deployment": answer.deployment.hex(),
            "queue": answer.queue,
            "officer": answer.officer.hex(),
            "epochs": [{"epoch": row.epoch, "sealed": row.sealed_seed.hex()} for row in answer.epochs],
        }
    )


def read_answer(text: str) -> RecoveryAnswer:
    """Return what an answer says; raises `Malformed` for anything else."""
    fields = _fields(text, ANSWER_FORMAT, {"queue", "officer"})
    return RecoveryAnswer(
        deployment=_deployment(fields),
        queue=_words(fields["queue"], 64),
        officer=check_id(_unhex(fields["officer"]), "officer"),
        epochs=tuple(
            SealedEpoch(_number(row["epoch"]), b"", _sealed(row))
            for row in _rows(fields["epochs"], {"epoch", "sealed"})
        ),
    )


def _text(fields: dict[str, Any]) -> str:
    return json.dumps(fields, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _fields(text: str, file_format: str, names: set[str]) -> dict[str, Any]:
    if len(text) > LARGEST_FILE:
        raise Malformed("too large for a file of a recovery")
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("not a file of a recovery") from None
    wanted = {"format", "deployment", "epochs", *names}
    if not isinstance(fields, dict) or fields.keys() != wanted or fields["format"] != file_format:
        raise Malformed("not this file of a recovery, or of another version")
    return fields


def _rows(value: object, names: set[str], least: int = 1) -> Sequence[dict[str, Any]]:
    if not isinstance(value, list) or not least <= len(value) <= _MOST_ROWS:
        raise Malformed("a file of a recovery with too few or too many rows")
    if not all(isinstance(row, dict) and row.keys() == names for row in value):
        raise Malformed("a file of a recovery with a row of another form")
    return value


def _deployment(fields: dict[str, Any]) -> bytes:
    return check_id(_unhex(fields["deployment"]), "deployment")


def _sealed(row: dict[str, Any]) -> bytes:
    sealed = _unhex(row["sealed"])
    if len(sealed) != SEALED_KEY_BYTES:
        raise Malformed("a sealed seed of another length")
    return sealed


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value < 2**32:
        raise Malformed("epochs count from 1")
    return value


def _words(value: object, most: int = _MOST_TEXT) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= most or not value.isprintable():
        raise Malformed("a file of a recovery with an unreadable name")
    return value


def _unhex(value: object) -> bytes:
    if not isinstance(value, str):
        raise Malformed("bytes are written in hex")
    try:
        data = bytes.fromhex(value)
    except ValueError:
        raise Malformed("bytes are written in hex") from None
    if data.hex() != value:
        raise Malformed("bytes are written in lower-case hex")
    return data
