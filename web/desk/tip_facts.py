"""What a tip's page says and what its script needs to open the parts; must never hold content or a resident's exact time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.permissions import Action
from domain.place_records import Commune
from domain.tips import ALLOWED_MOVES, TipStatus, When, reason_needed, vague_status
from sealing.parts import Role as PartRole
from storage.moments import hour_of_minute
from storage.tip_reading import OfficerEvent, TipHolder, TipPart, TipView
from storage.viewer import Viewer
from web.desk import texts
from web.desk.certified import CertifiedQueue
from web.desk.duties import Clock, TipFacts, clocks, next_clock
from web.desk.inputs import base64_text
from web.desk.times import hour_text, minute_text, size_text


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    text: str
    reason: str
    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Move:
    """A status that may come next, with what it means and what the resident then sees."""

    to: str
    name: str
    act: str
    means: str
    resident: str
    needs_reason: bool


@dataclass(frozen=True, slots=True)
class TipPage:
    """Everything that the template prints."""

    tip: str
    number: int
    category: str
    status: str
    when: str
    now: bool
    arrived: str
    place: str
    clock: Clock | None
    clocks: tuple[Clock, ...]
    holder_name: str | None
    mine: bool
    may_return: bool
    closed: bool
    copy: bool
    responsible: str
    conflict: bool
    parts: tuple[int, ...]
    events: tuple[Event, ...]
    moves: tuple[Move, ...]
    facts: str


def tip_page(
    view: TipView,
    viewer: Viewer,
    commune: Commune | None,
    certified: Mapping[str, CertifiedQueue],
    now_hour: int,
) -> TipPage:
    """The page of a tip as this viewer sees it at this hour."""
    facts = TipFacts(
        view.when, view.status, view.received_hour, _first_viewed_hour(view), view.first_word_hour
    )
    reports = [part for part in view.parts if part.role is PartRole.REPORT]
    responsible = next((holder.unit_name for holder in view.holders if not holder.copy), "")
    mine = view.claimed_by == viewer.officer_id
    return TipPage(
        tip=view.tip_id.hex(),
        number=view.number,
        category=texts.CATEGORY.get(view.category, texts.CATEGORY[None]),
        status=_status_text(view),
        when=texts.WHEN[view.when],
        now=view.when is When.NOW,
        arrived=hour_text(view.received_hour, now_hour),
        place=commune.title if commune else "",
        clock=next_clock(facts, now_hour),
        clocks=clocks(facts, now_hour),
        holder_name=view.claimed_name,
        mine=mine,
        may_return=mine or (view.claimed_by is not None and viewer.may(Action.RETURN_FOR_ANOTHER)),
        closed=view.status is TipStatus.CLOSED,
        copy=view.copy,
        responsible=responsible,
        conflict=view.conflict,
        parts=tuple(part.number for part in reports),
        events=_history(view, now_hour),
        moves=_moves(view) if mine and not view.copy else (),
        facts=json.dumps(_script_facts(view, viewer, certified, now_hour), separators=(",", ":")),
    )


def _status_text(view: TipView) -> str:
    name = texts.STATUS[view.status]
    if view.status is TipStatus.CLASSIFIED and view.classification:
        return f"{name}: {texts.CLASSIFICATION[view.classification].lower()}"
    if view.status is TipStatus.DECIDED and view.decision:
        return f"{name}: {texts.DECISION[view.decision].lower()}"
    return name


def _first_viewed_hour(view: TipView) -> int | None:
    viewed = [
        event.at_minute for event in view.events if event.kind == "viewed" and event.queue_id == view.queue_id
    ]
    return hour_of_minute(min(viewed)) if viewed else None


def _moves(view: TipView) -> tuple[Move, ...]:
    order = list(TipStatus)

    def place(to: TipStatus) -> tuple[bool, int]:
        return (to is view.status, order.index(to))

    return tuple(
        Move(
            to=to.value,
            name="Phân loại lại" if to is view.status else texts.STATUS[to],
            act="Mở lại tin" if view.status is TipStatus.CLOSED else texts.STATUS_ACT[to],
            means=texts.STATUS_MEANS[to],
            resident=texts.VAGUE[vague_status(to, view.first_viewed_day is not None)],
            needs_reason=reason_needed(view.status, to),
        )
        for to in sorted(ALLOWED_MOVES[view.status], key=place)
    )


def _history(view: TipView, now_hour: int) -> tuple[Event, ...]:
    first_view = next((event.ordinal for event in view.events if event.kind == "viewed"), 0)
    own = [_event(event, first_view, now_hour) for event in reversed(view.events)]
    arrived = Event("Tin đến hàng", "", "", f"{hour_text(view.received_hour, now_hour)} (chỉ lưu tới giờ)")
    return (*own, arrived)


def _event(event: OfficerEvent, first_view: int, now_hour: int) -> Event:
    detail = event.detail
    text = texts.EVENT.get(event.kind, texts.EVENT_OTHER)
    if event.kind == "viewed" and event.ordinal == first_view:
        text = texts.FIRST_VIEW
    if event.kind == "status":
        text = texts.STATUS.get(detail.get("to", ""), texts.EVENT_OTHER)
        more = texts.CLASSIFICATION.get(detail.get("classification", "")) or texts.DECISION.get(
            detail.get("decision", "")
        )
        text = f"{text}: {more.lower()}" if more else text
    reason = detail.get("reason") or ("lý do trong ghi chú nội bộ" if "reason_note" in detail else "")
    return Event(text, reason, event.officer_name, minute_text(event.at_minute, now_hour))


def _script_facts(
    view: TipView, viewer: Viewer, certified: Mapping[str, CertifiedQueue], now_hour: int
) -> Mapping[str, Any]:
    """What the page's script opens the tip with; sealed things and metadata alone."""
    reasons = {
        event.detail["reason_note"]: texts.STATUS.get(event.detail.get("to", ""), "")
        for event in view.events
        if "reason_note" in event.detail
    }
    return {
        "tip": view.tip_id.hex(),
        "queue": view.queue_id,
        "parts": [_part(part, reasons, now_hour) for part in view.parts],
        "receipts": [
            {
                "mailbox": base64_text(receipt.mailbox),
                "reply": base64_text(receipt.reply_public_key),
                "verify": base64_text(receipt.verify_key),
            }
            for receipt in view.receipts
        ],
        "holders": [_holder(holder, certified.get(holder.queue_id)) for holder in view.holders],
        "nextReply": view.next_reply,
        "nextNote": view.next_note,
        "viewedByMe": any(
            event.kind == "viewed" and event.officer_id == viewer.officer_id for event in view.events
        ),
    }


def _holder(holder: TipHolder, certified: CertifiedQueue | None) -> Mapping[str, Any]:
    facts: dict[str, Any] = {
        "queue": holder.queue_id,
        "epoch": holder.epoch,
        "key": base64_text(holder.public_key),
        "unit": holder.unit_name,
    }
    if certified is not None:
        facts["province"] = certified.province
        facts["provinceEntry"] = base64_text(certified.province_entry)
        facts["queueEntry"] = base64_text(certified.queue_entry)
    return facts


def _part(part: TipPart, reasons: Mapping[str, str], now_hour: int) -> Mapping[str, Any]:
    facts: dict[str, Any] = {
        "role": part.role.value,
        "number": part.number,
        "size": size_text(part.sealed_bytes),
        "epoch": part.epoch,
        "key": base64_text(part.sealed_key),
        "hour": part.hour,
        "when": _when(part, now_hour),
    }
    if part.signature is not None:
        facts["signature"] = base64_text(part.signature)
    if part.author_name is not None:
        facts["author"] = part.author_name
    if part.role is PartRole.NOTE and str(part.number) in reasons:
        facts["reasonFor"] = reasons[str(part.number)]
    if part.role is PartRole.REPLY:
        facts["read"] = part.read_day is not None
    return facts


def _when(part: TipPart, now_hour: int) -> str:
    """The day of a resident's part, day and minute of an officer's own."""
    if part.at_minute is not None:
        return minute_text(part.at_minute, now_hour)
    return hour_text(part.hour, now_hour)
