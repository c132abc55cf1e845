"""Makes the small hostile or gossiping files of these tests; every note in them holds the word MARK, so that a leak can be searched for."""

import io

import av
import numpy as np
import pikepdf
from PIL import Image, PngImagePlugin

MARKS = (b"MARK", b"21.0", b"105.8", b"Exif", b"GPS", b"x264")


def photo_with_place() -> bytes:
    picture = Image.linear_gradient("L").resize((400, 300)).convert("RGB")
    notes = picture.getexif()
    notes[0x010F] = "CameraMARK"
    notes[0x0112] = 6  # turned: the cleaner has to turn the pixels before it drops the note
    place = notes.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (21.0, 3.0, 4.0), "E", (105.8, 0.0, 0.0)
    sink = io.BytesIO()
    picture.save(sink, "JPEG", exif=notes, comment=b"COMMENTMARK")
    return sink.getvalue() + b"TRAILERMARK"


def photo_with_second_picture() -> bytes:
    """What telephones write: a JPEG (MPO) with a small second picture behind the photo."""
    picture = Image.linear_gradient("L").resize((400, 300)).convert("RGB")
    notes = picture.getexif()
    notes[0x010F] = "CameraMARK"
    notes[0x0112] = 6
    sink = io.BytesIO()
    second = Image.new("RGB", (40, 30), "red")
    picture.save(sink, "MPO", save_all=True, append_images=[second], exif=notes)
    return sink.getvalue()


def png_with_text() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", "AUTHORMARK")
    sink = io.BytesIO()
    Image.new("RGBA", (20, 10), (10, 200, 30, 128)).save(sink, "PNG", pnginfo=notes)
    return sink.getvalue()


def picture_bomb() -> bytes:
    sink = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(sink, "PNG")
    return sink.getvalue()


def moving_picture() -> bytes:
    sink = io.BytesIO()
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "blue", "green")]
    frames[0].save(sink, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=b"COMMENTMARK")
    return sink.getvalue()


def video(container: str = "mp4", codec: str = "libx264", sound: str = "aac") -> bytes:
    sink = io.BytesIO()
    with av.open(sink, "w", format=container) as target:
        target.metadata.update({"title": "TITLEMARK", "location": "+21.0+105.8/", "comment": "COMMENTMARK"})
        pictures = target.add_stream(codec, rate=10)
        pictures.width, pictures.height, pictures.pix_fmt = 160, 120, "yuv420p"
        voice_track = target.add_stream(sound, rate=48000)
        for number in range(20):
            frame = av.VideoFrame.from_ndarray(
                np.full((120, 160, 3), number * 10, dtype="uint8"), format="rgb24"
            )
            frame.pts = number
            target.mux(pictures.encode(frame))
        target.mux(pictures.encode())
        _silence(target, voice_track)
    return sink.getvalue()


def voice_note(container: str = "ogg", codec: str = "libopus") -> bytes:
    sink = io.BytesIO()
    with av.open(sink, "w", format=container) as target:
        target.metadata.update({"artist": "ARTISTMARK", "comment": "COMMENTMARK"})
        _silence(target, target.add_stream(codec, rate=48000))
    return sink.getvalue()


def _silence(target, stream) -> None:
    resampler = av.AudioResampler(format=stream.format, layout=stream.layout, rate=48000)
    for _ in range(150):
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 960), dtype="int16"), format="s16", layout="mono")
        frame.sample_rate = 48000
        for piece in resampler.resample(frame):
            piece.pts = None
            target.mux(stream.encode(piece))
    target.mux(stream.encode())


def pdf_with_everything() -> bytes:
    with pikepdf.Pdf.new() as document:
        document.add_blank_page()
        document.docinfo["/Author"] = "AUTHORMARK"
        with document.open_metadata() as notes:
            notes["dc:creator"] = ["CREATORMARK"]
        picture = pikepdf.Stream(document, b"")
        picture.write(photo_with_place(), filter=pikepdf.Name.DCTDecode)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        picture.Width, picture.Height, picture.BitsPerComponent = 400, 300, 8
        picture.ColorSpace = pikepdf.Name.DeviceRGB
        page = document.pages[0]
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        page.Contents = pikepdf.Stream(document, b"q 100 0 0 100 0 0 cm /Im0 Do Q")
        page.Annots = pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.Annot, T="ANNOTATORMARK")])
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('SCRIPTMARK')")
        document.attachments["note.txt"] = b"ATTACHMENTMARK"
        sink = io.BytesIO()
        document.save(sink, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return sink.getvalue()


def pdf_with_jpeg_2000() -> bytes:
    with pikepdf.Pdf.new() as document:
        document.add_blank_page()
        picture = pikepdf.Stream(document, b"")
        picture.write(b"\x00\x00\x00\x0cjP  \r\n\x87\n" + b"PLACEMARK", filter=pikepdf.Name.JPXDecode)
        picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
        document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture))
        sink = io.BytesIO()
        document.save(sink)
    return sink.getvalue()


def film_with_vorbis() -> bytes:
    sink = io.BytesIO()
    with av.open(sink, "w", format="webm") as target:
        picture = target.add_stream("libvpx", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        sound = target.add_stream("vorbis", rate=48000, options={"strict": "-2"})
        sound.layout = "stereo"
        for number in range(10):
            frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), dtype="uint8"), format="rgb24")
            target.mux(picture.encode(frame))
            piece = av.AudioFrame.from_ndarray(np.zeros((2, 4800), "float32"), format="fltp", layout="stereo")
            piece.sample_rate, piece.pts = 48000, number * 4800
            target.mux(sound.encode(piece))
        target.mux(picture.encode())
        target.mux(sound.encode())
    return sink.getvalue()


def locked_pdf() -> bytes:
    with pikepdf.Pdf.new() as document:
        document.add_blank_page()
        sink = io.BytesIO()
        document.save(sink, encryption=pikepdf.Encryption(owner="o", user="u"))
    return sink.getvalue()
