"""The gazetteer's data is complete, read without its package, and its absence is said in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.gazetteer_files import GazetteerMissingError, read_gazetteer_records
from domain.place_records import GazetteerRecords, PlaceKind
from domain.place_repair import distance_km
from domain.places import Gazetteer


def test_all_provinces_communes_and_former_wards_are_there(records: GazetteerRecords) -> None:
    assert len(records.provinces) == 34
    assert len(records.communes) == 3_321
    assert len(records.former_provinces) == 63
    assert len(records.former_districts) == 696
    assert len(records.former_wards) == 10_040


def test_six_provinces_are_cities_and_thirteen_communes_special_zones(records: GazetteerRecords) -> None:
    kinds = [commune.kind for commune in records.communes]
    assert sum(province.kind is PlaceKind.CITY for province in records.provinces) == 6
    assert (kinds.count(PlaceKind.COMMUNE), kinds.count(PlaceKind.WARD)) == (2_621, 687)
    assert kinds.count(PlaceKind.SPECIAL_ZONE) == 13


def test_every_former_ward_has_heirs_that_exist(gazetteer: Gazetteer) -> None:
    for ward in gazetteer.records.former_wards:
        assert ward.heirs
        assert all(gazetteer.commune(code) is not None for code in ward.heirs)


def test_no_split_ward_keeps_an_heir_that_is_only_a_namesake(gazetteer: Gazetteer) -> None:
    """20 of the 471 split wards come with heirs over 35 km apart; none is left."""
    for ward in gazetteer.records.former_wards:
        places = [gazetteer.commune(code) for code in ward.heirs]
        for one in places:
            for other in places:
                assert one is not None
                assert other is not None
                apart = distance_km(one.latitude, one.longitude, other.latitude, other.longitude)
                assert apart < 35, (ward.title, one.title, other.title)


def test_a_commune_lies_where_its_land_is(gazetteer: Gazetteer) -> None:
    """The source puts Thanh Bình (Đồng Tháp) a hundred kilometres away from all that it was made of."""
    found = next(c for c in gazetteer.communes_of("82") if c.name == "Thanh Bình")
    assert distance_km(found.latitude, found.longitude, 10.56, 105.48) < 10


def test_the_package_that_brings_the_data_is_never_imported() -> None:
    code = (
        "import sys; from bot.gazetteer_files import read_gazetteer_records; read_gazetteer_records();"
        "print([name for name in sys.modules if name.split('.')[0] in ('vietnamadminunits', 'geopy')])"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_missing_data_is_said_in_one_sentence_that_names_the_cause(tmp_path: Path) -> None:
    with pytest.raises(GazetteerMissingError, match="vietnamadminunits") as missing:
        read_gazetteer_records(tmp_path)
    assert "make setup" in str(missing.value)


def test_data_of_another_shape_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "dataset.db").write_bytes(b"not a database")
    (tmp_path / "data" / "converter_2025.json").write_text("{}")
    with pytest.raises(GazetteerMissingError):
        read_gazetteer_records(tmp_path)
