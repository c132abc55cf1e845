"""A typed place leads to every place that it may mean, and to none that it doesn't."""

import pytest

from domain.places import PlaceAnswerKind
from handlers.events import ChoicePicked, CommandReceived, TextReceived
from sealing.secret_types import SecretText
from tests.handlers.house import gazetteer
from tests.handlers.phone import Phone


def press(phone: Phone, label: str) -> None:
    """Press the newest button of a label."""
    token, _, index = phone.button(label).data.partition(":")
    phone.happen(ChoicePicked(token, int(index), None))


def typed_in_a_report(place: str) -> Phone:
    """A resident who begins a report and types where it happened."""
    phone = Phone()
    phone.happen(CommandReceived("baotin", "", phone.next_number()))
    press(phone, "Tiếp tục")
    phone.happen(TextReceived(SecretText(place), phone.next_number()))
    return phone


def buttons(phone: Phone) -> list[str]:
    """What can be pressed under the newest message."""
    return [choice.label for choice in phone.screen[-1].choices]


@pytest.mark.parametrize("typed", ["tân thành", "minh khai", "quang trung", "châu thành"])
def test_the_picked_province_offers_everything_that_matched_in_it(typed: str) -> None:
    """A former ward of the name counts as much as a commune that bears it today, and shows its old name."""
    answer = gazetteer().search(typed)
    assert answer.kind is PlaceAnswerKind.ASK_FOR_PROVINCE
    for province in answer.provinces:
        phone = typed_in_a_report(typed)
        press(phone, province.name)
        matched = [found for found in answer.among if found.province == province]
        wanted = {
            found.commune.title + (f" (cũ: {found.former_name})" if found.former_name else "")
            for found in matched
        }
        assert wanted <= set(buttons(phone)), province.name
