"""Hands the desk topics' titles and the frame of every warning as plain data; it must never hand over what somebody wrote at a desk."""

from collections.abc import Awaitable, Callable, Mapping

from bot.file_cleaning import CleanedFile, FileCleaner
from domain.campaigns import Button
from handlers.awareness_library import TopicLibrary
from handlers.wording import LANGUAGES, Wordings
from sealing.secret_types import SecretBytes

_REASON = "{reason}"


def topic_titles(library: TopicLibrary) -> tuple[tuple[str, str], ...]:
    """Every topic's id and Vietnamese title, in the library's order."""
    return tuple((topic.id, topic.title) for topic in library.topics("vi"))


def bulletin_frames(wordings: Wordings) -> Mapping[str, Mapping[str, str]]:
    """By language, the house's words around every warning; `{reason}` stands where an urgent one says why."""
    return {language: _frame(wordings, language) for language in LANGUAGES}


def picture_cleaner(cleaner: FileCleaner) -> Callable[[bytes], Awaitable[tuple[bytes, str, int, int] | None]]:
    """Clean a picture in a confined process of its own; None for what isn't one."""

    async def clean(content: bytes) -> tuple[bytes, str, int, int] | None:
        cleaned = await cleaner.clean(SecretBytes(content))
        if not isinstance(cleaned, CleanedFile) or not cleaned.width or not cleaned.height:
            return None
        if cleaned.mime not in {"image/jpeg", "image/png"}:
            return None
        return cleaned.content.reveal(), cleaned.mime, cleaned.width, cleaned.height

    return clean


def _frame(wordings: Wordings, language: str) -> dict[str, str]:
    frame = {button.value: wordings.label(language, f"broadcast-{button.value}") for button in Button}
    for name in ("correction", "promise"):
        frame[name] = wordings.label(language, f"broadcast-{name}")
    frame["urgent"] = wordings.label(language, "broadcast-urgent", reason=_REASON)
    frame["stop_number"] = wordings.label(language, "broadcast-stop-number")
    return frame
