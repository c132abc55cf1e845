"""Finds what a commune's poster says about its place, and writes the file; it never prints a place whose tips nobody could receive, nor over a file."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.administration.refusals import Refused
from bot.bootstrap import House
from domain.hours import day_of
from domain.place_records import Commune, Province
from domain.routing import ConflictAnswer, Unserved, route
from domain.tips import When
from domain.units import Unit, assigned_unit_id
from storage.units import serving_rows


@dataclass(frozen=True, slots=True)
class PosterPlace:
    """A served commune and the unit that its poster names; `waiting` while another unit still receives for it."""

    commune: Commune
    province: Province
    unit: Unit
    waiting: bool


def poster_place(house: House, commune_code: str, now: datetime) -> PosterPlace:
    """The commune of a code, its province and its unit.

    A commune whose own unit is named but can't receive yet gets its poster all the same: it is printed before the
    start, and tips reach the duty desk meanwhile. Raises Refused for a code that is no commune's and for a
    commune whose province doesn't use Tin Báo.
    """
    commune = house.gazetteer.commune(commune_code)
    province = None if commune is None else house.gazetteer.province(commune.province_code)
    if commune is None or province is None:
        raise Refused(f"There is no commune with the code {commune_code!r}.")
    serving = house.verify(house.database.read_now(serving_rows), now).serving
    day = day_of(now)
    routed = route(serving, commune, ConflictAnswer.NO, When.PAST, day)
    if isinstance(routed, Unserved):
        raise Refused(
            f"{commune.title}, {province.name} isn't served: switch its province on (`tinbao unit serve "
            f"{province.code}`) and certify its keys first (`tinbao doctor`)."
        )
    own = assigned_unit_id(serving.assignments.get(commune.code, ()), commune.code, day)
    unit = serving.units.get(own) if own is not None else None
    return PosterPlace(commune, province, unit or routed.recipient, routed.fell_back)


def write_new_file(out: Path, data: bytes, *, force: bool) -> None:
    """Write a file; one that is there already only with `force`.

    Raises Refused where it exists or can't be written.
    """
    try:
        with out.open("wb" if force else "xb") as file:
            file.write(data)
    except FileExistsError:
        raise Refused(f"{out} is there already: choose another name, or add --force.") from None
    except OSError as error:
        raise Refused(f"{out} can't be written: {error.strerror or type(error).__name__}.") from None
