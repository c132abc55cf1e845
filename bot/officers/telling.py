"""Tells officers unasked: notices and the morning digest, each at most once; it must never send what isn't on disk as begun."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from bot.officers.acts import line_of, standing_of
from bot.officers.channel import ChatClosed, InDoubt, NotSent, OfficersChannel, Refused
from bot.officers.parts import OfficerParts
from bot.private_logging import get_logger
from domain.mornings import morning_of
from handlers.officers.effects import Message
from handlers.officers.notices import Kind, Morning, Told, morning_message, notice_message
from sealing.errors import SealingError
from storage import notices, officer_chats, officer_inbox
from storage.engine import Connection
from storage.notices import Notice
from storage.officer_chats import OfficerChat

_log = get_logger()

MOST_AT_ONCE = 60
Settle = Callable[[Connection, int], None]


@dataclass(frozen=True, slots=True)
class Letter:
    """One message to one officer's chat, and the notices that it tells."""

    officer_id: bytes
    chat: str
    message: Message
    notices: tuple[int, ...] = ()


class Telling:
    """The ticks of the one process that leads; `begin` comes before the first."""

    def __init__(self, parts: OfficerParts, channel: OfficersChannel) -> None:
        self._parts = parts
        self._channel = channel
        self._begun = False

    async def notices(self) -> None:
        """Tell what waits; what the platform has surely not taken waits again, what is unclear is never repeated."""
        if not self._begun:
            # Nobody else sends: whatever stands as begun was cut short with a former process.
            await self._parts.database.write(notices.doubt_begun)
            self._begun = True
        # One letter stands as begun at a time: whatever kills the process, no more than that is ever in doubt.
        for _ in range(MOST_AT_ONCE):
            letter = await self._parts.database.write(self._take)
            if letter is None or await self._deliver(letter):
                return

    async def digests(self) -> None:
        """Tell what waits in the morning, on days when something does."""
        day = morning_of(self._parts.clock())
        if day is None:
            return

        def take(conn: Connection) -> tuple[Letter, ...]:
            chats = officer_chats.take_digests(conn, day)
            return tuple(filter(None, (self._digest(conn, chat) for chat in chats)))

        letters = await self._parts.database.write(take)
        for place, letter in enumerate(letters):
            if await self._deliver(letter):
                put_back = partial(_put_digests_back, letters=letters[place:], day=day)
                await self._parts.database.write(put_back)
                return

    async def purge(self) -> None:
        """Forget codes that have ended."""
        now = self._parts.clock()
        await self._parts.database.write(lambda conn: officer_chats.purge(conn, now))

    def _take(self, conn: Connection) -> Letter | None:
        """Take up the notices of one officer who can be told; those of the others wait."""
        by_officer: defaultdict[bytes, list[Notice]] = defaultdict(list)
        for notice in notices.take_for_chat(conn, MOST_AT_ONCE):
            by_officer[notice.officer_id].append(notice)
        chats = officer_chats.chats_of(conn, tuple(by_officer))
        first: Letter | None = None
        for officer_id, some in by_officer.items():
            chat = chats.get(officer_id)
            letter = None if chat is None or first is not None else self._letter(conn, chat, some)
            first = first or letter
            if letter is None:
                for notice in some:
                    settle = notices.mark_unreachable if chat is None or first is None else notices.put_back
                    settle(conn, notice.id)
        return first

    def _letter(self, conn: Connection, chat: OfficerChat, some: Sequence[Notice]) -> Letter | None:
        address = self._address(chat)
        if address is None:
            return None
        told = tuple(self._told(conn, chat, address, notice) for notice in some)
        message = notice_message(self._parts.talk(), standing_of(chat, "vi"), told)
        return Letter(chat.viewer.officer_id, address, message, tuple(notice.id for notice in some))

    def _told(self, conn: Connection, chat: OfficerChat, address: str, notice: Notice) -> Told:
        """A tip of the own queue as it stands now; of another queue nothing but the kind is ever said."""
        kind = Kind(notice.kind.value)
        if notice.number is None or notice.queue_id != chat.viewer.unit_id:
            return Told(kind, None, below=notice.queue_id != chat.viewer.unit_id)
        tip = officer_inbox.by_number(conn, chat.viewer, notice.number)
        if tip is None:
            return Told(kind, None)
        return Told(kind, line_of(self._parts, self._parts.chat(address), chat.viewer, tip))

    def _digest(self, conn: Connection, chat: OfficerChat) -> Letter | None:
        found = officer_inbox.waiting(conn, chat.viewer, self._parts.clock())
        morning = Morning(found.new, found.due, found.late, found.mine, found.campaigns)
        address = None if morning.empty else self._address(chat)
        if address is None:
            return None
        message = morning_message(self._parts.talk(), standing_of(chat, "vi"), morning)
        return Letter(chat.viewer.officer_id, address, message)

    def _address(self, chat: OfficerChat) -> str | None:
        try:
            return self._parts.opened(chat.address).chat_id.reveal()
        except SealingError as error:
            _log.error("officer_address_unreadable", error=type(error).__name__)
            return None

    async def _deliver(self, letter: Letter) -> float:
        """Send one letter and write what became of it; gives the seconds that the platform asks everybody to wait."""
        wait, settle = 0.0, notices.mark_told
        try:
            await self._channel.send(letter.chat, letter.message, unasked=True)
        except NotSent as refusal:
            wait, settle = max(refusal.seconds, 0.1), notices.put_back
        except ChatClosed:
            settle = notices.mark_unreachable
            await self._parts.database.write(lambda conn: officer_chats.mark_blocked(conn, letter.officer_id))
        except InDoubt:
            settle = notices.mark_in_doubt
        except Refused:
            _log.error("officer_message_refused")
            settle = notices.mark_unreachable
        await self._write(settle, letter.notices)
        return wait

    async def _write(self, settle: Settle, numbers: Sequence[int]) -> None:
        if not numbers:
            return

        def write(conn: Connection) -> None:
            for number in numbers:
                settle(conn, number)

        await self._parts.database.write(write)


def _put_digests_back(conn: Connection, letters: Iterable[Letter], day: date) -> None:
    for letter in letters:
        officer_chats.put_digest_back(conn, letter.officer_id, day)
