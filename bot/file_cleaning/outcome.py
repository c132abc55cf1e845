"""What passes between the cleaners of one child process; it never leaves that process as an object."""

from dataclasses import dataclass

from bot.file_cleaning.results import RefusedBecause


class Refused(Exception):
    """The file isn't taken; `because` says why."""

    def __init__(self, because: RefusedBecause) -> None:
        super().__init__(because.value)
        self.because = because


@dataclass(frozen=True, slots=True, repr=False)
class Cleaned:
    """A cleaned file's bytes and what may be said about them."""

    body: bytes
    mime: str
    extension: str
    seconds: int | None = None
    width: int | None = None
    height: int | None = None

    def measures(self) -> dict[str, int]:
        """Give the measures that are known: seconds, width and height in pixels."""
        known = {"seconds": self.seconds, "width": self.width, "height": self.height}
        return {name: value for name, value in known.items() if value is not None}
