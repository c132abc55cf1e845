"""What cleaning a file can come to; it never holds content in a printable type."""

from dataclasses import dataclass
from enum import StrEnum

from sealing.secret_types import SecretBytes


class RefusedBecause(StrEnum):
    """Why a file isn't taken; each has its own sentence in the conversation, with what to do instead."""

    UNREADABLE = "unreadable"
    """Broken, truncated or not what it says it is: send it again, or as a photo of it."""
    UNSUPPORTED = "unsupported"
    """A kind whose metadata can't be taken out with certainty: send a photo, a PDF or plain text."""
    PROTECTED = "protected"
    """A document that is locked with a password: send it unlocked."""
    TOO_LARGE = "too_large"
    """More pixels, minutes or bytes than the cleaner opens: send a smaller one."""
    TOO_SLOW = "too_slow"
    """Took longer than the cleaner may: send a shorter one."""


@dataclass(frozen=True, slots=True)
class CleanedFile:
    """A file without its metadata.

    `content`: the bytes; `mime`: found from the bytes, never from the sender's claim; `extension`: with its dot;
    `seconds`, `width`, `height`: where they apply. The sender's file name is dropped: it often carries a person's name.
    """

    content: SecretBytes
    mime: str
    extension: str
    seconds: int | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class CleaningRefused:
    """The file isn't taken, and why; nothing of it is kept."""

    because: RefusedBecause
