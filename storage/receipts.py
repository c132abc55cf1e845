"""Receipts of a draft and the manifest that names them; must never keep more than three, nor a manifest that is behind."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select, update

from storage.engine import Connection
from storage.models import parts, receipts, tips
from storage.parts import PartRole, SealedPart, store_part
from storage.table_kinds import new_row_id
from storage.tip_state import Holder, TipState

MOST_RECEIPTS = 3
"""A fourth code voids the oldest (spec section 7)."""


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """What the store keeps of a receipt code."""

    mailbox: bytes
    reply_public_key: bytes
    verify_key: bytes


@dataclass(frozen=True, slots=True)
class PartDigest:
    """Number and hash of one report part."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class ManifestFacts:
    """What a manifest says (spec section 7), and the queues it is wrapped to; `generation` is its number."""

    tip_id: bytes
    generation: int
    parts: tuple[PartDigest, ...]
    receipts: tuple[NewReceipt, ...]
    holders: tuple[Holder, ...]


SealManifest = Callable[[ManifestFacts], SealedPart]
"""Seals one manifest (role `manifest`, number = generation) with a wrap for every holder; runs inside the transaction."""


# Made once: every report ends with these.
_ADD = insert(receipts)
_VOID = delete(receipts).where(receipts.c.mailbox == bindparam("of_mailbox"))
_OF_TIP = (
    select(receipts.c.mailbox, receipts.c.reply_public_key, receipts.c.verify_key)
    .where(receipts.c.tip_id == bindparam("tip"))
    .order_by(receipts.c.generation)
)
_REPORTED = (
    select(parts.c.number, parts.c.digest)
    .where(parts.c.tip_id == bindparam("tip"), parts.c.role == PartRole.REPORT.value)
    .order_by(parts.c.number)
)
_DROP_MANIFEST = delete(parts).where(
    parts.c.tip_id == bindparam("tip"), parts.c.role == PartRole.MANIFEST.value
)
_NEXT_GENERATION = (
    update(tips)
    .where(tips.c.id == bindparam("tip"))
    .values(generation=bindparam("next"), manifest_current=True)
)


def store_new(
    conn: Connection, tip: TipState, receipt: NewReceipt, seal_manifest: SealManifest, hour: int
) -> None:
    """Add a receipt, void the oldest if it is the fourth, and replace the manifest."""
    held = receipts_of(conn, tip.tip_id)
    over = max(0, len(held) + 1 - MOST_RECEIPTS)
    for oldest in held[:over]:
        conn.execute(_VOID, {"of_mailbox": oldest.mailbox})
    conn.execute(
        _ADD,
        {
            "row_id": new_row_id(),
            "mailbox": receipt.mailbox,
            "tip_id": tip.tip_id,
            "generation": tip.generation + 1,
            "reply_public_key": receipt.reply_public_key,
            "verify_key": receipt.verify_key,
        },
    )
    _replace_manifest(conn, tip, (*held[over:], receipt), seal_manifest, hour)


def replace_manifest(conn: Connection, tip: TipState, seal_manifest: SealManifest, hour: int) -> None:
    """Seal the next generation of the manifest and drop the one before."""
    _replace_manifest(conn, tip, receipts_of(conn, tip.tip_id), seal_manifest, hour)


def _replace_manifest(
    conn: Connection, tip: TipState, held: tuple[NewReceipt, ...], seal_manifest: SealManifest, hour: int
) -> None:
    facts = ManifestFacts(
        tip_id=tip.tip_id,
        generation=tip.generation + 1,
        parts=tuple(
            PartDigest(row.number, row.digest) for row in conn.execute(_REPORTED, {"tip": tip.tip_id})
        ),
        receipts=held,
        holders=tip.holders,
    )
    if not facts.parts:
        raise ValueError("A tip without parts has no manifest.")
    sealed = seal_manifest(facts)
    if (sealed.tip_id, sealed.role, sealed.number) != (tip.tip_id, PartRole.MANIFEST, facts.generation):
        raise ValueError("The sealed manifest isn't the one that was asked for.")
    conn.execute(_DROP_MANIFEST, {"tip": tip.tip_id})
    store_part(conn, sealed, tip.holders, hour)
    conn.execute(_NEXT_GENERATION, {"tip": tip.tip_id, "next": facts.generation})


def receipts_of(conn: Connection, tip_id: bytes) -> tuple[NewReceipt, ...]:
    """The valid receipts of a tip, oldest first."""
    rows = conn.execute(_OF_TIP, {"tip": tip_id})
    return tuple(NewReceipt(*row) for row in rows)
