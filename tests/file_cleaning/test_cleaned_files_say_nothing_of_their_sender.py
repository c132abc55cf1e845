"""What a resident sends arrives readable, and without a word about who made it, where and with what."""

import io

import av
import pikepdf
import pytest
from PIL import Image

from bot.file_cleaning import CleanedFile, CleaningRefused, FileCleaner, RefusedBecause
from sealing.secret_types import SecretBytes
from tests.file_cleaning import samples


@pytest.fixture
async def cleaner():
    cleaner = FileCleaner()
    yield cleaner
    await cleaner.close()


GOSSIPING = {
    "photo": (samples.photo_with_place, "image/jpeg"),
    "photo with a second one": (samples.photo_with_second_picture, "image/jpeg"),
    "png": (samples.png_with_text, "image/png"),
    "gif": (samples.moving_picture, "image/gif"),
    "mp4": (samples.video, "video/mp4"),
    "webm": (lambda: samples.video("webm", "libvpx", "libopus"), "video/webm"),
    "voice": (samples.voice_note, "audio/ogg"),
    "song": (lambda: samples.voice_note("mp3", "libmp3lame"), "audio/mpeg"),
    "m4a": (lambda: samples.voice_note("mp4", "aac"), "audio/mp4"),
    "pdf": (samples.pdf_with_everything, "application/pdf"),
}


@pytest.mark.parametrize("name", GOSSIPING)
async def test_no_note_of_the_original_survives(cleaner, name):
    """Author, camera, place, comment, script and attachment are gone, and the samples really had them."""
    make, mime = GOSSIPING[name]
    original = make()
    assert any(mark in original for mark in samples.MARKS)
    cleaned = await cleaner.clean(SecretBytes(original))
    assert isinstance(cleaned, CleanedFile)
    assert cleaned.mime == mime
    body = cleaned.content.reveal()
    if mime == "application/pdf":
        with pikepdf.open(io.BytesIO(body)) as document:
            body = b"".join(
                (thing.read_raw_bytes() if isinstance(thing, pikepdf.Stream) else b"") + repr(thing).encode()
                for thing in [*document.objects, document.trailer]
            )
            assert len(document.pages) == 1
    assert [mark for mark in samples.MARKS if mark in body] == []


async def test_a_turned_photo_stays_upright(cleaner):
    """The note that says which way is up goes; the pixels are turned instead."""
    cleaned = await cleaner.clean(SecretBytes(samples.photo_with_place()))
    assert (cleaned.width, cleaned.height) == (300, 400)
    with Image.open(io.BytesIO(cleaned.content.reveal())) as picture:
        assert picture.size == (300, 400)
        assert not picture.getexif()


async def test_a_photo_that_carries_a_second_picture_stays_the_photo(cleaner):
    """Depth maps and previews behind a telephone's JPEG go; the photo is turned upright and doesn't begin to move."""
    original = samples.photo_with_second_picture()
    with Image.open(io.BytesIO(original)) as picture:
        assert (picture.format, picture.n_frames) == ("MPO", 2)
    cleaned = await cleaner.clean(SecretBytes(original))
    assert isinstance(cleaned, CleanedFile)
    assert (cleaned.mime, cleaned.width, cleaned.height) == ("image/jpeg", 300, 400)
    with Image.open(io.BytesIO(cleaned.content.reveal())) as picture:
        assert (picture.format, picture.size) == ("JPEG", (300, 400))
        assert len(picture.convert("L").getcolors(256)) > 100, "the gradient, not the red one"


@pytest.mark.parametrize(("make", "frames"), [(samples.video, 20), (samples.voice_note, 150)])
async def test_a_cleaned_recording_still_plays(cleaner, make, frames):
    """Every frame can still be decoded, and its length is known."""
    cleaned = await cleaner.clean(SecretBytes(make()))
    assert cleaned.seconds in {2, 3}
    with av.open(io.BytesIO(cleaned.content.reveal())) as recording:
        assert sum(1 for _ in recording.decode(recording.streams[0])) >= frames


async def test_plain_vietnamese_text_passes_in_composed_form(cleaner):
    """A text file has no metadata; its letters come out composed."""
    cleaned = await cleaner.clean(SecretBytes("nga\u0303 ba cho\u031b\u0323".encode()))
    assert cleaned.content.reveal().decode() == "ngã ba chợ"


REFUSED = {
    "picture bomb": (samples.picture_bomb, RefusedBecause.TOO_LARGE),
    "truncated video": (lambda: samples.video()[:2500], RefusedBecause.UNREADABLE),
    "truncated photo": (lambda: samples.photo_with_place()[:900], RefusedBecause.UNREADABLE),
    "a PDF that isn't one": (lambda: b"%PDF-1.7 but then nothing", RefusedBecause.UNREADABLE),
    "locked PDF": (samples.locked_pdf, RefusedBecause.PROTECTED),
    "PDF with JPEG 2000": (samples.pdf_with_jpeg_2000, RefusedBecause.UNSUPPORTED),
    "film with Vorbis sound": (samples.film_with_vorbis, RefusedBecause.UNSUPPORTED),
    "program": (lambda: b"MZ\x00\x01" * 300, RefusedBecause.UNSUPPORTED),
    "office file": (lambda: b"PK\x03\x04\x00\x01" * 300, RefusedBecause.UNSUPPORTED),
    "heic": (lambda: b"\x00\x00\x00\x18ftypheic" + bytes(200), RefusedBecause.UNSUPPORTED),
    "over the bound": (lambda: bytes(20 * 1024 * 1024 + 1), RefusedBecause.TOO_LARGE),
    "nothing": (lambda: b"", RefusedBecause.UNREADABLE),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_what_cannot_be_cleaned_is_refused_with_its_reason(cleaner, name):
    """A broken, hostile or unknown file ends as a refusal, never as an exception."""
    make, because = REFUSED[name]
    assert await cleaner.clean(SecretBytes(make())) == CleaningRefused(because)


async def test_one_bad_file_takes_no_other_with_it(cleaner):
    """Each file has its own process: after a refusal the next file is cleaned as ever."""
    await cleaner.clean(SecretBytes(samples.video()[:2500]))
    assert isinstance(await cleaner.clean(SecretBytes(samples.png_with_text())), CleanedFile)
