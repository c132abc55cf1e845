"""Draws the demo's photo and voice note, so that no file of anybody's is in the repository; it never reads one."""

import io
import math
from array import array
from random import Random

import av
from PIL import Image, ImageDraw, ImageFilter

from bot.demo.tips import Made

_SIZE = (960, 600)
_RATE = 48_000
_VOICE_SECONDS = 6


def made_file(kind: Made) -> tuple[bytes, str]:
    """Give a file's bytes and its media type."""
    if kind is Made.VOICE:
        return _voice(), "audio/ogg"
    return (_river() if kind is Made.RIVER_PHOTO else _street()), "image/jpeg"


def _night(top: tuple[int, int, int], bottom: tuple[int, int, int]) -> Image.Image:
    shade = Image.linear_gradient("L").resize(_SIZE)
    return Image.composite(Image.new("RGB", _SIZE, bottom), Image.new("RGB", _SIZE, top), shade)


def _river() -> bytes:
    picture = _night((24, 30, 58), (52, 66, 92))
    draw = ImageDraw.Draw(picture)
    for height, colour in ((250, (38, 48, 78)), (285, (30, 40, 66))):
        points = [
            (x, height - 40 * math.sin(x / 130 + height) - 18 * math.sin(x / 47)) for x in range(0, 961, 12)
        ]
        draw.polygon([*points, (960, 340), (0, 340)], fill=colour)
    draw.rectangle((0, 215, 960, 228), fill=(66, 74, 98))
    for x in range(60, 960, 160):
        draw.rectangle((x, 228, x + 26, 345), fill=(54, 62, 86))
    draw.rectangle((0, 335, 960, 600), fill=(30, 38, 60))
    for x in range(30, 960, 52):
        draw.ellipse((x, 205, x + 6, 211), fill=(255, 214, 130))
        draw.line((x + 3, 350, x + 3, 350 + 40 + x % 30), fill=(96, 92, 84), width=2)
    for left, top in ((250, 420), (470, 400), (660, 455)):
        draw.polygon(
            [(left, top), (left + 150, top), (left + 130, top + 30), (left + 18, top + 30)], fill=(14, 16, 24)
        )
        draw.polygon([(left + 40, top), (left + 75, top - 26), (left + 110, top)], fill=(150, 112, 66))
    return _as_photo(picture)


def _street() -> bytes:
    picture = _night((92, 104, 118), (150, 146, 134))
    draw = ImageDraw.Draw(picture)
    for number, left in enumerate(range(0, 960, 160)):
        top = 150 + (number * 37) % 70
        draw.rectangle((left, top, left + 150, 420), fill=(116 + number * 6, 106, 98))
        draw.rectangle((left + 30, top + 60, left + 70, top + 110), fill=(70, 78, 86))
        draw.rectangle((left + 90, 330, left + 135, 420), fill=(60, 54, 50))
    draw.rectangle((0, 420, 960, 600), fill=(88, 86, 84))
    draw.line((0, 510, 960, 510), fill=(200, 196, 180), width=5)
    draw.rectangle((360, 350, 640, 470), fill=(44, 74, 92))
    draw.rectangle((590, 310, 690, 470), fill=(58, 88, 106))
    for left in (400, 560, 630):
        draw.ellipse((left, 450, left + 56, 506), fill=(24, 24, 26))
    return _as_photo(picture)


def _as_photo(picture: Image.Image) -> bytes:
    grain = Image.effect_noise(_SIZE, 22).convert("RGB")
    blended = Image.blend(picture.filter(ImageFilter.GaussianBlur(1.6)), grain, 0.07)
    sink = io.BytesIO()
    blended.save(sink, "JPEG", quality=84)
    return sink.getvalue()


def _voice() -> bytes:
    """Hum a few syllables: something to see and hear in the player, and nobody's voice."""
    random = Random(53)  # noqa: S311 - shapes a hum, guards nothing
    samples = array("h")
    while len(samples) < _RATE * _VOICE_SECONDS:
        length, pitch, loud = (
            random.randint(5_000, 14_000),
            random.uniform(110, 190),
            random.uniform(2_500, 9_000),
        )
        samples.extend(
            int(loud * math.sin(math.pi * n / length) * math.sin(2 * math.pi * pitch * n / _RATE))
            for n in range(length)
        )
        samples.extend([0] * random.randint(1_000, 6_000))
    sink = io.BytesIO()
    with av.open(sink, "w", format="ogg") as target:
        stream = target.add_stream("libopus", rate=_RATE)
        stream.bit_rate = 24_000
        frame_size = 960
        for at in range(0, len(samples) - frame_size, frame_size):
            frame = av.AudioFrame(format="s16", layout="mono", samples=frame_size)
            frame.planes[0].update(samples[at : at + frame_size].tobytes())
            frame.sample_rate, frame.pts = _RATE, at
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
    return sink.getvalue()
