"""What a tip's page says and what its script needs to open the parts; must never hold content or a resident's exact time."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.permissions import Action
from domain.place_records import Commune
from domain.tips import Classification, TipStatus, When
from sealing.parts import Role as PartRole
from storage.queues import Lane
from storage.tip_duties import TipClocks
from storage.tip_links import LinkedTip
from storage.tip_reading import TipHolder, TipPart, TipView
from storage.viewer import Viewer
from web.desk import case_texts, texts
from web.desk.case_history import Event, history, person_text
from web.desk.certified import CertifiedQueue
from web.desk.duties import Clock, clocks, next_clock
from web.desk.inputs import base64_text
from web.desk.status_moves import Move, moves_of
from web.desk.times import hour_text, minute_text, size_text


@dataclass(frozen=True, slots=True)
class Related:
    """Another tip of the queue, linked or proposed."""

    tip: str
    number: int
    category: str
    status: str
    arrived: str


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
    unclassified: bool
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
    linked: tuple[Related, ...]
    proposed: tuple[Related, ...]
    may_forward: bool
    may_set_aside: bool
    groundless: bool
    may_print: bool
    facts: str


def tip_page(
    view: TipView,
    running: TipClocks,
    viewer: Viewer,
    commune: Commune | None,
    certified: Mapping[str, CertifiedQueue],
    now_hour: int,
    related: tuple[LinkedTip, ...] = (),
) -> TipPage:
    """The page of a tip as this viewer sees it at this hour; `related` are its linked and proposed tips."""
    closed = view.status is TipStatus.CLOSED
    printed = clocks(running.clocks, view.when, now_hour)
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
        clock=next_clock(printed, closed=closed),
        clocks=printed,
        unclassified=view.classification is None,
        holder_name=view.claimed_name,
        mine=mine,
        may_return=not closed
        and (mine or (view.claimed_by is not None and viewer.may(Action.RETURN_FOR_ANOTHER))),
        closed=closed,
        copy=view.copy,
        responsible=responsible,
        conflict=view.conflict,
        parts=tuple(part.number for part in reports),
        events=history(view, now_hour),
        moves=_offered(view, moves_of(view, running.decide)) if (mine or closed) and not view.copy else (),
        linked=tuple(_related(tip, now_hour) for tip in related if tip.linked),
        proposed=tuple(_related(tip, now_hour) for tip in related if not tip.linked),
        may_forward=_may_forward(view, viewer),
        may_set_aside=mine and not view.copy and view.status in _SET_ASIDE_FROM,
        groundless=view.classification is Classification.NO_GROUND,
        may_print=viewer.may(Action.PRINT_TIPS),
        facts=json.dumps(_script_facts(view, viewer, certified, now_hour), separators=(",", ":")),
    )


def _status_text(view: TipView) -> str:
    name = texts.STATUS[view.status]
    if view.status is TipStatus.CLASSIFIED and view.classification:
        return f"{name}: {texts.CLASSIFICATION[view.classification].lower()}"
    if view.status is TipStatus.DECIDED and view.decision:
        return f"{name}: {texts.DECISION[view.decision].lower()}"
    return name


_SET_ASIDE_FROM = (TipStatus.RECEIVED, TipStatus.CLASSIFIED, TipStatus.TRANSFERRED)


def _offered(view: TipView, moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """What was found groundless is set aside, so that the level above may look at it; it isn't closed like others."""
    if view.classification is not Classification.NO_GROUND or view.status is TipStatus.DECIDED:
        return moves
    return tuple(move for move in moves if move.to != TipStatus.CLOSED.value)


def _may_forward(view: TipView, viewer: Viewer) -> bool:
    """As storage decides it; nobody forwards from under a colleague but who may take the tip from them."""
    free = view.claimed_by in (None, viewer.officer_id) or viewer.may(Action.RETURN_FOR_ANOTHER)
    return free and not view.copy and view.lane is Lane.OPEN and viewer.may(Action.FORWARD_TIPS)


def _related(tip: LinkedTip, now_hour: int) -> Related:
    return Related(
        tip=tip.tip_id.hex(),
        number=tip.number,
        category=texts.CATEGORY.get(tip.category, texts.CATEGORY[None]),
        status=texts.STATUS_SHORT[tip.status],
        arrived=hour_text(tip.received_hour, now_hour),
    )


def _script_facts(
    view: TipView, viewer: Viewer, certified: Mapping[str, CertifiedQueue], now_hour: int
) -> Mapping[str, Any]:
    """What the page's script opens the tip with; sealed things and metadata alone."""
    reasons = {
        event.detail["reason_note"]: case_texts.EVENT["forwarded"]
        if event.kind == "forwarded"
        else texts.STATUS.get(event.detail.get("to", ""), "")
        for event in view.events
        if "reason_note" in event.detail
    }
    return {
        "tip": view.tip_id.hex(),
        "queue": view.queue_id,
        "parts": [_kept(view, part, part_facts(part, reasons, now_hour)) for part in view.parts],
        "receipts": [
            {
                "mailbox": base64_text(receipt.mailbox),
                "reply": base64_text(receipt.reply_public_key),
                "verify": base64_text(receipt.verify_key),
            }
            for receipt in view.receipts
        ],
        "holders": [_holder(holder, certified.get(holder.queue_id)) for holder in view.holders],
        "cameFrom": None
        if view.came_from is None or not _may_forward(view, viewer)
        else {"queue": view.came_from[0], "unit": view.came_from[1]},
        "nextReply": view.next_reply,
        "nextNote": view.next_note,
        "viewedByMe": any(
            event.kind == "viewed" and event.officer_id == viewer.officer_id for event in view.events
        ),
    }


def _kept(view: TipView, part: TipPart, facts: Mapping[str, Any]) -> Mapping[str, Any]:
    """Whether the server wants to hear that this part has opened, so that nobody's former wrap of it is kept any longer."""
    kept = not view.copy and (part.role.value, part.number) in view.kept
    return {**facts, "kept": True} if kept else facts


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


def part_facts(part: TipPart, reasons: Mapping[str, str], now_hour: int) -> Mapping[str, Any]:
    """One part as the page's script needs it; `reasons` say which notes give the reason for what."""
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
    if part.author_role is not None:
        facts["author"] = person_text(part.author_name, part.author_role, part.author_unit)
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
