"""Composes a campaign as each channel will show it, for the previews; must never differ from what is sent (a test compares)."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.campaigns import Button, CampaignContent, CampaignKind, Words

Frames = Mapping[str, Mapping[str, str]]
"""By language: the house's words around every warning (`correction promise urgent stop met topic report stop_number`)."""

_ORDER = (Button.MET, Button.TOPIC, Button.REPORT, Button.STOP)


@dataclass(frozen=True, slots=True)
class Preview:
    """One language of a campaign: `end` are the house's own lines, `buttons` their labels, `stop_number` for channels without buttons."""

    language: str
    title: str
    body: str
    end: tuple[str, ...]
    buttons: tuple[str, ...]
    stop_number: str

    @property
    def text(self) -> str:
        """The whole message."""
        return f"{self.title}\n{self.body}\n\n" + "\n".join(self.end)


def preview(content: CampaignContent, frames: Frames, language: str, *, is_correction: bool) -> Preview:
    """A content in a language, in Vietnamese where it isn't written in it."""
    spoken = language if language in content.words else "vi"
    words, frame = content.words.get(spoken, Words("", "")), frames.get(spoken, {})
    title = words.title.strip()
    if is_correction:
        title = f"{frame.get('correction', '')} {title}"
    end = [frame.get("promise", "")]
    if content.kind is CampaignKind.URGENT:
        end.insert(0, frame.get("urgent", "").replace("{reason}", content.urgent_reason.strip()))
    labels = tuple(frame.get(button.value, "") for button in _ORDER if button in content.buttons)
    return Preview(language, title, words.body.strip(), tuple(end), labels, frame.get("stop_number", ""))


def previews(content: CampaignContent, frames: Frames, *, is_correction: bool) -> tuple[Preview, ...]:
    """Every language that is written, Vietnamese first and always."""
    languages = ("vi", *sorted(set(content.words) - {"vi"}))
    return tuple(preview(content, frames, language, is_correction=is_correction) for language in languages)
