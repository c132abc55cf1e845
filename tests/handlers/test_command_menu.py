"""The platform's menu lists what the bot really does, in words of the asker's language."""

import pytest

from handlers.events import CommandReceived
from handlers.residents.command_menu import LISTED, command_menus
from handlers.wording import Wordings
from tests.handlers.phone import Phone

MENUS = command_menus(Wordings.load())


@pytest.mark.parametrize("name", LISTED)
def test_each_listed_command_is_one_the_bot_knows(name: str) -> None:
    phone = Phone()
    phone.happen(CommandReceived(name, "", phone.next_number()))
    assert phone.screen
    assert "chưa có lệnh này" not in phone.screen[-1].text


def test_both_languages_list_the_same_commands_in_words_of_their_own() -> None:
    vietnamese, english = MENUS["vi"], MENUS["en"]
    assert [name for name, _ in vietnamese] == [name for name, _ in english] == list(LISTED)
    assert not {words for _, words in vietnamese} & {words for _, words in english}
    assert all(3 <= len(words) <= 256 for menu in MENUS.values() for _, words in menu)
