"""Names an officer's linked chat and proves that a button was made for it; it must never give a name that a
resident's or subscriber's row bears.

Source: docs/sealed-tip-spec.md, section 17.
"""

from sealing.contexts import check_id, context
from sealing.conversation_keys import Chat
from sealing.derivation import derive, row_tag
from sealing.secret_types import SecretBytes

__all__ = ["officer_button_tag", "officer_row_key"]


def officer_row_key(pseudonym_key: SecretBytes, deployment: bytes, chat: Chat) -> bytes:
    """Return the 16 bytes that name the row of an officer's chat; nothing joins it to any other row of that chat."""
    key = derive(pseudonym_key, context("officer-row-key", check_id(deployment, "deployment")))
    return row_tag(key, context("officer-row", chat.channel, chat.chat_id.reveal()))


def officer_button_tag(
    pseudonym_key: SecretBytes, deployment: bytes, chat: Chat, queue: str, number: int
) -> bytes:
    """Return the 16 bytes that bind a button to one chat and one tip, as this queue numbers it (u32)."""
    key = derive(pseudonym_key, context("officer-button-key", check_id(deployment, "deployment")))
    return row_tag(key, context("officer-button", chat.channel, chat.chat_id.reveal(), queue, number))
