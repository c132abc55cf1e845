"""Pictures of campaigns under their hash; must never be the only judge of what a file is (the cleaner is)."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select, text

from domain.campaigns import Picture
from storage.engine import Connection
from storage.models import campaign_pictures

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
