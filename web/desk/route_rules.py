"""What each of the desk's addresses asks of whoever calls it, declared where the address is made; a test walks them all and must find none without."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from starlette.routing import BaseRoute, Route

from domain.permissions import Action


class Touches(StrEnum):
    """Whose things an address works with, and where it names them."""

    OWN = "own"
    """The viewer's own unit's or the viewer's own; the request names nobody's."""
    TIP = "tip"
    """The tip in the address: one of the own queue, or there is nothing."""
    CAMPAIGN = "campaign"
    """The campaign in the address: of the own unit, or of the province for who reaches that far."""
    COMMUNE = "commune"
    """The commune in the address: one that the own unit serves."""
    OFFICER = "officer"
    """The officer in the address: of the own unit, or of the province for who reaches that far."""
    UNIT = "unit"
    """The unit in the address or the query: the own one, or one of the province for who reaches that far."""
    NAMED = "named"
    """What the posted body names: the test needs an example of it."""
    INVITATION = "invitation"
    """What a secret in the address opens, whoever brings it."""
    SAMPLE = "sample"
    """A tip of another unit that chance brought up for a check."""


@dataclass(frozen=True, slots=True)
class Rule:
    """`action` None: every signed-in officer, or (`open`) anybody. `touches` None: what the address's parameters say."""

    action: Action | None = None
    open: bool = False
    touches: Touches | None = None


BY_PARAMETER: dict[str, Touches] = {
    "tip": Touches.TIP,
    "campaign": Touches.CAMPAIGN,
    "commune": Touches.COMMUNE,
    "officer": Touches.OFFICER,
    "unit": Touches.UNIT,
    "token": Touches.INVITATION,
}
"""What a parameter of that name names, unless the address declares something else."""


@dataclass(frozen=True, slots=True)
class DeskAddress:
    """One address of the desk with one method, and its rule; None: nobody declared one."""

    method: str
    path: str
    parameters: frozenset[str]
    rule: Rule | None

    @property
    def touches(self) -> Touches | None:
        """Whose things it touches; None: not declared and not to be known from its parameters."""
        if self.rule is None or self.rule.touches is not None:
            return None if self.rule is None else self.rule.touches
        named = {BY_PARAMETER[name] for name in self.parameters if name in BY_PARAMETER}
        if len(named) == 1:
            return named.pop()
        # A page that names nothing shows the own unit's; what is posted without a name in the address must say.
        return Touches.OWN if not self.parameters and self.method == "GET" else None


def declare(handler: Any, rule: Rule) -> Any:
    """Tie a rule to the handler of an address."""
    handler.desk_rule = rule
    return handler


def addresses(routes: Iterable[BaseRoute]) -> Iterator[DeskAddress]:
    """Every address of the desk but its files."""
    for route in routes:
        if not isinstance(route, Route):
            continue
        rule = getattr(route.endpoint, "desk_rule", None)
        for method in sorted((route.methods or set()) - {"HEAD"}):
            yield DeskAddress(method, route.path, frozenset(route.param_convertors), rule)
