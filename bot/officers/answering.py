"""Takes one update of an officer's chat: one short transaction, then the answer; it must never act on an update that was taken before."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.officers.acts import Performed, Performer, standing_of
from bot.officers.channel import ChatClosed, Incoming, InDoubt, NotSent, OfficersChannel, Refused
from bot.officers.parts import OfficerParts
from bot.private_logging import get_logger
from domain.hours import hour_of
from handlers.officers.conversation import step
from handlers.officers.effects import Message
from handlers.officers.events import BotBlocked, Standing
from handlers.officers.telling import linked_elsewhere, told
from storage import officer_chats, updates
from storage.engine import Connection
from storage.officer_chats import SealedAddress

_log = get_logger()

MOST_WAIT_SECONDS = 20.0
"""An answer is repeated once when the platform has surely taken nothing and asks for no longer wait than this."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said after the commit; `former` is told that it lost its place."""

    message: Message | None
    former: SealedAddress | None = None


class Answering:
    """Serves every chat, in order within one."""

    def __init__(self, parts: OfficerParts, channel: OfficersChannel) -> None:
        self._parts = parts
        self._channel = channel
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def handle(self, incoming: Incoming) -> None:
        """Act and answer; returns once the act is durable and the answer was tried. Raises what the database raises."""
        async with self._turn(incoming.chat):
            answer = await self._parts.database.write(lambda conn: self._take(conn, incoming))
            if answer.former is not None:
                await self._tell_former(answer.former)
            if answer.message is not None:
                await self._say(incoming.chat, answer.message)

    def _take(self, conn: Connection, incoming: Incoming) -> Answer:
        parts, now = self._parts, self._parts.clock()
        repeated = not updates.take_update(
            conn, f"{parts.channel}-officers", incoming.update_key, hour_of(now)
        )
        key = parts.row_key(parts.chat(incoming.chat))
        linked = officer_chats.linked_chat(conn, key)
        standing, talk = standing_of(linked, incoming.language), parts.talk()
        if linked is not None and not isinstance(incoming.event, BotBlocked):
            officer_chats.come_back(conn, key)
        asked = step(talk, incoming.event, standing)
        if asked is None or isinstance(asked, Message):
            return Answer(asked)
        performed: Performed = Performer(conn, parts, incoming, now, repeated).perform(asked, linked)
        if performed.found is None:
            return Answer(None)
        after = standing_of(officer_chats.linked_chat(conn, key), standing.language)
        return Answer(told(talk, performed.found, after), performed.former)

    @asynccontextmanager
    async def _turn(self, chat: str) -> AsyncIterator[None]:
        lock = self._turns[chat]
        async with lock:
            yield
        if not lock.locked():
            self._turns.pop(chat, None)

    async def _tell_former(self, address: SealedAddress) -> None:
        message = linked_elsewhere(self._parts.talk(), Standing(address.language))
        await self._say(self._parts.opened(address).chat_id.reveal(), message)

    async def _say(self, chat: str, message: Message) -> None:
        try:
            await self._channel.send(chat, message)
        except NotSent as wait:
            if wait.seconds <= MOST_WAIT_SECONDS:
                await asyncio.sleep(wait.seconds)
                await self._once_more(chat, message)
        except (ChatClosed, InDoubt):
            return
        except Refused:
            _log.error("officer_message_refused")

    async def _once_more(self, chat: str, message: Message) -> None:
        try:
            await self._channel.send(chat, message)
        except (NotSent, ChatClosed, InDoubt, Refused) as error:
            _log.warning("officer_answer_not_said", error=type(error).__name__)
