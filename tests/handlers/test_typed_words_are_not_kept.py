"""What a resident types leaves no trace in the caches of the process, which outlive the chat and `/xoa`."""

import gc
from functools import lru_cache

import pytest

from domain.vietnamese_letters import name_keys
from handlers.events import ChoicePicked, CommandReceived, TextReceived
from sealing.secret_types import SecretText
from tests.handlers.phone import Phone

MARK = "zqxngườilạzqx"
DIGITS = "739173917391"
_CACHE = type(lru_cache(name_keys))


def remembered() -> str:
    """All texts by which the caches of functions remember what they were asked, in lower case."""
    # What another test's process froze at its start is listed too.
    gc.unfreeze()
    caches = [found for found in gc.get_objects() if isinstance(found, _CACHE)]
    held = [part for cache in caches for part in gc.get_referents(cache) if isinstance(part, dict)]
    asked = [key if isinstance(key, tuple) else (key,) for entries in held for key in entries]
    return "\n".join(part for key in asked for part in key if isinstance(part, str)).casefold()


def typed_everywhere(text: str) -> None:
    """A resident types it as a place, as a tip, as a code, as what happened to them, as quiet hours."""
    phone = Phone()

    def types(typed: str) -> None:
        phone.happen(TextReceived(SecretText(typed), phone.next_number()))

    def presses_first() -> None:
        phone.happen(ChoicePicked(phone.conversation.token, 0, None))

    for command in ("start", "baotin", "xemtin", "canhgiac", "canhbao"):
        phone.happen(CommandReceived(command, text, phone.next_number()))
        types(text)
        presses_first()
        types(text)
    phone.happen(CommandReceived("baotin", "", phone.next_number()))
    presses_first()
    types(f"{text}, Quỳnh Nhai, Sơn La")
    types("quỳnh nhai")
    for _ in range(3):
        presses_first()
    types(f"cứu với {text}")


@pytest.mark.parametrize("text", [MARK, DIGITS, f"p{DIGITS[:2]} {MARK} 7391 7391 7391 7391 7391 739"])
def test_no_cache_holds_what_a_resident_typed(text: str) -> None:
    typed_everywhere(text)
    kept = remembered()
    for secret in (MARK, DIGITS, "7391"):
        assert secret not in kept


def test_the_words_would_be_found_if_a_cache_held_them() -> None:
    """Official names are remembered; a name made for this test shows that the test above sees them."""
    name_keys("Zqxkhôngđâu")
    assert "zqxkhôngđâu" in remembered()
