"""Which statuses may come next for a tip, and what each asks for; must never offer a move that the domain doesn't allow."""

from dataclasses import dataclass
from datetime import date

from domain.decision_clock import ClockAct, DecisionClock, longest_hour
from domain.hours import day_of_hour
from domain.tips import (
    MOVES,
    ExtensionGround,
    ReasonNeed,
    StopGround,
    TipStatus,
    vague_status,
)
from domain.tips import Move as DomainMove
from domain.working_days import is_working_day
from storage.tip_reading import TipView
from web.desk import texts
from web.desk.clock_texts import GROUND


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground that a move asks for; of an extension also the first and last day that may be its end."""

    value: str
    name: str
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Move:
    """A status that may come next, with what it means and what the resident then sees. `reason`: none, optional, required."""

    to: str
    name: str
    act: str
    means: str
    resident: str
    reason: str
    grounds: tuple[Ground, ...]

    @property
    def needs_reason(self) -> bool:
        """Whether the move isn't made without written words."""
        return self.reason == ReasonNeed.REQUIRED


def moves_of(view: TipView, decide: DecisionClock | None) -> tuple[Move, ...]:
    """The moves from the tip's status, in the order of the statuses, a correction of the present one last."""
    order = list(TipStatus)
    possible = sorted(
        (move for move in MOVES if move.current is view.status),
        key=lambda move: (move.to is view.status, order.index(move.to)),
    )
    made = (_move(view, move, _grounds(move, decide)) for move in possible)
    return tuple(
        move for move, asked in zip(made, possible, strict=True) if move.grounds or not asked.grounds
    )


def _move(view: TipView, move: DomainMove, grounds: tuple[Ground, ...]) -> Move:
    again = move.to is view.status is TipStatus.CLASSIFIED
    by_procuracy = any(ground.value == ExtensionGround.PROCURACY for ground in grounds)
    return Move(
        to=move.to.value,
        name="Phân loại lại" if again else texts.STATUS[move.to],
        act="Mở lại tin" if view.status is TipStatus.CLOSED else texts.STATUS_ACT[move.to],
        means=_BY_PROCURACY if by_procuracy else texts.STATUS_MEANS[move.to],
        resident=texts.VAGUE[vague_status(move.to, view.first_viewed_day is not None)],
        reason=move.reason.value,
        grounds=grounds,
    )


_BY_PROCURACY = "Viện kiểm sát đã gia hạn. Chỉ được một lần."


def _grounds(move: DomainMove, decide: DecisionClock | None) -> tuple[Ground, ...]:
    return tuple(ground for code in move.grounds if (ground := _ground(code, decide)) is not None)


def _ground(code: StopGround | ExtensionGround, decide: DecisionClock | None) -> Ground | None:
    """A ground as it is offered, None where its time is past: each stretch comes once, the procuracy's second."""
    if isinstance(code, StopGround):
        return Ground(code.value, GROUND[code])
    by_procuracy = code is ExtensionGround.PROCURACY
    if decide is None or decide.extended or decide.lengthened is not by_procuracy:
        return None
    act = ClockAct.EXTENDED if by_procuracy else ClockAct.LENGTHENED
    first, last = day_of_hour(decide.due_hour), day_of_hour(longest_hour(decide, act, is_working_day))
    return Ground(code.value, GROUND[code], _iso(first), _iso(last))


def _iso(day: date) -> str:
    return day.isoformat()
