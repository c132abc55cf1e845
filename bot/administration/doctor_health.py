"""What `tinbao doctor` says of the running service: heartbeats, queues nobody can open, the deletion list; it changes nothing."""

from collections.abc import Iterator
from datetime import datetime

from bot.bootstrap import House
from domain.health import Finding, Pulse, State, judge_all
from storage import heartbeats, level_above
from storage.deletions import DeletionListUnfit, noted, outstanding
from storage.moments import minute_of
from storage.units import all_units

_NAMES = {
    Pulse.WORKER: "The worker",
    Pulse.RESIDENTS: "The residents' channel",
    Pulse.OFFICERS: "The officers' bot",
    Pulse.BROADCASTER: "The sending of campaigns",
}
_WAITING_TOO_LONG = 100


def health_sentences(house: House, now: datetime) -> Iterator[tuple[bool, str]]:
    """Each complaint, and whether it makes the installation unfit."""
    beats = house.database.read_now(heartbeats.beats)
    for finding in judge_all(beats, minute_of(now)):
        sentence = _sentence(finding)
        if sentence is not None:
            yield finding.needs_somebody, sentence
    names = {unit.id: unit.name for unit in house.database.read_now(all_units)}
    for queue_id in house.database.read_now(level_above.unmanned):
        yield (
            False,
            f"{names[queue_id]} has tips and no officer who reads them: they come up one level above.",
        )
    yield from _deletions(house)


def _sentence(finding: Finding) -> str | None:
    name = _NAMES[finding.pulse]
    if finding.state is State.WELL:
        return None
    if finding.state is State.NEVER:
        return f"{name} has never run here: start `tinbao run`."
    if finding.state is State.SILENT:
        return (
            f"{name} has been silent for {finding.minutes} minutes: start `tinbao run`, and look at its log."
        )
    return f"{name} has been failing for {finding.minutes} minutes ({finding.error}): look at its log."


def _deletions(house: House) -> Iterator[tuple[bool, str]]:
    try:
        listed = house.deletions.read()
        if listed is not None and house.database.read_now(lambda conn: outstanding(conn, listed)):
            yield (
                True,
                "This database holds what was deleted (an older backup?): the next start deletes it again.",
            )
    except DeletionListUnfit as refusal:
        yield True, str(refusal)
    if len(house.database.read_now(lambda conn: noted(conn, _WAITING_TOO_LONG))) == _WAITING_TOO_LONG:
        yield True, "Deletions wait to be listed outside the database: is the worker running, the disk full?"
