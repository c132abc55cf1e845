"""What the desk is built from, handed in by the composition root; must never read the environment or a clock itself."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from domain.place_records import Commune, Province
from sealing.directory import DirectoryEntry
from sealing.directory_trust import NOTHING_SEEN, Seen
from sealing.secret_types import SecretBytes
from storage.blobs import BlobStore
from storage.engine import Database


class SeenEntries(Protocol):
    """Remembers, outside the database, the newest entry of each key: an older one brought back is refused."""

    def seen(self, subject: bytes) -> Seen:
        """Give the newest that was accepted for a subject."""
        ...

    def remember(self, entries: Iterable[DirectoryEntry]) -> None:
        """Keep what is newer than before."""
        ...


class SeenInMemory:
    """Remembers while the process lives; enough where nothing outlives it."""

    def __init__(self) -> None:
        self._seen: dict[bytes, Seen] = {}

    def seen(self, subject: bytes) -> Seen:
        """Give the newest that was accepted for a subject."""
        return self._seen.get(subject, NOTHING_SEEN)

    def remember(self, entries: Iterable[DirectoryEntry]) -> None:
        """Keep what is newer than before."""
        for entry in entries:
            known = self.seen(entry.subject)
            self._seen[entry.subject] = Seen(max(known.serial, entry.serial), max(known.epoch, entry.epoch))


@dataclass(frozen=True, slots=True)
class DeskParts:
    """Everything the desk needs.

    `deployment_id` and `root_public_key` are 16 and 32 bytes, `keyring_key` the server's outer wrap (32 bytes),
    `desk_origin` like `https://desk.example` (scheme, host, port, nothing after), `frame_ancestors` the origins
    that may frame the desk (empty but in the demo), `clock` gives the time as aware UTC, `static_dir` holds the
    built scripts, styles and fonts, `commune` and `province` look a place up by its code. `bot_name` and `form_url`
    are what posters lead to; empty where there is none. `has_officers_bot`: officers may link a chat of their own, to the
    bot of that public name (empty: not known). `memory` knows the newest directory entries ever accepted.

    For campaigns: `communes_of` lists a province's communes, `topics` are ids and Vietnamese titles of the library,
    `frames` the house's words around every warning by language (`web.desk.campaign_preview.Frames`), `broadcast_rate`
    messages a second, and `clean_picture` gives a picture without its metadata as bytes, type, width and height, or
    None for what isn't one.
    """

    database: Database
    blobs: BlobStore
    deployment_id: bytes
    root_public_key: bytes
    keyring_key: SecretBytes
    desk_origin: str
    clock: Callable[[], datetime]
    static_dir: Path
    memory: SeenEntries = field(default_factory=SeenInMemory)
    commune: Callable[[str], Commune | None] = field(default=lambda code: None)
    province: Callable[[str], Province | None] = field(default=lambda code: None)
    bot_name: str = ""
    form_url: str = ""
    has_officers_bot: bool = False
    officers_bot_name: str = ""
    frame_ancestors: Sequence[str] = ()
    communes_of: Callable[[str], Sequence[Commune]] = field(default=lambda code: ())
    topics: Sequence[tuple[str, str]] = ()
    frames: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    broadcast_rate: int = 30
    place_names: bytes = b""
    """`domain.place_names.place_name_table` over the gazetteer: what browsers name units by. Without it they forward nothing."""
    training: bool = False
    """Everything here is made up: every page and print says so."""
    deletion_mark: Callable[[bytes], bytes] | None = None
    """Names a deleted tip for the list outside the database; without it nothing is deleted early."""
    clean_picture: Callable[[bytes], Awaitable[tuple[bytes, str, int, int] | None]] | None = None
