"""Decides which queues receive a tip and why; after a conflict it must never name the commune's unit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.place_records import Commune
from domain.tips import When
from domain.units import CommuneAssignment, Unit, UnitKind, assigned_unit_id


class ConflictAnswer(StrEnum):
    """The answer to whether local police, officials or their families are involved or cover it up."""

    NO = "no"
    YES = "yes"
    PROVINCE = "province"


class RoutingReason(StrEnum):
    """Why the recipient was chosen; the texts of each reason stand in the language files."""

    COMMUNE_POLICE = "commune_police"
    LOCAL_CONFLICT = "local_conflict"
    RESIDENT_CHOSE_PROVINCE = "resident_chose_province"
    NO_ACTIVE_QUEUE = "no_active_queue"


class AlarmKind(StrEnum):
    """What somebody has to be told at once about a decision."""

    HAPPENING_NOW = "happening_now"
    NO_ACTIVE_QUEUE = "no_active_queue"


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alarm for the queues in `to`; `commune_code` is given only where the place itself is at fault."""

    kind: AlarmKind
    to: tuple[str, ...]
    commune_code: str | None = None


@dataclass(frozen=True, slots=True)
class QueueKey:
    """The verified public key of a queue in its current epoch."""

    queue_id: str
    epoch: int
    public_key: bytes


@dataclass(frozen=True, slots=True)
class ServedProvince:
    """A province that is switched on and whose duty desk and inspectorate both have valid keys."""

    code: str
    duty_desk: Unit
    inspectorate: Unit


@dataclass(frozen=True, slots=True)
class Serving:
    """A snapshot of who can receive: `active` holds unit ids with a verified key and an active officer."""

    provinces: Mapping[str, ServedProvince]
    assignments: Mapping[str, Sequence[CommuneAssignment]]
    units: Mapping[str, Unit]
    active: frozenset[str]
    keys: Mapping[str, QueueKey]


@dataclass(frozen=True, slots=True)
class Routed:
    """A decision: `recipient` holds the tip, `copies` open it too, `fell_back` is said to the resident."""

    recipient: Unit
    copies: tuple[Unit, ...]
    reason: RoutingReason
    alarms: tuple[Alarm, ...]
    fell_back: bool

    @property
    def queue_ids(self) -> tuple[str, ...]:
        """Every queue that a part must be sealed to, the recipient's first."""
        return (self.recipient.id, *(unit.id for unit in self.copies))


@dataclass(frozen=True, slots=True)
class Unserved:
    """The place's province doesn't use Tin Báo (yet): give 113, begin no draft."""

    province_code: str


def route(
    serving: Serving, commune: Commune, conflict: ConflictAnswer, when: When, day: date
) -> Routed | Unserved:
    """Where a tip about `commune` goes on `day`.

    The commune's own row is looked up only when the resident saw no conflict, so that nothing of a decision
    about local police can depend on, or name, the local unit.
    """
    province = serving.provinces.get(commune.province_code)
    if province is None or not {province.duty_desk.id, province.inspectorate.id} <= serving.keys.keys():
        return Unserved(commune.province_code)
    if conflict is ConflictAnswer.YES:
        return _decision(province.inspectorate, province, RoutingReason.LOCAL_CONFLICT, when)
    if conflict is ConflictAnswer.PROVINCE:
        return _decision(province.duty_desk, province, RoutingReason.RESIDENT_CHOSE_PROVINCE, when)
    unit = _commune_unit(serving, commune, day)
    if unit is not None:
        return _decision(unit, province, RoutingReason.COMMUNE_POLICE, when)
    alarm = Alarm(AlarmKind.NO_ACTIVE_QUEUE, (province.duty_desk.id,), commune.code)
    return _decision(province.duty_desk, province, RoutingReason.NO_ACTIVE_QUEUE, when, alarm)


def _commune_unit(serving: Serving, commune: Commune, day: date) -> Unit | None:
    unit_id = assigned_unit_id(serving.assignments.get(commune.code, ()), commune.code, day)
    if unit_id is None or unit_id not in serving.active or unit_id not in serving.keys:
        return None
    unit = serving.units.get(unit_id)
    return unit if unit is not None and unit.kind is UnitKind.COMMUNE else None


def _decision(
    recipient: Unit, province: ServedProvince, reason: RoutingReason, when: When, *alarms: Alarm
) -> Routed:
    copies: tuple[Unit, ...] = ()
    if when is When.NOW:
        if recipient != province.duty_desk:
            copies = (province.duty_desk,)
        told = (recipient.id, *(unit.id for unit in copies))
        alarms = (*alarms, Alarm(AlarmKind.HAPPENING_NOW, told))
    return Routed(recipient, copies, reason, alarms, fell_back=reason is RoutingReason.NO_ACTIVE_QUEUE)
