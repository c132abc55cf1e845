"""Performs what a step wants to know before anything is stored; it never stores, and keeps no content after it has answered."""

import asyncio
import os

from bot.file_cleaning import CleanedFile, RefusedBecause
from bot.private_logging import get_logger
from bot.residents.channel import Channel, FileTooLarge, PlatformError
from bot.residents.follow_ups import FollowUps
from bot.residents.limits import ChatLimits
from bot.residents.parts import RuntimeParts
from bot.residents.subscribing import Subscribing
from handlers.effects import CheckLimits, FetchFile, LookUp, MakeReceipt, OpenThread, ResumeThread
from handlers.events import (
    Event,
    FileKind,
    FileReady,
    FileRefusalReason,
    FileRefused,
    ReceiptMade,
    Thread,
    ThreadLapsed,
    ThreadMessage,
    ThreadNotFound,
    ThreadOpened,
)
from handlers.subscriptions import WarningLookUp
from sealing.conversation_keys import Chat
from sealing.errors import SealingError
from sealing.frames import Content, MediaKind
from sealing.parts import Place, Role, open_part
from sealing.receipts import Receipt, new_code, read_code
from sealing.replies import open_reply_key
from sealing.secret_types import SecretText
from storage import threads

_log = get_logger()

FILES_AT_ONCE = 4
"""Each may hold 20 MB before and 40 MB after cleaning; this bounds the memory that a crowd of senders can take."""

_MEDIA = {
    FileKind.PHOTO: MediaKind.PHOTO,
    FileKind.VOICE: MediaKind.VOICE,
    FileKind.VIDEO_NOTE: MediaKind.VIDEO_NOTE,
    FileKind.AUDIO: MediaKind.AUDIO,
    FileKind.VIDEO: MediaKind.VIDEO,
    FileKind.DOCUMENT: MediaKind.DOCUMENT,
    FileKind.ANIMATION: MediaKind.VIDEO,
}
_REFUSALS = {
    RefusedBecause.UNREADABLE: FileRefusalReason.DAMAGED,
    RefusedBecause.UNSUPPORTED: FileRefusalReason.NOT_CLEANABLE,
    RefusedBecause.PROTECTED: FileRefusalReason.PROTECTED,
    RefusedBecause.TOO_LARGE: FileRefusalReason.TOO_LONG,
    RefusedBecause.TOO_SLOW: FileRefusalReason.TOO_LONG,
}


class LookUps:
    """Performs the looking-up effects of one channel."""

    def __init__(
        self,
        parts: RuntimeParts,
        channel: Channel,
        follow_ups: FollowUps,
        limits: ChatLimits,
        subscribing: Subscribing,
    ) -> None:
        self._parts = parts
        self._channel = channel
        self._follow_ups = follow_ups
        self._limits = limits
        self._subscribing = subscribing
        self._fetching: dict[str, asyncio.Future[FileReady | FileRefused]] = {}
        self._files = asyncio.Semaphore(FILES_AT_ONCE)
        # One semaphore bounds all Argon2 work: each derivation takes 19 MiB and a core.
        self._derivations = asyncio.Semaphore(max(1, os.cpu_count() or 1))

    async def perform(self, chat: Chat, effect: LookUp) -> tuple[Event, Receipt | None]:
        """Find out what the effect asks; a receipt made on the way comes beside its answer, for the storing."""
        if isinstance(effect, WarningLookUp):
            return await self._subscribing.find(chat, effect), None
        match effect:
            case CheckLimits(kind):
                return await self._limits.check(chat, kind), None
            case FetchFile():
                return await self._fetch_for(chat.chat_id.reveal(), effect), None
            case MakeReceipt():
                code = new_code(self._parts.random)
                return ReceiptMade(code), await self.derive(code)
            case OpenThread(code):
                return await self._open(chat, code), None
            case ResumeThread(handle):
                receipt = self._follow_ups.receipt(chat.chat_id.reveal(), handle)
                return (ThreadLapsed() if receipt is None else await self._thread(receipt, handle)), None

    async def derive(self, code: SecretText) -> Receipt:
        """Derive a code's keys in a thread, a few at once at most."""
        async with self._derivations:
            return await asyncio.to_thread(self._parts.derive, code, self._parts.deployment_id)

    def give_file_up(self, chat: str) -> None:
        """Stop fetching and cleaning this chat's file; its resident is told to send it again."""
        fetching = self._fetching.get(chat)
        if fetching is not None:
            fetching.cancel()

    async def _fetch_for(self, chat: str, effect: FetchFile) -> FileReady | FileRefused:
        fetching = self._fetching[chat] = asyncio.ensure_future(self._fetch(effect))
        try:
            await asyncio.wait({fetching})
        finally:
            fetching.cancel()
            del self._fetching[chat]
        return FileRefused(FileRefusalReason.NOT_FETCHED) if fetching.cancelled() else fetching.result()

    async def _fetch(self, effect: FetchFile) -> FileReady | FileRefused:
        most = min(effect.most_bytes, self._parts.limits.file_bytes)
        async with self._files:
            try:
                raw = await self._channel.fetch(effect.file, most)
            except FileTooLarge:
                return FileRefused(FileRefusalReason.TOO_BIG)
            except PlatformError:
                return FileRefused(FileRefusalReason.NOT_FETCHED)
            cleaned = await self._parts.clean(raw)
        if not isinstance(cleaned, CleanedFile):
            return FileRefused(_REFUSALS[cleaned.because])
        if len(cleaned.content) > effect.most_bytes:
            return FileRefused(FileRefusalReason.TOO_BIG)
        return FileReady(
            Content(
                kind=_MEDIA[effect.file.kind],
                body=cleaned.content,
                mime=cleaned.mime,
                seconds=cleaned.seconds,
                width=cleaned.width,
                height=cleaned.height,
            )
        )

    async def _open(self, chat: Chat, typed: SecretText) -> ThreadOpened | ThreadNotFound:
        code = read_code(typed)
        if code is None:
            return ThreadNotFound()
        receipt = await self.derive(code)
        found = await self._thread(receipt, "")
        if isinstance(found, ThreadNotFound):
            return found
        handle = self._follow_ups.hold(chat.chat_id.reveal(), receipt)
        opened = found.thread
        return ThreadOpened(
            Thread(
                handle=handle,
                status=opened.status,
                first_viewed=opened.first_viewed,
                unit_name=opened.unit_name,
                messages=opened.messages,
                additions_left=opened.additions_left,
                bytes_left=opened.bytes_left,
                disk_low=opened.disk_low,
            )
        )

    async def _thread(self, receipt: Receipt, handle: str) -> ThreadOpened | ThreadNotFound:
        row = await self._parts.database.read(lambda conn: threads.open_thread(conn, receipt.mailbox))
        if row is None:
            unsent = await self._parts.database.read(
                lambda conn: threads.awaits_sending(conn, receipt.mailbox)
            )
            return ThreadNotFound(unsent)
        messages = [await self._message(row.tip_id, reply, receipt) for reply in row.replies]
        return ThreadOpened(
            Thread(
                handle=handle,
                status=row.status,
                first_viewed=row.first_viewed,
                unit_name=row.unit_name,
                messages=tuple(message for message in messages if message is not None),
                additions_left=max(0, self._parts.limits.parts_per_tip - row.additions),
                bytes_left=max(0, self._parts.limits.bytes_per_tip - row.addition_bytes),
                disk_low=not self._limits.disk_has_room(),
            )
        )

    async def _message(
        self, tip_id: bytes, reply: threads.ThreadReply, receipt: Receipt
    ) -> ThreadMessage | None:
        place = Place(self._parts.deployment_id, tip_id, reply.number, Role.REPLY)
        body = reply.body
        if body is None:
            body = await self._parts.blobs.get(reply.blob_name or "")
        try:
            key = open_reply_key(place, reply.sealed_key, receipt.mailbox, receipt.reply_seed)
            content = open_part(place, key, body)
            text = content.body.reveal().decode("utf-8")
        except (SealingError, UnicodeDecodeError) as error:
            _log.error("reply_unreadable", exc_info=error)
            return None
        return ThreadMessage(SecretText(text), reply.day, from_police=True)
