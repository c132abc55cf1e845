"""Which commands the platform's own menu lists, and by which words; it never lists one that the conversation doesn't know."""

from handlers.wording import LANGUAGES, Wordings

LISTED = {
    "baotin": "menu-report",
    "xemtin": "menu-follow-up",
    "canhgiac": "menu-awareness",
    "canhbao": "menu-warnings",
    "khancap": "menu-emergency",
    "riengtu": "menu-privacy",
    "xacminh": "awareness-verify",
    "xoa": "sent-erase",
    "ngung": "warnings-stop",
    "huy": "command-cancel",
}
"""The id of the button's text that does the same, by command; in the order of the menu."""


def command_menus(wordings: Wordings) -> dict[str, list[tuple[str, str]]]:
    """Each command with its words, by language (`vi`, `en`)."""
    return {
        language: [(name, wordings.label(language, text_id)) for name, text_id in LISTED.items()]
        for language in LANGUAGES
    }
