"""Reads part keys that a browser sealed again, and hands out the entries it seals to; must never vouch for a key by itself."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import JSONResponse

from domain.limits import MOST_PARTS
from sealing.hybrid_keys import SEALED_KEY_BYTES
from sealing.parts import Role as PartRole
from storage.failures import Failure, FailureReason
from storage.resealing import ResealedKey
from web.desk import case_texts
from web.desk.certified import CertifiedQueue
from web.desk.inputs import BadInput, Fields, base64_text


def resealed_keys(fields: Fields) -> tuple[ResealedKey, ...]:
    """The keys of a posted list, each with role and number; raises `BadInput` for any other form."""
    return tuple(
        ResealedKey(_role(row.text("role", 16)), row.number("number"), row.bytes("key", SEALED_KEY_BYTES))
        for row in fields.rows("keys", MOST_PARTS)
    )


def named_parts(fields: Fields, name: str) -> frozenset[tuple[str, int]]:
    """Parts that a posted list names by role and number, none where it is absent; raises `BadInput` for any other form."""
    if not fields.has(name):
        return frozenset()
    rows = fields.rows(name, MOST_PARTS)
    return frozenset((_role(row.text("role", 16)).value, row.number("number")) for row in rows)


def offered_queue(queue_id: str, unit_name: str, certified: CertifiedQueue) -> Mapping[str, Any]:
    """A queue's entries for the browser, which verifies them once more under the root."""
    return {
        "queue": queue_id,
        "unit": unit_name,
        "province": certified.province,
        "provinceEntry": base64_text(certified.province_entry),
        "queueEntry": base64_text(certified.queue_entry),
    }


def case_refused(reason: str, status: int = 409) -> JSONResponse:
    """An ordinary no of this room."""
    return JSONResponse({"error": case_texts.refusal(reason), "reason": reason}, status_code=status)


def case_outcome(result: object) -> JSONResponse:
    """The answer to an act: done, or the sentence that says why not."""
    if isinstance(result, Failure):
        missing = result.reason in (FailureReason.NOT_VISIBLE, FailureReason.NOT_A_SAMPLE)
        return case_refused(result.reason.value, 404 if missing else 409)
    return JSONResponse({"done": True})


def _role(value: str) -> PartRole:
    try:
        return PartRole(value)
    except ValueError:
        raise BadInput from None
