"""Names and seals what is kept about a chat while a conversation lasts; it must never give two purposes the
same name for one chat.

Source: docs/sealed-tip-spec.md, section 17.
"""

from dataclasses import dataclass
from typing import Final

from sealing.bodies import open_body, seal_body
from sealing.contexts import check_id, context, text_bytes
from sealing.derivation import Random, derive, row_tag, system_random
from sealing.errors import Malformed
from sealing.padding import padded
from sealing.secret_types import SecretBytes, SecretText

__all__ = [
    "Chat",
    "ContactPlace",
    "conversation_row_key",
    "limit_row_key",
    "open_contact",
    "open_state",
    "seal_contact",
    "seal_state",
    "subscriber_row_key",
]

MAX_STATE: Final = 2**20
_STATE_FLOOR: Final = 256
_CONTACT_BYTES: Final = 256


@dataclass(frozen=True, slots=True)
class ContactPlace:
    """What a sealed address is bound to: deployment, purpose (`reminder`, `subscription`, `officer`), row (16
    random bytes).
    """

    deployment: bytes
    purpose: str
    row_id: bytes

    def context(self) -> bytes:
        """Return the context; raises `Malformed` for a purpose that isn't one."""
        if self.purpose not in ("reminder", "subscription", "officer"):
            raise Malformed("an address is kept for a reminder, a subscription or an officer only")
        return context("contact", self.deployment, self.purpose, check_id(self.row_id, "row"))


@dataclass(frozen=True, slots=True)
class Chat:
    """A chat of one channel: the channel's name (`telegram`, `zalo`) and the platform's chat id as text."""

    channel: str
    chat_id: SecretText


def conversation_row_key(pseudonym_key: SecretBytes, deployment: bytes, chat: Chat) -> bytes:
    """Return the 16 bytes that name a chat's conversation row."""
    key = derive(pseudonym_key, context("conversation-row-key", check_id(deployment, "deployment")))
    return row_tag(key, context("conversation-row", chat.channel, chat.chat_id.reveal()))


def subscriber_row_key(pseudonym_key: SecretBytes, deployment: bytes, chat: Chat) -> bytes:
    """Return the 16 bytes that name a chat's subscription row; nothing joins it to the conversation's."""
    key = derive(pseudonym_key, context("subscriber-row-key", check_id(deployment, "deployment")))
    return row_tag(key, context("subscriber-row", chat.channel, chat.chat_id.reveal()))


def limit_row_key(pseudonym_key: SecretBytes, deployment: bytes, day: int, what: str, chat: Chat) -> bytes:
    """Return the 16 bytes under which one limit of one chat is counted on one day (whole days since
    1970-01-01, UTC+7).
    """
    key = derive(pseudonym_key, context("limit-day-key", check_id(deployment, "deployment"), day))
    return row_tag(key, context("limit", what, chat.channel, chat.chat_id.reveal()))


def seal_state(
    pseudonym_key: SecretBytes,
    deployment: bytes,
    chat: Chat,
    state: SecretBytes,
    random: Random = system_random,
) -> bytes:
    """Return a conversation's state, padded and sealed; raises `Malformed` over 1 MiB."""
    length = len(state)
    if 4 + length > MAX_STATE:
        raise Malformed("a conversation's state is over 1 MiB")
    filler = bytes(padded(4 + length, _STATE_FLOOR) - 4 - length)
    plaintext = SecretBytes(b"".join((length.to_bytes(4, "big"), state.reveal(), filler)))
    return seal_body(
        _state_key(pseudonym_key, deployment, chat), _state_context(deployment, chat), plaintext, random
    )


def open_state(pseudonym_key: SecretBytes, deployment: bytes, chat: Chat, sealed: bytes) -> SecretBytes:
    """Return a conversation's state; raises as `bodies.open_body`, and `Malformed` for bad padding."""
    key = _state_key(pseudonym_key, deployment, chat)
    data = open_body(key, _state_context(deployment, chat), sealed).reveal()
    end = 4 + int.from_bytes(data[:4], "big")
    if len(data) < 4 or padded(end, _STATE_FLOOR) != len(data) or any(data[end:]):
        raise Malformed("a conversation's state is framed wrongly")
    return SecretBytes(data[4:end])


def seal_contact(
    contact_key: SecretBytes, place: ContactPlace, chat: Chat, random: Random = system_random
) -> bytes:
    """Return a chat's address, sealed and bound to what it is kept for."""
    channel, chat_id = text_bytes(chat.channel), text_bytes(chat.chat_id.reveal())
    used = 4 + len(channel) + len(chat_id)
    if used > _CONTACT_BYTES:
        raise Malformed("a chat's address is too long")
    lengths = len(channel).to_bytes(2, "big"), len(chat_id).to_bytes(2, "big")
    plaintext = b"".join((lengths[0], channel, lengths[1], chat_id, bytes(_CONTACT_BYTES - used)))
    return seal_body(
        _contact_key(contact_key, place.deployment),
        place.context(),
        SecretBytes(plaintext),
        random,
    )


def open_contact(contact_key: SecretBytes, place: ContactPlace, sealed: bytes) -> Chat:
    """Return a chat's address; raises as `bodies.open_body`, and `Malformed` for bad framing."""
    key = _contact_key(contact_key, place.deployment)
    data = open_body(key, place.context(), sealed).reveal()
    if len(data) != _CONTACT_BYTES:
        raise Malformed("a chat's address is framed wrongly")
    middle = 2 + int.from_bytes(data[:2], "big")
    end = middle + 2 + int.from_bytes(data[middle : middle + 2], "big")
    if middle + 2 > len(data) or end > len(data) or any(data[end:]):
        raise Malformed("a chat's address is framed wrongly")
    try:
        return Chat(data[2:middle].decode("utf-8"), SecretText(data[middle + 2 : end].decode("utf-8")))
    except UnicodeDecodeError:
        raise Malformed("a chat's address is framed wrongly") from None


def _state_key(pseudonym_key: SecretBytes, deployment: bytes, chat: Chat) -> SecretBytes:
    ctx = context("conversation-key", check_id(deployment, "deployment"), chat.channel, chat.chat_id.reveal())
    return derive(pseudonym_key, ctx)


def _state_context(deployment: bytes, chat: Chat) -> bytes:
    return context("conversation-state", deployment, chat.channel, chat.chat_id.reveal())


def _contact_key(contact_key: SecretBytes, deployment: bytes) -> SecretBytes:
    return derive(contact_key, context("contact-key", check_id(deployment, "deployment")))
