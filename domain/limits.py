"""How much one chat, one tip and one queue may take; it must never count anybody, only name the bounds."""

from dataclasses import dataclass

MOST_REPLIES = 800
MOST_NOTES = 800
"""An officer's words and files in one tip. A forward carries the key of every part in one request (`MOST_PARTS`): without
a bound, whoever writes notes without end could keep a tip from ever being forwarded.
"""
MOST_NOTES_WITH_REASONS = 1_000
"""Reasons of a status are notes too; there is room for them when no others are taken. A forward's own is always taken."""
MOST_PARTS = 2_000
"""Parts of one tip: these, 20 of the report, as many additions, a manifest, and the reasons of forwards."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of the residents' conversation, with the product's defaults; settings may override some.

    Sizes in bytes, times in the unit their name says.
    """

    parts_per_tip: int = 20
    bytes_per_tip: int = 60_000_000
    text_characters: int = 4_000
    file_bytes: int = 20 * 1024 * 1024
    """The largest file that the public Bot API lets a bot fetch."""

    tips_per_chat_day: int = 3
    drafts_per_chat_day: int = 3
    """Open ones: sending a draft or giving it up makes room for another, up to `drafts_begun_per_chat_day`."""

    wrong_codes_per_hour: int = 5
    tips_per_queue_hour: int = 60
    """What comes above this waits in the held lane: counted, never dropped."""

    free_disk_bytes: int = 2**30
    draft_hours: int = 24
    """How long an unsent draft lives; a content-free marker says for as long again that it has died."""

    draft_reminder_minutes: int = 10
    sent_marker_hours: int = 24
    follow_up_minutes: int = 15
    """How long the keys of a follow-up stay in memory before the code is asked for again."""

    erasable_message_hours: int = 48
    """How long Telegram lets a bot delete messages on both sides of a private chat."""

    place_candidates: int = 5

    @property
    def drafts_begun_per_chat_day(self) -> int:
        """All of a day, given up or not: far more than anybody needs, and an end to opening and dropping them."""
        return 4 * max(self.drafts_per_chat_day, self.tips_per_chat_day)
