"""Slows down who tries many names from one place; must never keep an address, or anything that outlives the day."""

import hashlib
import ipaddress
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_bytes

from starlette.requests import Request

from domain.hours import day_of
from storage.moments import minute_of

FREE_FAILURES = 30
"""A whole office may share one address: this many wrong tries within an hour are nobody's bad morning."""
SPAN_MINUTES = 60
MOST_SOURCES = 20_000
"""Counters in memory, a few megabytes; the oldest go first."""
_IPV6_NETWORK = 64
"""What one household or office is given, so that one can't have a new address for every try."""


@dataclass(slots=True)
class _Count:
    begun_at_minute: int
    failures: int


@dataclass(slots=True)
class Try:
    """A try that is under way; who finds that it was a guess says so by `failed`."""

    failed: bool = False


class Sources:
    """Counts of failed sign-ins by a keyed hash of where they came from; key and counts live in memory, for a day at most."""

    def __init__(self) -> None:
        self._day: date | None = None
        self._key = b""
        self._counts: OrderedDict[bytes, _Count] = OrderedDict()

    @contextmanager
    def a_try(self, request: Request, now: datetime) -> Iterator["Try | None"]:
        """One try from where this request comes: counted as failed from its beginning, so that many at once are no way
        around, and taken back at the end unless it `failed`. None where the place has failed too often and may not try.
        """
        source = source_of(request)
        if not self._begin(source, now):
            yield None
            return
        this = Try()
        try:
            yield this
        finally:
            if not this.failed:
                self._take_back(source, now)

    def _begin(self, source: str | None, now: datetime) -> bool:
        if source is None:
            return True
        name = self._name(source, now)
        count = self._counts.get(name)
        if count is None or _over(count, now):
            count = self._counts[name] = _Count(minute_of(now), 0)
        if count.failures >= FREE_FAILURES:
            return False
        count.failures += 1
        self._counts.move_to_end(name)
        while len(self._counts) > MOST_SOURCES:
            self._counts.popitem(last=False)
        return True

    def _take_back(self, source: str | None, now: datetime) -> None:
        count = None if source is None else self._counts.get(self._name(source, now))
        if count is not None and count.failures > 0:
            count.failures -= 1

    def _name(self, source: str, now: datetime) -> bytes:
        day = day_of(now)
        if day != self._day:
            # A new key makes yesterday's names unreadable even to who could read this memory.
            self._day, self._key = day, token_bytes(32)
            self._counts.clear()
        return hashlib.blake2b(source.encode(), key=self._key, digest_size=16).digest()


def source_of(request: Request) -> str | None:
    """Where a request comes from: an address, or an IPv6 network of 64 bits.

    None for a loopback address: that is a proxy which doesn't say for whom it asks, and everybody would share one count.
    """
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            network = ipaddress.ip_network((address, _IPV6_NETWORK), strict=False)
            return None if address.is_loopback else str(network)
        address = address.ipv4_mapped
    return None if address.is_loopback else str(address)


def _over(count: _Count, now: datetime) -> bool:
    return minute_of(now) >= count.begun_at_minute + SPAN_MINUTES
