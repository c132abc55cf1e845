"""Says the reminders whose day has come; it never knows what they are about and keeps no address once it is done."""

from bot.private_logging import get_logger
from bot.residents.channel import Channel, ChatGone, Outgoing, PlatformRefused, PlatformStumbled
from bot.residents.parts import RuntimeParts
from domain.hours import VIETNAM_TIME, day_of
from handlers.wording import joined
from sealing.conversation_keys import Chat, ContactPlace, open_contact
from sealing.errors import SealingError
from storage import reminders

FIRST_HOUR, LAST_HOUR = 8, 20
"""Reminders are said by day, in Vietnam's time."""

_log = get_logger()


class Reminding:
    """The reminders of one channel."""

    def __init__(self, parts: RuntimeParts, channel: Channel) -> None:
        self._parts = parts
        self._channel = channel

    async def tick(self) -> None:
        """Say what is due and delete it; what the platform stumbles over stays for the next tick."""
        now = self._parts.clock()
        if not FIRST_HOUR <= now.astimezone(VIETNAM_TIME).hour < LAST_HOUR:
            return
        for reminder in await self._parts.database.read(lambda conn: reminders.due(conn, day_of(now))):
            chat = self._chat(reminder)
            if chat is not None and chat.channel != self._channel.name:
                continue
            try:
                if chat is not None:
                    await self._say(chat)
            except PlatformStumbled:
                return
            except (ChatGone, PlatformRefused):
                pass  # nobody is there to be reminded; the address goes all the same
            await self._remove(reminder.id)

    async def _remove(self, reminder_id: bytes) -> None:
        await self._parts.database.write(lambda conn: reminders.remove(conn, reminder_id))

    def _chat(self, reminder: reminders.Reminder) -> Chat | None:
        place = ContactPlace(self._parts.deployment_id, "reminder", reminder.id)
        try:
            return open_contact(self._parts.contact_key, place, reminder.contact)
        except SealingError as error:
            _log.error("reminder_unreadable", exc_info=error)
            return None

    async def _say(self, chat: Chat) -> None:
        """Say it in every language, Vietnamese first: the chosen one went with the conversation, a day after its last
        word, and isn't kept beside the address.
        """
        wordings = self._parts.wordings
        said = joined(*(wordings.text(language, "reminder-due") for language in wordings.languages))
        await self._channel.send(chat.chat_id.reveal(), Outgoing(said))
