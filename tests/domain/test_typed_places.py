"""What residents type, and what is right: every row of the facts, and what lies around them."""

from collections import defaultdict

import pytest

from domain.place_records import FormerDistrict
from domain.places import Gazetteer, PlaceAnswer, PlaceAnswerKind
from domain.vietnamese_letters import name_keys

EXACT, CHOICE = PlaceAnswerKind.EXACT, PlaceAnswerKind.CHOICE
WARD, PROVINCE = PlaceAnswerKind.ASK_FOR_WARD, PlaceAnswerKind.ASK_FOR_PROVINCE
NOT_FOUND = PlaceAnswerKind.NOT_FOUND


def shown(answer: PlaceAnswer) -> list[str]:
    """The buttons as a resident reads them."""
    return [
        candidate.label + (f" (cũ: {candidate.former_name})" if candidate.former_name else "")
        for candidate in answer.candidates
    ]


QUYNH_NHAI = "Xã Quỳnh Nhai, Sơn La (cũ: Chiềng Khoang)"
TONG_SON = "Xã Tống Sơn, Thanh Hóa (cũ: Hà Lĩnh)"


@pytest.mark.parametrize(
    ("typed", "kind", "buttons"),
    [
        ("chiềng khoang", EXACT, [QUYNH_NHAI]),
        ("chieengf khoang", EXACT, [QUYNH_NHAI]),
        ("chie62ng khoang", EXACT, [QUYNH_NHAI]),
        ("CHIỀNG KHOANG", EXACT, [QUYNH_NHAI]),
        (
            "quynh nhai",
            CHOICE,
            [
                "Xã Quỳnh Nhai, Sơn La",
                "Xã Mường Chiên, Sơn La",
                "Xã Mường Giôn, Sơn La",
                "Xã Mường Sại, Sơn La",
            ],
        ),
        ("ha tan thanh hoa", EXACT, ["Xã Tống Sơn, Thanh Hóa (cũ: Hà Tân)"]),
        ("ha linh", CHOICE, ["Xã Hà Linh, Hà Tĩnh", TONG_SON]),
        ("hà lĩnh", CHOICE, [TONG_SON, "Xã Hà Linh, Hà Tĩnh"]),
        ("tt ha trung", CHOICE, ["Xã Hà Trung, Thanh Hóa", "Xã Hoạt Giang, Thanh Hóa (cũ: Hà Trung)"]),
        ("p5 tp bac lieu", EXACT, ["Phường Vĩnh Trạch, Cà Mau (cũ: Phường 5, thành phố Bạc Liêu)"]),
        (
            "tp hà giang",
            CHOICE,
            [
                "Phường Hà Giang 1, Tuyên Quang",
                "Phường Hà Giang 2, Tuyên Quang",
                "Xã Ngọc Đường, Tuyên Quang",
            ],
        ),
        ("tp nam dinh", WARD, []),
        ("p.12 q.gò vấp", EXACT, ["Phường An Hội Tây, Hồ Chí Minh (cũ: Phường 12, quận Gò Vấp)"]),
        ("bản bon", NOT_FOUND, []),
        ("gần cầu pá uôn", NOT_FOUND, []),
        ("xã tôi", NOT_FOUND, []),
    ],
)
def test_every_row_of_the_facts_is_answered_as_they_say(
    gazetteer: Gazetteer, typed: str, kind: PlaceAnswerKind, buttons: list[str]
) -> None:
    answer = gazetteer.search(typed)
    assert (answer.kind, shown(answer)) == (kind, buttons)


def test_a_former_city_with_eight_heirs_asks_for_the_ward(gazetteer: Gazetteer) -> None:
    answer = gazetteer.search("tp nam dinh")
    assert answer.area is not None
    assert answer.area.name == "Nam Định"
    assert len(answer.among) == 8


def test_tan_thanh_alone_asks_for_the_province_and_the_province_decides(gazetteer: Gazetteer) -> None:
    """Fifteen communes bear the name, and many more former wards; none of them is guessed."""
    answer = gazetteer.search("tan thanh")
    own = {c.commune.code for c in answer.among if name_keys(c.commune.name)[0] == "tanthanh"}
    assert answer.kind is PROVINCE
    assert len(own) == 15
    lang_son = next(province for province in answer.provinces if province.name == "Lạng Sơn")
    narrowed = gazetteer.search("tan thanh", province_code=lang_son.code)
    assert narrowed.kind is not PROVINCE
    assert {c.province.name for c in narrowed.candidates} == {"Lạng Sơn"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Thôn 3, xã Hà Lĩnh, huyện Hà Trung, tỉnh Thanh Hóa", "Xã Tống Sơn, Thanh Hóa"),
        ("sơn la, quỳnh nhai, chiềng khoang", "Xã Quỳnh Nhai, Sơn La"),
        ("bản bon, quỳnh nhai, sơn la", "Xã Quỳnh Nhai, Sơn La"),
        ("ha tna thanh hoa", "Xã Tống Sơn, Thanh Hóa"),
        ("hq tan, ha trung, thanh hoa", "Xã Tống Sơn, Thanh Hóa"),
        ("thôn 3, xã hq tan, hà trung, thanh hóa", "Xã Tống Sơn, Thanh Hóa"),
        ("ha tan thnah hoa", "Xã Tống Sơn, Thanh Hóa"),
        ("Ha Ta,n Thanh Hoa", "Xã Tống Sơn, Thanh Hóa"),
        ("Vĩnh Trạch, Bạc Liêu", "Phường Vĩnh Trạch, Cà Mau"),
        ("phường 05 thành phố bạc liêu", "Phường Vĩnh Trạch, Cà Mau"),
        ("hà giang 1", "Phường Hà Giang 1, Tuyên Quang"),
        ("phuong 1 bao loc", "Phường 1 Bảo Lộc, Lâm Đồng"),
        ("đặc khu côn đảo", "Đặc khu Côn Đảo, Hồ Chí Minh"),
        ("lý sơn", "Đặc khu Lý Sơn, Quảng Ngãi"),
        ("cu m'gar dak lak", "Xã Cư M'gar, Đắk Lắk"),
        ("chieng khoong song ma", "Xã Chiềng Khoong, Sơn La"),
        ("Mĩ Thọ, Đồng Tháp", "Xã Mỹ Thọ, Đồng Tháp"),
        ("thuỷ dương huế", "Phường Thanh Thủy, Huế"),
        ("Phường Bắc Hà, thành phố Hà Tĩnh, Hà Tĩnh", "Phường Thành Sen, Hà Tĩnh"),
        ("phuong 8, Vinh Long, Vinh Long", "Phường Tân Hạnh, Vĩnh Long"),
        ("phường phước bình, quận 9, thủ đức, hcm", "Phường Phước Long, Hồ Chí Minh"),
        ("phường bến nghé q1 tphcm", "Phường Sài Gòn, Hồ Chí Minh"),
    ],
)
def test_the_first_candidate_is_the_right_one(gazetteer: Gazetteer, typed: str, first: str) -> None:
    assert gazetteer.search(typed).candidates[0].label == first


@pytest.mark.parametrize(
    "typed", ["", "   ", "?!", "🌸🌸", "\u202e\u200b", "x" * 5_000, "ơ", "5", "toi o day"]
)
def test_what_names_no_place_is_not_found(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.search(typed).kind is NOT_FOUND


def test_a_bare_former_district_always_offers_what_lies_elsewhere_in_it(gazetteer: Gazetteer) -> None:
    """606 communes bear the name of a former district of their province; 592 of these have other heirs."""
    districts: dict[tuple[str, str], list[FormerDistrict]] = defaultdict(list)
    for district in gazetteer.records.former_districts:
        for code in {heir.province_code for heir in gazetteer.heirs_of(district)}:
            districts[code, name_keys(district.name)[0]].append(district)
    bearing = several = 0
    for commune in gazetteer.records.communes:
        named = districts.get((commune.province_code, name_keys(commune.name)[0]), [])
        bearing += bool(named)
        wanted = {district.code for district in named if len(district.heirs) > 1}
        if wanted:
            several += 1
            answer = gazetteer.search(f"{commune.name}, {gazetteer.province_of(commune).name}")
            assert commune.code in {c.commune.code for c in (*answer.candidates, *answer.among)}
            assert wanted <= {district.code for district in answer.elsewhere}, commune.title
            assert answer.kind is not EXACT
    assert (bearing, several) == (606, 592)


def test_a_province_alone_asks_for_the_ward(gazetteer: Gazetteer) -> None:
    for typed in ("sơn la", "tỉnh Sơn La", "hà nội", "tp hcm", "ha giang"):
        answer = gazetteer.search(typed)
        assert answer.kind is WARD, typed
        assert answer.area is not None


def test_a_hamlet_with_its_province_asks_for_the_ward_there(gazetteer: Gazetteer) -> None:
    answer = gazetteer.search("bản bon, sơn la")
    assert answer.kind is WARD
    assert answer.area is not None
    assert answer.area.name == "Sơn La"


def test_a_district_name_of_several_provinces_keeps_the_heirs_of_each(gazetteer: Gazetteer) -> None:
    """Eight communes and ten former districts are called Châu Thành."""
    answer = gazetteer.search("châu thành")
    assert answer.kind is PROVINCE
    matched = {candidate.commune.code for candidate in answer.among}
    for district in gazetteer.records.former_districts:
        heirs = gazetteer.heirs_of(district)
        if district.name == "Châu Thành" and any(heir.name == "Châu Thành" for heir in heirs):
            assert {heir.code for heir in heirs} <= matched


def test_a_city_that_gave_its_name_to_a_commune_is_a_choice_with_its_other_places(
    gazetteer: Gazetteer,
) -> None:
    answer = gazetteer.search("nam định")
    assert (answer.kind, shown(answer)) == (CHOICE, ["Phường Nam Định, Ninh Bình"])
    assert [district.in_sentence for district in answer.elsewhere] == ["thành phố Nam Định"]
