"""Puts an approved campaign into the words and buttons that a channel sends; it must never add what wasn't approved but the house's own frame."""

from dataclasses import dataclass

from domain.campaigns import Button, CampaignContent, CampaignKind, utf16_length
from handlers.effects import Choice, Mark, MarkKind, Wording
from handlers.wording import Wordings


@dataclass(frozen=True, slots=True)
class BulletinText:
    """One warning in one language, for a channel with buttons. `text_without_buttons` is for one without."""

    text: Wording
    choices: tuple[Choice, ...]
    text_without_buttons: Wording


def bulletin_text(
    wordings: Wordings, language: str, content: CampaignContent, short_id: str, *, is_correction: bool = False
) -> BulletinText:
    """Title in bold, the text, why it comes now if it is urgent, the promise about links; callback data `b:<short id>:<act>`.

    Raises KeyError for a content without Vietnamese words.
    """
    words = content.words_for(language)
    spoken = language if language in content.words else "vi"
    title = words.title.strip()
    if is_correction:
        title = f"{wordings.label(spoken, 'broadcast-correction')} {title}"
    end = []
    if content.kind is CampaignKind.URGENT:
        # What the officer wrote is put beside the house's text, never through its markup.
        end.append(wordings.label(spoken, "broadcast-urgent", reason=content.urgent_reason.strip()))
    end.append(wordings.label(spoken, "broadcast-promise"))
    text = f"{title}\n{words.body.strip()}\n\n" + "\n".join(end)
    marks = (Mark(MarkKind.BOLD, 0, utf16_length(title)),)
    labels = [(button, wordings.label(spoken, f"broadcast-{button.value}")) for button in _buttons(content)]
    choices = tuple(Choice(label, f"b:{short_id}:{button.value}") for button, label in labels)
    bare = f"{text}\n\n{wordings.label(spoken, 'broadcast-stop-number')}"
    return BulletinText(Wording(text, marks), choices, Wording(bare, marks))


def _buttons(content: CampaignContent) -> tuple[Button, ...]:
    """What helps first, what ends it last, whatever the order in which they were chosen."""
    wanted = (Button.MET, Button.TOPIC, Button.REPORT, Button.STOP)
    return tuple(button for button in wanted if button in content.buttons)
