"""What is kept, erasing it, and the language; it must never leave anything of the chat after an erasure."""

from handlers.effects import DropDraft, EraseMyData, StopTimer
from handlers.residents import asking
from handlers.residents.menu import DRAFT_TIMER, enter_room, give_slot_back, kept_draft
from handlers.state import Conversation, Stage
from handlers.turn import Turn
from handlers.wording import joined


def open_room(turn: Turn) -> None:
    """Say what is kept and who can see it."""
    enter_room(turn)
    turn.enter(
        Stage.PRIVACY,
        [turn.pick("erase_all", "privacy-erase"), turn.pick("language", "privacy-language")],
    )
    turn.ask(turn.text("privacy"))


def choose_language(turn: Turn) -> None:
    """Vietnamese or English."""
    languages = turn.world.wordings.languages
    turn.enter(
        Stage.LANGUAGE, [turn.pick(f"language:{language}", f"language-{language}") for language in languages]
    )
    asking.put(turn)


def speak(turn: Turn, language: str) -> None:
    """Go on in another language, with its menu."""
    if language in turn.world.wordings.languages:
        turn.set(language=language)
    turn.enter(Stage.MENU, ())
    turn.say(joined(turn.text("language-done"), kept_draft(turn)), menu=True)


def erase(turn: Turn) -> None:
    """Forget this chat: its unsent report, its reminders, its state."""
    give_slot_back(turn)
    if turn.report.tip_id is not None:
        turn.do(DropDraft(turn.report.tip_id))
        turn.do(StopTimer(DRAFT_TIMER))
    turn.do(EraseMyData())
    said = turn.text("erased-all")
    turn.conversation = Conversation()
    turn.say(said, menu=True)
