"""Steps 3 and 4: the conflict question, when, and the decision they lead to; it must never soften an answer."""

from domain.hours import day_of
from domain.routing import ConflictAnswer, Routed, Unserved, route
from domain.tips import When
from handlers.residents import asking, places
from handlers.turn import Turn


def conflict(turn: Turn, answer: ConflictAnswer) -> None:
    """Remember the answer and go on to when."""
    turn.set_report(conflict=answer)
    asking.enter_when(turn)


def when(turn: Turn, answer: When) -> None:
    """Remember the answer, name the recipient, and let the resident tell; 113 comes first for what happens now."""
    turn.set_report(when=answer)
    decision = decide(turn)
    if not isinstance(decision, Routed):
        places.unserved(turn)
        return
    remember(turn, decision)
    asking.enter_content(turn, turn.text("when-now-first") if answer is When.NOW else None)


def decide(turn: Turn) -> Routed | Unserved | None:
    """Where the report goes by what is known now; None while something is still unanswered."""
    report = turn.report
    commune = turn.world.gazetteer.commune(report.commune_code or "")
    if commune is None or report.conflict is None or report.when is None:
        return None
    return route(turn.world.serving, commune, report.conflict, report.when, day_of(turn.world.now))


def remember(turn: Turn, decision: Routed) -> None:
    """Keep who receives it, for the question that names the recipient."""
    turn.set_report(
        recipient_id=decision.recipient.id,
        recipient_name=decision.recipient.name,
        copy_ids=tuple(unit.id for unit in decision.copies),
        fell_back=decision.fell_back,
    )


def is_conflict(answer: ConflictAnswer | None) -> bool:
    """Whether the local police have to stay out of everything about this tip."""
    return answer is not ConflictAnswer.NO
