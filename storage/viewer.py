"""Who looks: an officer of one unit in one role; every read of a tip asks for one, and none must be made up from a request."""

from dataclasses import dataclass

from domain.permissions import Action, Role, may

__all__ = ["Action", "Role", "Viewer"]


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
        return self.may(Action.READ_TIPS)

    def may(self, action: Action, *, own_unit: bool = True) -> bool:
        """What `domain.permissions` says of this role."""
        return may(self.role, action, own_unit=own_unit)
