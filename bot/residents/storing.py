"""Turns storing effects into the statements of one transaction; what it writes is sealed before the transaction begins.

The one exception is the manifest, which the format wants sealed inside it, over exactly the rows that are there.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from bot.residents.follow_ups import FollowUps
from bot.residents.limits import ChatLimits
from bot.residents.parts import RuntimeParts
from bot.residents.subscribing import Subscribing, Write
from domain.hours import day_of, hour_of, release_time
from domain.routing import Serving
from handlers.effects import (
    AddToThread,
    BeginDraft,
    DropDraft,
    EraseMyData,
    MarkThreadRead,
    ReleaseLimit,
    SealPart,
    SendTip,
    SetCategory,
    SetReminder,
    Store,
    StoreReceipt,
    TakeLimit,
    TipStore,
)
from handlers.subscriptions import WarningStore
from sealing.additions import sign_addition
from sealing.bonds import tip_bond
from sealing.conversation_keys import Chat, ContactPlace, limit_row_key, seal_contact
from sealing.derivation import new_key
from sealing.frames import Content
from sealing.manifest import Manifest, ReceiptKeys, manifest_content
from sealing.parts import Place, Role, part_hash, seal_part, wrap_part_key
from sealing.receipts import Receipt
from sealing.secret_types import SecretBytes
from storage import conversations, drafts, reminders, threads
from storage.blobs import new_blob_name
from storage.engine import Connection
from storage.errors import EpochMoved, NotADraft
from storage.failures import Failure
from storage.parts import INLINE_BYTES, PartWrap, SealedPart

INLINE_SEALING_BYTES = 128 * 1024
"""Larger content is sealed in a thread, so that other chats don't wait for it."""


class ReceiptMissing(Exception):
    """The draft has no valid receipt code: the current question is asked again, which makes a new one."""


class ThreadGone(Exception):
    """The keys or the tip behind a handle are gone: the code is asked for again."""


@dataclass(slots=True)
class Prepared:
    """What one update's transaction does, in order, and the blobs to delete once it has committed.

    `additions`: how many it adds to a thread so far; each one's number is sealed and signed with it.
    """

    writes: list[Write] = field(default_factory=list)
    dropped_blobs: list[str] = field(default_factory=list)
    additions: int = 0
    erases: bool = False

    def run(self, conn: Connection) -> None:
        """Do everything; called inside the transaction, perhaps more than once."""
        self.dropped_blobs.clear()
        for write in self.writes:
            write(conn)


@dataclass(frozen=True, slots=True)
class _Update:
    """What every effect of one update shares."""

    chat: Chat
    row_key: bytes
    receipt: Receipt | None
    hour: int
    prepared: Prepared


class Storing:
    """Prepares the storing effects of one installation."""

    def __init__(
        self, parts: RuntimeParts, follow_ups: FollowUps, limits: ChatLimits, subscribing: Subscribing
    ) -> None:
        self._parts = parts
        self._subscribing = subscribing
        self._follow_ups = follow_ups
        self._limits = limits

    async def prepare(
        self, chat: Chat, row_key: bytes, effects: Iterable[Store], receipt: Receipt | None
    ) -> Prepared:
        """Seal everything the effects name and write blobs; nothing is in the database yet.

        Raises EpochMoved when a queue's key isn't known (any more), ThreadGone for a handle that has lapsed.
        """
        prepared = Prepared()
        update = _Update(chat, row_key, receipt, hour_of(self._parts.clock()), prepared)
        for effect in effects:
            if isinstance(effect, WarningStore):
                prepared.writes.append(await self._subscribing.write(effect, chat))
            else:
                prepared.writes.append(await self._write(effect, update))
        return prepared

    async def _write(self, effect: TipStore, update: "_Update") -> Write:
        match effect:
            case SealPart():
                return await self._storing_part(effect, update.hour)
            case AddToThread():
                return await self._adding(effect, update)
            case BeginDraft() | SetCategory() | StoreReceipt() | SendTip() | DropDraft():
                return self._drafting(effect, update)
            case TakeLimit(kind):
                return self._limits.taking(update.chat, kind)
            case ReleaseLimit(kind):
                return self._limits.releasing(update.chat, kind)
            case _:
                return self._about_the_chat(effect, update)

    def _drafting(
        self, effect: BeginDraft | SetCategory | StoreReceipt | SendTip | DropDraft, update: "_Update"
    ) -> Write:
        match effect:
            case BeginDraft():
                draft = _new_draft(effect, update.hour)
                return lambda conn: drafts.begin(conn, draft)
            case SetCategory(tip_id, category):
                return lambda conn: drafts.set_category(conn, tip_id, category)
            case StoreReceipt(tip_id):
                return self._storing_receipt(tip_id, update.receipt, update.hour)
            case SendTip(tip_id):
                return self._sending(tip_id, update.hour)
            case DropDraft(tip_id):
                return lambda conn: update.prepared.dropped_blobs.extend(drafts.drop(conn, tip_id))

    def _about_the_chat(self, effect: MarkThreadRead | SetReminder | EraseMyData, update: "_Update") -> Write:
        match effect:
            case MarkThreadRead(handle):
                return self._marking_read(handle, update)
            case SetReminder(days):
                reminder = self._reminder(update.chat, days)
                return lambda conn: reminders.put(conn, reminder)
            case EraseMyData():
                update.prepared.erases = True
                reminder_id = self._reminder_id(update.chat)
                others = (
                    self._subscribing.erase(update.chat),
                    self._subscribing.forget_test_chat(update.chat),
                )
                return lambda conn: _erase(conn, update.row_key, reminder_id, others)

    async def _storing_part(self, effect: SealPart, hour: int) -> Write:
        place = Place(self._parts.deployment_id, effect.tip_id, effect.part_number, Role.REPORT)
        content = replace(effect.content, bond=self._bond(effect.tip_id))
        part, _ = await self._seal(place, content, effect.queue_ids)
        return lambda conn: drafts.add_part(conn, part, hour)

    def _marking_read(self, handle: str, update: "_Update") -> Write:
        receipt = self._follow_ups.receipt(update.chat.chat_id.reveal(), handle)
        if receipt is None:
            return lambda _conn: None  # the messages were shown; that the day isn't noted harms nobody
        day = day_of(self._parts.clock())
        return lambda conn: threads.mark_read(conn, receipt.mailbox, day)

    async def _seal(
        self, place: Place, content: Content, queue_ids: tuple[str, ...]
    ) -> tuple[SealedPart, bytes]:
        """Seal and, where it is large, store the body as a blob; gives the part's row and the whole body."""
        if len(content.body) > INLINE_SEALING_BYTES:
            body, wraps = await asyncio.to_thread(self._sealed, place, content, queue_ids)
        else:
            body, wraps = self._sealed(place, content, queue_ids)
        if len(body) <= INLINE_BYTES:
            return _row(place, body, wraps), body
        name = new_blob_name()
        await self._parts.blobs.put(name, body, self._parts.clock())
        return _row(place, body, wraps, name), body

    def _sealed(
        self, place: Place, content: Content, queue_ids: tuple[str, ...]
    ) -> tuple[bytes, tuple[PartWrap, ...]]:
        key = new_key(self._parts.random)
        body = seal_part(place, key, content, self._parts.random)
        serving = self._parts.serving()
        return body, tuple(_wrap(place, key, queue_id, serving) for queue_id in queue_ids)

    def _bond(self, tip_id: bytes) -> SecretBytes:
        """What tells an officer's browser that manifest and parts come from here."""
        return tip_bond(self._parts.pseudonym_key, self._parts.deployment_id, tip_id)

    def _seal_manifest(self, facts: drafts.ManifestFacts) -> SealedPart:
        """Seal what a draft holds now; runs in the writer's thread, inside the transaction."""
        place = Place(self._parts.deployment_id, facts.tip_id, facts.generation, Role.MANIFEST)
        content = manifest_content(
            Manifest(
                {part.number: part.digest for part in facts.parts},
                tuple(
                    ReceiptKeys(known.mailbox, known.reply_public_key, known.verify_key)
                    for known in facts.receipts
                ),
                self._bond(facts.tip_id),
            )
        )
        body, wraps = self._sealed(place, content, tuple(holder.queue_id for holder in facts.holders))
        return _row(place, body, wraps)

    def _storing_receipt(self, tip_id: bytes, receipt: Receipt | None, hour: int) -> Write:
        if receipt is None:
            raise ReceiptMissing
        row = drafts.NewReceipt(receipt.mailbox, receipt.reply_public_key, receipt.signing_public_key)
        return lambda conn: drafts.store_receipt(conn, tip_id, row, self._seal_manifest, hour)

    def _sending(self, tip_id: bytes, hour: int) -> Write:
        parts = self._parts
        release_at, now = None, parts.clock()
        if parts.release_minutes:
            jitter = int.from_bytes(parts.random(4), "big") / 2**32
            release_at = release_time(now, parts.release_minutes, jitter)
        queue_limit = parts.limits.tips_per_queue_hour

        def send(conn: Connection) -> None:
            outcome = drafts.send(conn, tip_id, hour, release_at, queue_limit, now)
            if outcome.result is drafts.SendResult.NEEDS_RECEIPT:
                facts = drafts.facts(conn, tip_id)
                if facts is None or not facts.receipts:
                    raise ReceiptMissing
                drafts.renew_manifest(conn, tip_id, self._seal_manifest, hour)
                outcome = drafts.send(conn, tip_id, hour, release_at, queue_limit, now)
            if outcome.result in {drafts.SendResult.NO_DRAFT, drafts.SendResult.EMPTY}:
                raise NotADraft("there is nothing to send")
            if outcome.result is drafts.SendResult.NEEDS_RECEIPT:
                raise ReceiptMissing

        return send

    async def _adding(self, effect: AddToThread, update: "_Update") -> Write:
        receipt = self._follow_ups.receipt(update.chat.chat_id.reveal(), effect.handle)
        if receipt is None:
            raise ThreadGone
        row = await self._parts.database.read(lambda conn: threads.open_thread(conn, receipt.mailbox))
        if row is None:
            raise ThreadGone
        number = row.next_addition + update.prepared.additions
        update.prepared.additions += 1
        place = Place(self._parts.deployment_id, row.tip_id, number, Role.ADDITION)
        part, body = await self._seal(place, effect.content, tuple(holder.queue_id for holder in row.holders))
        signature = sign_addition(receipt.signing_seed, place, body)

        def add(conn: Connection) -> None:
            if isinstance(threads.add_addition(conn, receipt.mailbox, part, signature, update.hour), Failure):
                raise ThreadGone

        return add

    def _reminder(self, chat: Chat, days: int) -> reminders.Reminder:
        row_id = self._reminder_id(chat)
        place = ContactPlace(self._parts.deployment_id, "reminder", row_id)
        contact = seal_contact(self._parts.contact_key, place, chat, self._parts.random)
        return reminders.Reminder(row_id, contact, day_of(self._parts.clock() + timedelta(days=days)))

    def _reminder_id(self, chat: Chat) -> bytes:
        """A keyed hash of its own, so that a chat has one reminder at most and erasing finds it."""
        return limit_row_key(self._parts.pseudonym_key, self._parts.deployment_id, 0, "reminder", chat)


def _new_draft(effect: BeginDraft, hour: int) -> drafts.NewDraft:
    return drafts.NewDraft(
        tip_id=effect.tip_id,
        commune_code=effect.commune_code,
        when=effect.when,
        conflict=effect.conflict,
        recipient_id=effect.recipient_id,
        copy_ids=effect.copy_ids,
        alarms=effect.alarms,
        hour=hour,
    )


def _row(place: Place, body: bytes, wraps: tuple[PartWrap, ...], blob_name: str | None = None) -> SealedPart:
    return SealedPart(
        tip_id=place.tip,
        number=place.number,
        role=place.role,
        body=body if blob_name is None else None,
        blob_name=blob_name,
        sealed_bytes=len(body),
        digest=part_hash(body),
        wraps=wraps,
    )


def _wrap(place: Place, key: SecretBytes, queue_id: str, serving: Serving) -> PartWrap:
    known = serving.keys.get(queue_id)
    if known is None:
        raise EpochMoved(queue_id)
    sealed = wrap_part_key(place, key, queue_id, known.epoch, known.public_key)
    return PartWrap(queue_id, known.epoch, sealed)


def _erase(conn: Connection, row_key: bytes, reminder_id: bytes, others: Iterable[Write]) -> None:
    conversations.forget(conn, row_key)
    reminders.remove(conn, reminder_id)
    for write in others:
        write(conn)
