"""Pictures of campaigns under their hash; must never be the only judge of what a file is (the cleaner is)."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import delete, exists, select, text

from domain.campaigns import Picture
from storage.engine import Connection
from storage.models import campaign_pictures, campaigns

_PUT = text(
    "INSERT INTO campaign_pictures (sha256, mime, width, height, image)"
    " VALUES (:sha256, :mime, :width, :height, :image) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture with its bytes."""

    picture: Picture
    image: bytes


def put_picture(conn: Connection, image: bytes, mime: str, width: int, height: int) -> Picture:
    """Keep a picture that was cleaned and measured; the same one twice is kept once. Its limits are `checks`' to refuse."""
    sha256 = hashlib.sha256(image).digest()
    values = {"sha256": sha256, "mime": mime, "width": width, "height": height, "image": image}
    conn.execute(_PUT, values)
    return Picture(sha256, mime, len(image), width, height)


def picture(conn: Connection, sha256: bytes) -> StoredPicture | None:
    """A picture by its hash."""
    row = conn.execute(select(campaign_pictures).where(campaign_pictures.c.sha256 == sha256)).first()
    if row is None:
        return None
    return StoredPicture(Picture(row.sha256, row.mime, len(row.image), row.width, row.height), row.image)


def unnamed(conn: Connection) -> frozenset[bytes]:
    """Hashes of the pictures that no campaign names; one that was just put in may be named in a moment."""
    hashes = conn.execute(select(campaign_pictures.c.sha256)).scalars().all()
    return frozenset(bytes(sha256) for sha256 in hashes if not _is_named(conn, sha256))


def drop_unnamed(conn: Connection, hashes: frozenset[bytes]) -> None:
    """Delete these, unless a campaign has come to name them."""
    for sha256 in sorted(hashes):
        if not _is_named(conn, sha256):
            conn.execute(delete(campaign_pictures).where(campaign_pictures.c.sha256 == sha256))


def _is_named(conn: Connection, sha256: bytes) -> bool:
    named = exists().where(campaigns.c.content.contains(sha256.hex(), autoescape=True))
    return bool(conn.execute(select(named)).scalar())
