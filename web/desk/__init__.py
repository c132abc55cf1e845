"""The police desk, where officers open sealed tips in their own browser; must never hold content in the clear."""

from web.desk.application import create_desk
from web.desk.parts import DeskParts

__all__ = ["DeskParts", "create_desk"]
