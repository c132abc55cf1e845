"""The entry of the `tinbao` command, so that a start isn't spent on looking for garbage among modules; it never does more than load and call."""

from bot.loading import no_collection


def main() -> None:
    """Load the command line and run it."""
    with no_collection():
        from bot.cli import main as commands  # noqa: PLC0415 - loading it is what this is for
    commands()
