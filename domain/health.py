"""Says from heartbeats which part of the service has fallen silent; it must never take a missing heartbeat for a good sign."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

SILENT_MINUTES = 5
"""A part that hasn't done its work for longer than this counts as dead (the product's own choice)."""


class Pulse(StrEnum):
    """The parts that write heartbeats."""

    WORKER = "worker"
    RESIDENTS = "residents"
    """The residents' channel: updates are fetched or come in."""
    OFFICERS = "officers"
    BROADCASTER = "broadcaster"


class State(StrEnum):
    """How a part is."""

    WELL = "well"
    FAILING = "failing"
    """It runs, and what it tries fails."""
    SILENT = "silent"
    NEVER = "never"
    """It has never run here."""


@dataclass(frozen=True, slots=True)
class Beat:
    """The last minute in which a part did its work; `failing_since` and `error` while it can't."""

    minute: int
    failing_since: int | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """How one part is; `minutes`: for how long it has been so, as far as that is known."""

    pulse: Pulse
    state: State
    minutes: int | None = None
    error: str | None = None

    @property
    def needs_somebody(self) -> bool:
        """Whether somebody has to look: only a part that has run before can have fallen silent."""
        return self.state in {State.FAILING, State.SILENT}


ALWAYS = frozenset({Pulse.WORKER})
"""Parts that every installation has; the others only once they were configured."""


def judge(pulse: Pulse, beat: Beat | None, now_minute: int) -> Finding:
    """How one part is now."""
    if beat is None:
        return Finding(pulse, State.NEVER)
    silent = now_minute - beat.minute
    if beat.failing_since is not None and now_minute - beat.failing_since >= SILENT_MINUTES:
        return Finding(pulse, State.FAILING, now_minute - beat.failing_since, beat.error)
    if silent > SILENT_MINUTES:
        return Finding(pulse, State.SILENT, silent, beat.error)
    return Finding(pulse, State.WELL, silent)


def judge_all(beats: Mapping[Pulse, Beat], now_minute: int) -> tuple[Finding, ...]:
    """Every part that there is, in a steady order; the worker always."""
    return tuple(
        judge(pulse, beats.get(pulse), now_minute) for pulse in Pulse if pulse in beats or pulse in ALWAYS
    )


def troubles(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What somebody has to look at."""
    return tuple(finding for finding in findings if finding.needs_somebody)
