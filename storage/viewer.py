"""Who looks: an officer of one unit in one role; every read of a tip asks for one, and none must be made up from a request."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an officer may do; the values are those of `officers.json` and of the command line."""

    OFFICER = "officer"
    CHIEF = "chief"
    DUTY_DESK = "duty_desk"
    INSPECTORATE = "inspectorate"
    AWARENESS = "awareness"
    APPROVER = "approver"


READING_ROLES = frozenset({Role.OFFICER, Role.CHIEF, Role.DUTY_DESK, Role.INSPECTORATE})
"""The roles that see tips; awareness officers and approvers work on warnings only."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """An officer who has signed in; made by `storage.sessions.viewer_of` (or a test)."""

    officer_id: bytes
    unit_id: str
    role: Role
    name: str

    @property
    def reads_tips(self) -> bool:
        """Whether this role sees tips at all."""
        return self.role in READING_ROLES
