"""The residents' conversation as one pure function from an event to effects; it must never do anything itself.

    conversation = load(stored) if stored else fresh(draft_died=…)
    step(conversation, event, world) -> Step(conversation, effects)

While the last effect looks something up, perform it and step again with its answer; then store everything
that was gathered together with `dump(conversation)` in one transaction; then say it.
"""

from handlers.events import Event, ResidentEvent, ResultEvent
from handlers.remembering import dump, load
from handlers.residents import arrivals, housekeeping, results
from handlers.state import Conversation, Stage, Step, track
from handlers.turn import Turn
from handlers.world import World

__all__ = [
    "Conversation",
    "Stage",
    "Step",
    "World",
    "dump",
    "fresh",
    "has_draft",
    "load",
    "note_outgoing",
    "step",
]


def fresh(*, draft_died: bool = False) -> Conversation:
    """A chat that isn't known (any more); `draft_died` when the store's marker says that a draft has died."""
    return Conversation(draft_died=draft_died)


def has_draft(conversation: Conversation) -> bool:
    """Whether an unsent draft hangs on this conversation, so that its death has to be told."""
    return conversation.report is not None and conversation.report.tip_id is not None


def note_outgoing(conversation: Conversation, message_ids: tuple[int, ...]) -> Conversation:
    """Remember the ids of tracked messages that were sent."""
    return track(conversation, message_ids)


def step(conversation: Conversation, event: Event, world: World) -> Step:
    """What an event changes and what has to be done about it; never raises for anything a resident can do."""
    turn = Turn(conversation, world)
    if isinstance(event, ResultEvent):
        results.arrived(turn, event)
        return turn.step()
    turn.set(waiting=None)
    housekeeping.before(turn, event)
    if isinstance(event, ResidentEvent):
        arrivals.arrived(turn, event)
    else:
        housekeeping.told(turn, event)
    housekeeping.after(turn, event)
    return turn.step()
