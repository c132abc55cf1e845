"""Which campaigns a viewer sees and may touch, and which places they may address; must never be left to a page."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, true

from domain.campaigns import Audience
from domain.permissions import Action
from domain.units import UnitKind
from storage.engine import Connection
from storage.models import campaigns, units
from storage.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Reach:
    """Where a viewer's unit stands; a province's desk sees the campaigns of every unit of its province."""

    unit_id: str
    province_code: str
    whole_province: bool

    def condition(self) -> ColumnElement[bool]:
        """The campaigns of this reach."""
        mine = campaigns.c.unit_id == self.unit_id
        return (campaigns.c.province_code == self.province_code) if self.whole_province else mine & true()

    def covers(self, audience: Audience) -> bool:
        """Whether every place lies in the unit's province."""
        return all(place.province_code == self.province_code for place in audience.places)


def reach_of(conn: Connection, viewer: Viewer) -> Reach | None:
    """The viewer's reach; None for a role that has nothing to do with campaigns."""
    if not viewer.may(Action.SEE_CAMPAIGNS):
        return None
    row = conn.execute(
        select(units.c.kind, units.c.province_code).where(units.c.id == viewer.unit_id)
    ).first()
    if row is None:
        return None
    province_wide = row.kind == UnitKind.DUTY_DESK.value and viewer.may(Action.SEE_CAMPAIGNS, own_unit=False)
    return Reach(viewer.unit_id, row.province_code, province_wide)


def may_do(viewer: Viewer, action: Action, unit_id: str) -> bool:
    """Whether this role may do this to a campaign of that unit; whether it sees it at all is `reach_of`'s to say."""
    return viewer.may(action, own_unit=unit_id == viewer.unit_id)
