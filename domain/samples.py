"""How often what was set aside is looked at again one level up; it must never say which one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Mark(StrEnum):
    """Why a tip is set aside: `Không có căn cứ` or `Tin rác`."""

    NO_GROUND = "no_ground"
    JUNK = "junk"


class Verdict(StrEnum):
    """What who looked again says: `Đúng` or `Mở lại`."""

    RIGHT = "right"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class SampleRate:
    """From a day on, chance picks one in `one_in` of the tips that are set aside."""

    valid_from: date
    one_in: int


SAMPLE_RATES: tuple[SampleRate, ...] = (SampleRate(valid_from=date(2025, 7, 1), one_in=5),)
"""Effective-dated, oldest first; source: the product's own rule (one in five)."""


def sample_one_in(day: date, table: Sequence[SampleRate] = SAMPLE_RATES) -> int:
    """The rate in force on `day`; before the first row the first row holds."""
    in_force = [rate for rate in table if rate.valid_from <= day]
    return (max(in_force, key=lambda rate: rate.valid_from) if in_force else table[0]).one_in
