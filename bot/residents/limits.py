"""Counts what one chat takes, under keyed hashes whose key changes daily; it never keeps whose count it is."""

import shutil
from collections.abc import Callable

from bot.residents.parts import RuntimeParts
from domain.hours import day_of, hour_of
from handlers.effects import LimitKind
from handlers.events import Allowed, RefusalReason, Refused
from sealing.conversation_keys import Chat, limit_row_key
from storage import limits as rows
from storage.engine import Connection

_EPOCH_ORDINAL = 719163
"""`date(1970, 1, 1).toordinal()`: days are counted from there (docs/sealed-tip-spec.md, section 17)."""


class ChatLimits:
    """The limits of single chats on one installation."""

    def __init__(self, parts: RuntimeParts) -> None:
        self._parts = parts

    async def check(self, chat: Chat, kind: LimitKind) -> Allowed | Refused:
        """Say whether there is room; nothing is counted."""
        kinds: tuple[LimitKind, ...] = (kind,)
        if kind is LimitKind.REPORT:
            if not self.disk_has_room():
                return Refused(RefusalReason.DISK_LOW)
            kinds = (LimitKind.DRAFT, LimitKind.TIP, LimitKind.BEGUN)
        counters = [(each, *self._counter(chat, each)) for each in kinds]

        def first_full(conn: Connection) -> RefusalReason | None:
            for each, key, span, most, reason in counters:
                if rows.taken(conn, key, each.value, span) >= most:
                    return reason
            return None

        reason = await self._parts.database.read(first_full)
        return Allowed() if reason is None else Refused(reason)

    def taking(self, chat: Chat, kind: LimitKind) -> Callable[[Connection], None]:
        """Count one more, in a transaction; at the bound nothing is counted."""
        key, span, most, _ = self._counter(chat, kind)

        def take(conn: Connection) -> None:
            rows.take(conn, key, kind.value, span, most)

        return take

    def releasing(self, chat: Chat, kind: LimitKind) -> Callable[[Connection], None]:
        """Count one less, in a transaction."""
        key, span, _, _ = self._counter(chat, kind)

        def release(conn: Connection) -> None:
            rows.release(conn, key, kind.value, span)

        return release

    def _counter(self, chat: Chat, kind: LimitKind) -> tuple[bytes, int, int, RefusalReason]:
        now, bounds = self._parts.clock(), self._parts.limits
        day = day_of(now).toordinal() - _EPOCH_ORDINAL
        key = limit_row_key(self._parts.pseudonym_key, self._parts.deployment_id, day, kind.value, chat)
        if kind is LimitKind.WRONG_CODE:
            return key, hour_of(now), bounds.wrong_codes_per_hour, RefusalReason.WRONG_CODES
        if kind is LimitKind.TIP:
            return key, day, bounds.tips_per_chat_day, RefusalReason.TIPS_TODAY
        if kind is LimitKind.BEGUN:
            return key, day, bounds.drafts_begun_per_chat_day, RefusalReason.BEGUN_TODAY
        return key, day, bounds.drafts_per_chat_day, RefusalReason.DRAFTS_TODAY

    def disk_has_room(self) -> bool:
        """Whether more may be stored at all."""
        return shutil.disk_usage(self._parts.data_dir).free >= self._parts.limits.free_disk_bytes
