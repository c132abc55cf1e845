"""Writes a conversation as bytes and reads it back; it must never write what a resident wrote."""

import json
from dataclasses import replace
from typing import Any

from domain.routing import ConflictAnswer
from domain.tips import When
from handlers.state import Conversation, Pick, Report, SentMarker, Stage

_VERSION = 1


def dump(conversation: Conversation) -> bytes:
    """The conversation as bytes, without what is only awaited within an update. To be encrypted by the caller."""
    report = conversation.report
    fields = {
        "v": _VERSION,
        "language": conversation.language,
        "stage": conversation.stage.value,
        "token": conversation.token,
        "picks": [[pick.action, pick.label] for pick in conversation.picks],
        "listed": conversation.listed,
        "page": conversation.page,
        "report": _report_fields(report) if report else None,
        "sent": [
            [marker.send_token, marker.erase_token, marker.unit_name, marker.hour, marker.tracked]
            for marker in conversation.sent
        ],
        "thread": conversation.thread,
        "tracked": conversation.tracked,
        "added": conversation.added,
        "draft_died": conversation.draft_died,
        "left": conversation.left,
    }
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()


def load(stored: bytes) -> Conversation:
    """The conversation that `dump` wrote; of another version or damaged, a fresh one: nobody is turned away."""
    try:
        fields = json.loads(stored)
        if fields["v"] != _VERSION:
            return Conversation()
        return Conversation(
            language=str(fields["language"]),
            stage=Stage(fields["stage"]),
            token=str(fields["token"]),
            picks=tuple(Pick(str(action), str(label)) for action, label in fields["picks"]),
            listed=tuple(str(code) for code in fields["listed"]),
            page=int(fields["page"]),
            report=_report(fields["report"]) if fields["report"] else None,
            sent=tuple(
                SentMarker(str(send), str(erase), str(unit), int(hour), _numbers(tracked))
                for send, erase, unit, hour, tracked in fields["sent"]
            ),
            thread=fields["thread"] if fields["thread"] is None else str(fields["thread"]),
            tracked=_numbers(fields["tracked"]),
            added=int(fields.get("added", 0)),
            draft_died=bool(fields["draft_died"]),
            left=bool(fields.get("left", False)),
        )
    except (ValueError, OverflowError, KeyError, TypeError, AttributeError):
        return Conversation()


def _report_fields(report: Report) -> dict[str, Any]:
    return {
        "stage": report.stage.value,
        "commune_code": report.commune_code,
        "pending_commune": report.pending_commune,
        "conflict": report.conflict,
        "when": report.when,
        "recipient_id": report.recipient_id,
        "recipient_name": report.recipient_name,
        "copy_ids": report.copy_ids,
        "fell_back": report.fell_back,
        "tip_id": report.tip_id.hex() if report.tip_id else None,
        "begun_hour": report.begun_hour,
        "items": report.items,
        "parts": report.parts,
        "size": report.size,
        "numbers": report.numbers,
        "category_asked": report.category_asked,
        "code_shown": report.code_shown,
        "codes": report.codes,
        "reminded": report.reminded,
        "slot_taken": report.slot_taken,
        "tracked": report.tracked,
    }


def _report(fields: dict[str, Any]) -> Report:
    report = Report(**{name: value for name, value in fields.items() if name not in _TYPED})
    return replace(
        report,
        stage=Stage(fields["stage"]),
        conflict=ConflictAnswer(fields["conflict"]) if fields["conflict"] else None,
        when=When(fields["when"]) if fields["when"] else None,
        copy_ids=tuple(str(unit) for unit in fields["copy_ids"]),
        tip_id=bytes.fromhex(fields["tip_id"]) if fields["tip_id"] else None,
        numbers=tuple((int(message), int(part)) for message, part in fields["numbers"]),
        tracked=_numbers(fields["tracked"]),
    )


_TYPED = frozenset({"stage", "conflict", "when", "copy_ids", "tip_id", "numbers", "tracked"})


def _numbers(values: Any) -> tuple[int, ...]:
    return tuple(int(value) for value in values)
