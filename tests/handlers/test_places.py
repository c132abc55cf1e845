"""A typed place leads to every place that it may mean, and to none that it doesn't."""

import unicodedata
from dataclasses import replace

import pytest

from domain.places import FormerProvince, PlaceAnswerKind, Province
from handlers.conversation import fresh
from handlers.events import ChoicePicked, CommandReceived, TextReceived
from sealing.secret_types import SecretText
from tests.handlers.house import gazetteer
from tests.handlers.phone import Phone


def press(phone: Phone, label: str) -> None:
    """Press the newest button of a label."""
    token, _, index = phone.button(label).data.partition(":")
    phone.happen(ChoicePicked(token, int(index), None))


def typed_in_a_report(place: str, language: str = "vi") -> Phone:
    """A resident who begins a report and types where it happened."""
    phone = Phone(conversation=replace(fresh(), language=language))
    phone.happen(CommandReceived("baotin", "", phone.next_number()))
    press(phone, phone.screen[-1].choices[0].label)
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


FORMER_PROVINCES = gazetteer().records.former_provinces


def home_of(former: FormerProvince) -> Province:
    """Where all the land of a former province lies today."""
    places = gazetteer()
    heirs = {
        places.province_of(heir)
        for district in places.records.former_districts
        if district.province_code == former.code
        for heir in places.heirs_of(district)
    }
    (home,) = heirs
    return home


def spellings(former: FormerProvince) -> tuple[str, ...]:
    """Its name alone, with its kind, and without diacritics."""
    bare = unicodedata.normalize("NFD", former.name.replace("đ", "d").replace("Đ", "D"))
    return (
        former.name,
        f"{former.kind.value} {former.name}",
        "".join(char for char in bare if not unicodedata.combining(char)),
    )


@pytest.mark.parametrize("former", FORMER_PROVINCES, ids=lambda former: former.name)
def test_each_of_the_63_former_provinces_leads_to_the_communes_of_today(former: FormerProvince) -> None:
    """At once, or under a button beside whatever else bears the name; and no place elsewhere hides where it is."""
    home = home_of(former)
    letters = [group.letter for group in gazetteer().letters_of(home.code)]
    for typed in spellings(former):
        phone = typed_in_a_report(typed)
        for pick in phone.conversation.picks:
            name, _, code = pick.action.partition(":")
            commune = gazetteer().commune(code) if name == "place" else None
            if commune is not None and commune.province_code != home.code:
                assert gazetteer().province_of(commune).name in pick.label, (typed, pick.label)
        if buttons(phone)[:-1] != letters:
            press(phone, f"🗂 Xã, phường khác ở {home.name}")
        assert buttons(phone)[:-1] == letters, typed


@pytest.mark.parametrize("former", FORMER_PROVINCES, ids=lambda former: former.name)
def test_warnings_for_a_former_province_are_offered_for_the_one_it_belongs_to(former: FormerProvince) -> None:
    home = home_of(former)
    for typed in spellings(former):
        phone = Phone()
        phone.happen(CommandReceived("canhbao", "", phone.next_number()))
        press(phone, "📍 Chọn nơi")
        phone.happen(TextReceived(SecretText(typed), phone.next_number()))
        assert f"Cả {home.in_sentence}" in buttons(phone), typed
        assert home.name == former.name or f"nay thuộc {home.in_sentence}" in phone.screen[-1].text, typed


def test_a_former_province_says_where_it_belongs_today() -> None:
    """Its own name stands nowhere in the list of provinces."""
    assert "Tỉnh Đắk Nông cũ nay thuộc tỉnh Lâm Đồng." in typed_in_a_report("Đắk Nông").screen[-1].text
    english = typed_in_a_report("dak nong", "en").screen[-1].text
    assert "Tỉnh Đắk Nông, a former province, is now part of tỉnh Lâm Đồng." in english
    assert "nay thuộc" not in typed_in_a_report("Lâm Đồng").screen[-1].text


@pytest.mark.parametrize("typed", ["Bình Dương", "Thanh Hóa", "Hòa Bình", "thai binh", "Quảng Ninh"])
def test_a_province_with_many_namesakes_keeps_a_way_to_each_of_them(typed: str) -> None:
    """The five best at once, all others under one button, and none of them is left out unsaid."""
    matched = gazetteer().search(typed).among
    assert len(matched) > 5
    phone = typed_in_a_report(typed)
    press(phone, "Xem hết các nơi cùng tên")
    offered = {pick.action for pick in phone.conversation.picks}
    while "Trang sau ▶" in buttons(phone):
        press(phone, "Trang sau ▶")
        offered |= {pick.action for pick in phone.conversation.picks}
    assert {f"place:{found.commune.code}" for found in matched} <= offered
