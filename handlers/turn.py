"""Gathers what one event does to one conversation; it lives for one step and must never outlast it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from domain.hours import hour_of
from handlers.effects import Ask, Choice, DeleteMessages, Effect, Menu, Say, Wording
from handlers.state import (
    AREA_OF,
    AREA_STAGES,
    FOLLOW_UP_STAGES,
    REPORT_STAGES,
    Conversation,
    Pick,
    Report,
    Stage,
    Step,
    Waiting,
)
from handlers.wording import joined
from handlers.world import World

_TRACKED = REPORT_STAGES | FOLLOW_UP_STAGES | {Stage.SENT}
_KEPT_PLACES = frozenset({Stage.CONTENT, Stage.CATEGORY, Stage.CODE})
MENU_ROWS = (
    ("menu-report", "menu-follow-up"),
    ("menu-awareness", "menu-warnings"),
    ("menu-emergency", "menu-privacy"),
)


class Turn:
    """The conversation as it changes during a step, and the effects so far."""

    def __init__(self, conversation: Conversation, world: World) -> None:
        self.conversation = conversation
        self.world = world
        self.deleted: set[int] = set()
        self._effects: list[Effect] = []

    @property
    def stage(self) -> Stage:
        """Where the conversation stands now."""
        return self.conversation.stage

    @property
    def report(self) -> Report:
        """The report on its way; an empty one where none is, so that a forged event finds nothing to harm."""
        return self.conversation.report or Report()

    @property
    def hour(self) -> int:
        """Hours since the Unix epoch."""
        return hour_of(self.world.now)

    def here(self, stage: Stage) -> Stage:
        """A stage of the place search, in the room where the chat stands: the report's, or its twin for warnings."""
        return AREA_OF[stage] if self.stage in AREA_STAGES else stage

    def text(self, text_id: str, **values: str | int) -> Wording:
        """A text in the chat's language."""
        return self.world.wordings.text(self.conversation.language, text_id, **values)

    def label(self, text_id: str, **values: str | int) -> str:
        """A button's label in the chat's language."""
        return self.world.wordings.label(self.conversation.language, text_id, **values)

    def pick(self, action: str, text_id: str, **values: str | int) -> Pick:
        """A choice whose label stands in the Fluent files."""
        return Pick(action, self.label(text_id, **values))

    def set(self, **changes: Any) -> None:
        """Change the conversation."""
        self.conversation = replace(self.conversation, **changes)

    def set_report(self, **changes: Any) -> None:
        """Change the report."""
        self.set(report=replace(self.report, **changes))

    def await_(self, waiting: Waiting, look_up: Effect) -> None:
        """Ask for something to be looked up, remembering within this update what for."""
        self.set(waiting=waiting)
        self.do(look_up)

    def do(self, effect: Effect) -> None:
        """Want something done."""
        self._effects.append(effect)

    def delete(self, message_id: int) -> None:
        """Delete one message from the chat; it isn't remembered any more."""
        self.deleted.add(message_id)
        kept = tuple(known for known in self.conversation.tracked if known != message_id)
        self.set(tracked=kept)
        self.do(DeleteMessages((message_id,)))

    def say(self, wording: Wording, *, menu: bool = False, coalesce: str | None = None) -> None:
        """Say something, with the menu beside the text field if asked for."""
        self.do(Say(wording, self.menu() if menu else None, coalesce=coalesce))

    def menu(self) -> Menu:
        """The six labels."""
        return Menu(tuple(tuple(self.label(text_id) for text_id in row) for row in MENU_ROWS))

    def enter(
        self,
        stage: Stage,
        picks: Sequence[Pick],
        *,
        listed: tuple[str, ...] = (),
        page: int = 0,
    ) -> None:
        """Stand at a question with a new token: every button of earlier questions is stale from here."""
        self.set(
            stage=stage,
            picks=tuple(picks),
            token=self.world.new_token(),
            listed=listed,
            page=page,
            waiting=None,
        )
        if stage in _KEPT_PLACES:
            self.set_report(stage=stage)

    def ask(
        self,
        *wordings: Wording | None,
        columns: int = 1,
        shown: Sequence[str] | None = None,
        coalesce: str | None = None,
    ) -> None:
        """Put the current question; `shown` are the actions whose buttons appear (all by default)."""
        token, picks = self.conversation.token, self.conversation.picks
        choices = tuple(
            Choice(pick.label, f"{token}:{index}")
            for index, pick in enumerate(picks)
            if shown is None or pick.action in shown
        )
        text = joined(*wordings)
        self.do(Ask(text, choices, columns, coalesce=coalesce) if choices else Say(text, coalesce=coalesce))

    def step(self) -> Step:
        """The outcome; what is said belongs to a report or a follow-up only if the chat stands in one now."""
        tracked = self.stage in _TRACKED
        effects = tuple(
            replace(effect, tracked=False) if isinstance(effect, (Say, Ask)) and not tracked else effect
            for effect in self._effects
        )
        return Step(self.conversation, effects)
