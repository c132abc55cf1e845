"""Knows on which days public offices in Vietnam work; must never be asked for a day without saying which."""

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays.countries.vietnam import Vietnam


@lru_cache(maxsize=16)
def _calendar(year: int) -> "Vietnam":
    # The library loads every country of the world; a start that needs no working day doesn't pay for it.
    from holidays.countries.vietnam import Vietnam  # noqa: PLC0415

    # The years on both sides too: days off are moved across New Year.
    return Vietnam(years=(year - 1, year, year + 1))  # type: ignore[no-untyped-call]


@lru_cache(maxsize=4096)
def is_working_day(day: date) -> bool:
    """Whether offices work on `day`: no weekend, no public holiday, no day given off for one; Saturdays made up count.

    Source: labour code 2019 article 112 and the government's yearly decisions, as the library `holidays` keeps them.
    """
    return _calendar(day.year).is_working_day(day)
