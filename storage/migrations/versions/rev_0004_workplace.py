"""Rota, beats, saved views and who has a tip open; must never change once released."""

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
