"""Enters the stages of the conversation and puts their questions, again if need be; it must never decide anything."""

from collections.abc import Callable, Sequence

from domain.categories import CATEGORIES
from domain.routing import ConflictAnswer
from domain.tips import When
from handlers.effects import Wording
from handlers.state import Stage
from handlers.topics_in_hand import quiz_question
from handlers.turn import Turn


def enter_notice(turn: Turn) -> None:
    """Step 1: the four lines."""
    turn.enter(Stage.NOTICE, [turn.pick("go", "go-on")])
    put(turn)


def enter_place(turn: Turn, lead: Wording | None = None) -> None:
    """Step 2: where did it happen? Or, among the warnings: which place?"""
    stand_at_place(turn)
    put(turn, lead)


def enter_area(turn: Turn) -> None:
    """Of which place are warnings wanted?"""
    turn.enter(Stage.AREA, ())
    enter_place(turn)


def stand_at_place(turn: Turn) -> None:
    """Wait for the name of a place, in the room where the chat stands."""
    stage = turn.here(Stage.PLACE)
    back = (turn.pick("warn:show", "warnings-back"),) if stage is Stage.AREA else ()
    turn.enter(stage, [turn.pick("browse", "place-browse"), *back])


def enter_conflict(turn: Turn, lead: Wording | None = None) -> None:
    """Step 3: are the local police involved?"""
    turn.enter(
        Stage.CONFLICT,
        [turn.pick(f"conflict:{answer}", f"conflict-{answer}") for answer in ConflictAnswer],
    )
    put(turn, lead)


def enter_when(turn: Turn) -> None:
    """Step 4: when?"""
    turn.enter(Stage.WHEN, [turn.pick(f"when:{when}", f"when-{when}") for when in When])
    put(turn)


def enter_content(turn: Turn, lead: Wording | None = None) -> None:
    """Step 5: the recipient, then the telling."""
    turn.enter(
        Stage.CONTENT,
        [
            turn.pick("done", "content-done"),
            turn.pick("cancel", "content-cancel"),
            turn.pick("change", "content-change"),
        ],
    )
    put(turn, lead)


def enter_change(turn: Turn) -> None:
    """Would the sealed items really be thrown away?"""
    turn.enter(Stage.CHANGE, [turn.pick("keep", "change-no"), turn.pick("change_all", "change-yes")])
    put(turn)


def enter_resume(turn: Turn) -> None:
    """There is an unfinished report: go on with it or drop it?"""
    turn.enter(Stage.RESUME, [turn.pick("resume", "resume-go"), turn.pick("cancel", "content-cancel")])
    put(turn)


def enter_category(turn: Turn, lead: Wording | None = None) -> None:
    """Step 6: what is it about?"""
    turn.enter(
        Stage.CATEGORY,
        [
            *(turn.pick(f"category:{code}", f"category-{code}") for code in CATEGORIES),
            turn.pick("skip", "category-skip"),
            turn.pick("more", "tell-more"),
        ],
    )
    put(turn, lead)


def enter_code(turn: Turn) -> None:
    """Step 7: the code stands in the chat; nothing is put here, since it is shown only once."""
    turn.enter(
        Stage.CODE,
        [
            turn.pick("send", "code-send"),
            turn.pick("new_code", "code-new"),
            turn.pick("more", "tell-more"),
            turn.pick("cancel", "content-cancel"),
        ],
    )


def resume(turn: Turn, lead: Wording | None = None) -> None:
    """Go on where the report stood."""
    stage = turn.report.stage
    if stage is Stage.CODE and turn.report.code_shown:
        enter_code(turn)
        put(turn, lead)
    elif stage is Stage.CATEGORY:
        enter_category(turn, lead)
    else:
        enter_content(turn, lead)


def again(turn: Turn, lead: Wording | None = None, coalesce: str | None = None) -> None:
    """Put the current question once more, under the same token."""
    if turn.stage is Stage.MENU:
        # Whoever reads why something wasn't taken need not read the whole question a second time.
        turn.say(lead or turn.text("menu-question"), menu=True)
    elif lead is not None and (short := _short(turn)) is not None:
        turn.ask(lead, short, columns=_columns(turn), shown=_shown(turn), coalesce=coalesce)
    else:
        put(turn, lead, coalesce)


def _short(turn: Turn) -> Wording | None:
    if turn.stage is Stage.CONTENT and not turn.report.items:
        return turn.text("content-recipient", unit=turn.report.recipient_name)
    if turn.stage is Stage.SENT and turn.conversation.sent:
        return turn.text("sent-done", unit=turn.conversation.sent[-1].unit_name)
    return None


def put(turn: Turn, lead: Wording | None = None, coalesce: str | None = None) -> None:
    """Put the current stage's question after `lead`."""
    question = _QUESTIONS.get(turn.stage)
    wordings = question(turn) if question else (turn.text("menu-question"),)
    turn.ask(lead, *wordings, columns=_columns(turn), shown=_shown(turn), coalesce=coalesce)


def _shown(turn: Turn) -> Sequence[str] | None:
    if turn.stage is Stage.CONTENT:
        return ("done", "cancel") if turn.report.items else ("cancel", "change")
    return None


def _columns(turn: Turn) -> int:
    if turn.stage in {Stage.BROWSE_LETTER, Stage.AREA_LETTER}:
        return 6
    if turn.stage is Stage.QUIZ:
        return len(turn.conversation.picks)
    if turn.stage in _SHORT_LABELS and all(len(pick.label) <= _SHORT for pick in turn.conversation.picks):
        return 2
    return 2 if turn.stage in _TWO_COLUMNS else 1


_SHORT = 26
_SHORT_LABELS = frozenset({Stage.PLACE_CHOICE, Stage.PLACE_LIST, Stage.AREA_CHOICE, Stage.AREA_LIST})
_TWO_COLUMNS = frozenset(
    {
        Stage.CONTENT,
        Stage.WHEN,
        Stage.BROWSE_PROVINCE,
        Stage.PLACE_PROVINCE,
        Stage.CATEGORY,
        Stage.LANGUAGE,
        Stage.AREA_BROWSE,
        Stage.AREA_PROVINCE,
        Stage.WARNINGS,
        Stage.QUIET_HOURS,
    }
)


def place_name(turn: Turn, *, in_sentence: bool = False) -> str:
    """The report's place: `Xã Quỳnh Nhai, Sơn La`, or `xã Quỳnh Nhai`."""
    gazetteer = turn.world.gazetteer
    commune = gazetteer.commune(turn.report.commune_code or "")
    if commune is None:
        return "?"
    return commune.in_sentence if in_sentence else commune.label(gazetteer.province_of(commune))


def _notice(turn: Turn) -> tuple[Wording | None, ...]:
    form = turn.world.form_url
    notice = turn.text("notice-form", form=form) if form else turn.text("notice")
    place = turn.text("notice-place", place=place_name(turn)) if turn.report.commune_code else None
    return notice, place


def _conflict(turn: Turn) -> tuple[Wording | None, ...]:
    place = place_name(turn, in_sentence=True)
    return turn.text("conflict-question", place=place), turn.text("conflict-hint")


def _content(turn: Turn) -> tuple[Wording | None, ...]:
    report = turn.report
    if report.items:
        return (turn.text("content-ack", count=report.items),)
    copies = [unit for unit_id in report.copy_ids if (unit := turn.world.serving.units.get(unit_id))]
    return (
        turn.text("content-recipient", unit=report.recipient_name),
        turn.text("content-fell-back", place=place_name(turn, in_sentence=True))
        if report.fell_back
        else None,
        *(turn.text("content-copy", unit=unit.name) for unit in copies),
        turn.text("content-prompt"),
    )


def _sent(turn: Turn) -> tuple[Wording | None, ...]:
    if not turn.conversation.sent:
        return (turn.text("menu-question"),)
    unit = turn.conversation.sent[-1].unit_name
    return turn.text("sent-done", unit=unit), turn.text("sent-next"), turn.text("sent-erase-hint")


def _unserved(turn: Turn) -> tuple[Wording | None, ...]:
    return (turn.text("unserved", place=place_name(turn)),)


def _quiz(turn: Turn) -> tuple[Wording | None, ...]:
    return (quiz_question(turn) or turn.text("awareness-question"),)


def _plain(text_id: str) -> Callable[[Turn], tuple[Wording | None, ...]]:
    return lambda turn: (turn.text(text_id),)


_QUESTIONS: dict[Stage, Callable[[Turn], tuple[Wording | None, ...]]] = {
    Stage.NOTICE: _notice,
    Stage.PLACE: _plain("place-question"),
    Stage.PLACE_CHOICE: _plain("place-choose"),
    Stage.PLACE_PROVINCE: _plain("place-which-province"),
    Stage.PLACE_LIST: _plain("browse-list"),
    Stage.BROWSE_PROVINCE: _plain("browse-province"),
    Stage.BROWSE_LETTER: _plain("browse-letter"),
    Stage.UNSERVED: _unserved,
    Stage.CONFLICT: _conflict,
    Stage.WHEN: _plain("when-question"),
    Stage.CONTENT: _content,
    Stage.CHANGE: lambda turn: (turn.text("change-question", count=turn.report.items),),
    Stage.RESUME: lambda turn: (turn.text("resume-question", count=turn.report.items),),
    Stage.CATEGORY: _plain("category-question"),
    Stage.CODE: _plain("code-question"),
    Stage.SENT: _sent,
    Stage.FOLLOW_UP: _plain("follow-up-question"),
    Stage.THREAD: _plain("thread-question"),
    Stage.ADDING: _plain("adding-question"),
    Stage.PRIVACY: _plain("privacy-question"),
    Stage.LANGUAGE: _plain("language-question"),
    Stage.AWARENESS: _plain("awareness-question"),
    Stage.TOPIC: _plain("topic-question"),
    Stage.QUIZ: _quiz,
    Stage.WARNINGS: _plain("warnings-question"),
    Stage.AREA: _plain("area-question"),
    Stage.AREA_CHOICE: _plain("area-choose"),
    Stage.AREA_PROVINCE: _plain("area-which-province"),
    Stage.AREA_LIST: _plain("area-list"),
    Stage.AREA_BROWSE: _plain("area-browse"),
    Stage.AREA_WHOLE: _plain("area-whole-question"),
    Stage.AREA_LETTER: _plain("browse-letter"),
    Stage.WARNED_PLACES: _plain("warnings-drop-question"),
    Stage.WARNED_TOPICS: _plain("warnings-topics-question"),
    Stage.QUIET_HOURS: _plain("quiet-question"),
    Stage.VERIFY: _plain("verify-question"),
}
