"""Describes files as Bot API objects do; it reads a picture's header only and never decodes its pixels."""

import io
from typing import Any

from PIL import Image

from bot.sandbox.stored_files import StoredFile

MEDIA_KINDS = ("photo", "voice", "video", "video_note", "audio", "document", "animation", "sticker")


_LOOKS: dict[str, dict[str, Any]] = {
    "video": {"width": 640, "height": 360},
    "animation": {"width": 640, "height": 360},
    "video_note": {"length": 240},
    "sticker": {
        "width": 512,
        "height": 512,
        "type": "regular",
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    },
}


def picture_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels; a fallback for what isn't a picture."""
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return 1280, 960


def describe(kind: str, stored: StoredFile, *, duration: int = 0) -> Any:
    """The value of the message's field `kind`; for a photo a list of sizes, the largest last."""
    base: dict[str, Any] = {
        "file_id": stored.file_id,
        "file_unique_id": stored.unique_id,
        "file_size": stored.size,
    }
    if kind == "photo":
        width, height = picture_size(stored.content)
        small = {**base, "width": max(1, width // 4), "height": max(1, height // 4)}
        return [small, {**base, "width": width, "height": height}]
    if kind in {"voice", "video", "animation", "audio", "document"}:
        base["mime_type"] = stored.mime
    if kind in {"video", "animation", "audio", "document"} and stored.name:
        base["file_name"] = stored.name
    if kind in {"voice", "video", "video_note", "animation", "audio"}:
        base["duration"] = duration
    return {**base, **_LOOKS.get(kind, {})}
