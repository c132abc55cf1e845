"""Names what the broadcaster stands on, in one frozen value; it must never be filled from globals."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from handlers.wording import Wordings
from sealing.conversation_keys import Chat, ContactPlace, open_contact, seal_contact, subscriber_row_key
from sealing.errors import SealingError
from sealing.secret_types import SecretBytes, SecretText
from storage.engine import Database

PURPOSE = "subscription"


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class BroadcastParts:
    """What it stands on. `lead_name` names the lead of this bot token's broadcasts (see `lead_name_of`)."""

    database: Database
    deployment_id: bytes
    pseudonym_key: SecretBytes
    contact_key: SecretBytes
    wordings: Wordings
    lead_name: str
    clock: Callable[[], datetime] = _now

    def chat(self, row_id: bytes, contact: bytes) -> Chat | None:
        """Open a sealed address; None when it isn't one of this installation."""
        try:
            return open_contact(self.contact_key, ContactPlace(self.deployment_id, PURPOSE, row_id), contact)
        except SealingError:
            return None

    def moved(self, row_id: bytes, channel: str, chat_id: str) -> tuple[bytes, bytes]:
        """Row key and sealed address of a subscription whose chat got another id."""
        chat = Chat(channel, SecretText(chat_id))
        place = ContactPlace(self.deployment_id, PURPOSE, row_id)
        return (
            subscriber_row_key(self.pseudonym_key, self.deployment_id, chat),
            seal_contact(self.contact_key, place, chat),
        )


def lead_name_of(token: SecretText) -> str:
    """The name of a token's lead: the same in every process that has the token, and nothing the token could be guessed from."""
    digest = hashlib.sha256(b"tinbao/broadcast\x00" + token.reveal().encode()).hexdigest()
    return f"broadcast-{digest[:16]}"
