"""What the desk is built from, handed in by the composition root; must never read the environment or a clock itself."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from domain.place_records import Commune
from sealing.secret_types import SecretBytes
from storage.blobs import BlobStore
from storage.engine import Database


@dataclass(frozen=True, slots=True)
class DeskParts:
    """Everything the desk needs.

    `deployment_id` and `root_public_key` are 16 and 32 bytes, `keyring_key` the server's outer wrap (32 bytes),
    `desk_origin` like `https://desk.example` (scheme, host, port, nothing after), `frame_ancestors` the origins
    that may frame the desk (empty but in the demo), `clock` gives the time as aware UTC, `static_dir` holds the
    built scripts, styles and fonts, `commune` looks a commune up by its code.
    """

    database: Database
    blobs: BlobStore
    deployment_id: bytes
    root_public_key: bytes
    keyring_key: SecretBytes
    desk_origin: str
    clock: Callable[[], datetime]
    static_dir: Path
    commune: Callable[[str], Commune | None] = field(default=lambda code: None)
    frame_ancestors: Sequence[str] = ()
