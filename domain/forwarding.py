"""Which unit a tip may be forwarded to; it must never let a tip about local police reach the unit it is about."""

from collections.abc import Collection
from dataclasses import dataclass

from domain.units import Unit, UnitKind


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """What the rule looks at: the queue that forwards, the place of the tip, and who ever answered for that place.

    `local_unit_ids` are the units that any row of the table commune → unit names for the commune, past and to come:
    a tip about a unit stays about it when boundaries change.
    """

    from_unit_id: str
    commune_code: str
    conflict: bool
    local_unit_ids: Collection[str]


def may_be_forwarded_to(target: Unit, tip: Whereabouts) -> bool:
    """Whether `target` may get the tip (product.md, promise 5: a tip about the local police never touches them)."""
    if target.id == tip.from_unit_id:
        return False
    if not tip.conflict or target.kind is not UnitKind.COMMUNE:
        return True
    # The usual unit of the commune is refused by its name too, should its row in the table be missing.
    return target.id not in tip.local_unit_ids and target.id != f"c-{tip.commune_code}"
