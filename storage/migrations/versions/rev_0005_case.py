"""Forwards, attachments, links and samples of tips; must never change once released."""

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
