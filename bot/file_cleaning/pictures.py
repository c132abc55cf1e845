"""Encodes a picture again from its pixels, so that nothing but pixels can remain; it never copies a byte of the original."""

import io

from PIL import Image, ImageCms, ImageOps, ImageSequence

from bot.file_cleaning import limits
from bot.file_cleaning.outcome import Cleaned, Refused
from bot.file_cleaning.results import RefusedBecause

_READ = ("JPEG", "PNG", "WEBP", "GIF")
_MOVING = frozenset({"PNG", "WEBP", "GIF"})
"""Kinds that move. A telephone's JPEG may carry second pictures (depth, gain map, preview): its first one is the photo."""
_JPEG_QUALITY = 90


def clean_picture(content: bytes) -> Cleaned:
    """Decode and encode again: JPEG and WebP become JPEG (WebP with transparency PNG), PNG stays PNG, moving GIF stays GIF.

    The orientation is applied first, since the note that carried it goes. Raises Refused for too many pixels or frames, and Pillow's own errors.
    """
    with Image.open(io.BytesIO(content), formats=_READ) as picture:
        if picture.width * picture.height > limits.PIXELS:
            raise Refused(RefusedBecause.TOO_LARGE)
        if picture.format in _MOVING and getattr(picture, "is_animated", False):
            return _clean_moving(picture)
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        pixels = _in_standard_colours(upright)
        transparent = "A" in pixels.getbands() or "transparency" in picture.info
        as_png = picture.format == "PNG" or transparent
        bare = _bare(pixels, "RGBA" if transparent else "RGB")
    sink = io.BytesIO()
    if as_png:
        bare.save(sink, "PNG")
        return Cleaned(sink.getvalue(), "image/png", ".png", width=bare.width, height=bare.height)
    bare.save(sink, "JPEG", quality=_JPEG_QUALITY)
    return Cleaned(sink.getvalue(), "image/jpeg", ".jpg", width=bare.width, height=bare.height)


def _bare(pixels: Image.Image, mode: str) -> Image.Image:
    """Make a new picture from the pixels alone: text, profiles and every other extra stay behind."""
    converted = pixels.convert(mode)
    fresh = Image.new(mode, converted.size)
    fresh.paste(converted)
    return fresh


def _in_standard_colours(picture: Image.Image) -> Image.Image:
    """Turn the camera's own colours into sRGB where a profile says how; a broken profile is ignored."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return picture
    try:
        standard = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(
            picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), standard, outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return converted if converted is not None else picture


def _clean_moving(picture: Image.Image) -> Cleaned:
    count = getattr(picture, "n_frames", 1)
    if count > limits.FRAMES or picture.width * picture.height * count > 4 * limits.PIXELS:
        raise Refused(RefusedBecause.TOO_LARGE)
    durations = []
    frames = []
    for frame in ImageSequence.Iterator(picture):
        durations.append(int(frame.info.get("duration", 100)))
        frames.append(_bare(frame, "RGB"))
    sink = io.BytesIO()
    frames[0].save(sink, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0)
    return Cleaned(sink.getvalue(), "image/gif", ".gif", width=picture.width, height=picture.height)
