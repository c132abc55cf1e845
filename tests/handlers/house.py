"""A small house for conversations: six active commune police, their provinces, and a clock that is set by hand."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count

from bot.gazetteer_files import read_gazetteer_records
from domain.limits import Limits
from domain.places import Gazetteer
from domain.routing import QueueKey, ServedProvince, Serving
from domain.units import Unit, commune_police, duty_desk, inspectorate, usual_assignment
from handlers.awareness_library import TopicLibrary
from handlers.wording import Wordings
from handlers.world import World
from tests.handlers.small_library import small_library

FINGERPRINT = "01234 56789 01234 56789 01234 56789"
BEGIN = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ACTIVE = ("Quỳnh Nhai, Sơn La", "Hà Trung, Thanh Hóa", "Tống Sơn, Thanh Hóa", "Vĩnh Trạch, Cà Mau")


@cache
def gazetteer() -> Gazetteer:
    """All places; read once for all tests."""
    return Gazetteer(read_gazetteer_records())


@cache
def wordings() -> Wordings:
    """All texts; read once for all tests."""
    return Wordings.load()


@cache
def serving() -> Serving:
    """Four communes with active police in three served provinces; every other commune falls back."""
    places = gazetteer()
    communes = [
        commune
        for province in places.provinces()
        for commune in places.communes_of(province.code)
        if f"{commune.name}, {province.name}" in ACTIVE
    ]
    provinces = {
        commune.province_code: ServedProvince(
            commune.province_code,
            duty_desk(places.province_of(commune)),
            inspectorate(places.province_of(commune)),
        )
        for commune in communes
    }
    units: list[Unit] = [commune_police(commune) for commune in communes]
    for served in provinces.values():
        units += [served.duty_desk, served.inspectorate]
    ids = [unit.id for unit in units]
    return Serving(
        provinces=provinces,
        assignments={commune.code: (usual_assignment(commune),) for commune in communes},
        units={unit.id: unit for unit in units},
        active=frozenset(ids),
        keys={unit_id: QueueKey(unit_id, 1, bytes(1216)) for unit_id in ids},
    )


def counted(form: str) -> Callable[[], str]:
    """Tokens that tell each other apart and repeat from run to run."""
    numbers = count(1)
    return lambda: form.format(next(numbers))


def counted_ids() -> Callable[[], bytes]:
    """Tip ids that repeat from run to run."""
    numbers: Iterator[int] = count(1)
    return lambda: next(numbers).to_bytes(16, "big")


@dataclass
class House:
    """What a test may turn: the time, the limits, the form's address, who is served."""

    now: datetime = BEGIN
    limits: Limits = field(default_factory=Limits)
    form_url: str = ""
    bot_name: str = "TinBaoVN_bot"
    desk_url: str = "https://desk.example.vn"
    topics: TopicLibrary = field(default_factory=small_library)
    serving: Serving = field(default_factory=serving)
    new_token: Callable[[], str] = field(default_factory=lambda: counted("t{:04d}"))
    new_tip_id: Callable[[], bytes] = field(default_factory=counted_ids)

    def world(self) -> World:
        """The world at this moment."""
        return World(
            now=self.now,
            gazetteer=gazetteer(),
            serving=self.serving,
            wordings=wordings(),
            limits=self.limits,
            new_token=self.new_token,
            new_tip_id=self.new_tip_id,
            form_url=self.form_url,
            topics=self.topics,
            bot_name=self.bot_name,
            desk_url=self.desk_url,
            fingerprint=FINGERPRINT,
        )

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)
