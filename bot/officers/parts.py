"""What the officers' bot is made of, handed in by the composition root; it never holds a passphrase or a queue's key."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.officers.channel import Incoming
from domain.hours import hour_of
from handlers.officers.telling import Talk
from handlers.wording import Wordings
from sealing.conversation_keys import Chat, ContactPlace, open_contact, seal_contact
from sealing.officer_chat_keys import officer_button_tag, officer_row_key
from sealing.secret_types import SecretBytes, SecretText
from storage.engine import Database
from storage.officer_chats import NewChat, SealedAddress, new_chat_id

PURPOSE = "officer"
TAG_BYTES = 8
"""Of a button's tag: a stranger's guess stands at 1 in 2⁶⁴, and storage asks for the officer's rights anyway."""


@dataclass(frozen=True, slots=True)
class OfficerParts:
    """Database, keys and words. `desk`: whether a phone can open the desk's address; `residents_bot`: a name or empty."""

    database: Database
    deployment: bytes
    pseudonym_key: SecretBytes
    contact_key: SecretBytes
    wordings: Wordings
    clock: Callable[[], datetime]
    channel: str
    desk: bool = False
    residents_bot: str = ""

    def talk(self) -> Talk:
        """What every answer needs, as of now."""
        return Talk(self.wordings, hour_of(self.clock()), self.desk, self.residents_bot)

    def chat(self, chat_id: str) -> Chat:
        """A chat of this channel."""
        return Chat(self.channel, SecretText(chat_id))

    def row_key(self, chat: Chat) -> bytes:
        """The key of a chat's row."""
        return officer_row_key(self.pseudonym_key, self.deployment, chat)

    def new_chat(self, incoming: Incoming) -> NewChat:
        """A chat ready to be linked, its address sealed."""
        chat, row = self.chat(incoming.chat), new_chat_id()
        contact = seal_contact(self.contact_key, ContactPlace(self.deployment, PURPOSE, row), chat)
        return NewChat(row, self.row_key(chat), contact, incoming.language)

    def opened(self, address: SealedAddress) -> Chat:
        """The chat of a sealed address; raises as `sealing.conversation_keys.open_contact`."""
        place = ContactPlace(self.deployment, PURPOSE, address.id)
        return open_contact(self.contact_key, place, address.contact)

    def tag(self, chat: Chat, queue_id: str, number: int) -> str:
        """What a button carries to prove that it was made for this chat and tip."""
        whole = officer_button_tag(self.pseudonym_key, self.deployment, chat, queue_id, number)
        return whole[:TAG_BYTES].hex()
