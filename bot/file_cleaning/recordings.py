"""Packs sound and video into a new container without notes, places and side tracks; it never copies a container's own fields."""

import io
from collections.abc import Iterator
from typing import Any, NamedTuple

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.stream import VideoStream

from bot.file_cleaning import limits
from bot.file_cleaning.outcome import Cleaned, Refused
from bot.file_cleaning.results import RefusedBecause

_READ = "mov,mp4,matroska,webm,ogg,mp3,wav,flac,amr,aac"


class _Shape(NamedTuple):
    container: str
    mime: str
    extension: str


_MP4 = _Shape("mp4", "video/mp4", ".mp4")
_WEBM = _Shape("webm", "video/webm", ".webm")
_VIDEO = {"h264": _MP4, "hevc": _MP4, "mpeg4": _MP4, "vp8": _WEBM, "vp9": _WEBM, "av1": _WEBM}
_SOUND = {
    "opus": _Shape("ogg", "audio/ogg", ".ogg"),
    "vorbis": _Shape("ogg", "audio/ogg", ".ogg"),
    "aac": _Shape("mp4", "audio/mp4", ".m4a"),
    "mp3": _Shape("mp3", "audio/mpeg", ".mp3"),
    "flac": _Shape("flac", "audio/flac", ".flac"),
    "pcm_s16le": _Shape("wav", "audio/wav", ".wav"),
}
# Not Vorbis: in WebM its set-up data, which is copied, holds the notes too; in Ogg they are written afresh.
_SOUND_BESIDE_VIDEO = {"mp4": {"aac", "mp3", "opus"}, "webm": {"opus"}}
# Supplemental units carry camera notes inside the picture stream itself (H.264 type 6; H.265 types 39 and 40).
_WITHOUT_NOTES = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39|40"}
_OPTIONS = {
    "mp3": {"id3v2_version": "0", "write_xing": "0", "write_id3v1": "0"},
}


def clean_recording(content: bytes) -> Cleaned:
    """Copy the first video and the first sound stream, packet by packet, into a fresh container of the fitting kind.

    Cover pictures, subtitles, chapters, timed places and all notes stay behind.
    Raises Refused for codecs it doesn't know and for what is too long, and PyAV's own errors.
    """
    # Codecs are bounded by the list below; `io_open` refused means that no container can make us open another file or address.
    with av.open(
        io.BytesIO(content), "r", options={"format_whitelist": _READ}, io_open=_refuse_to_open
    ) as source:
        video = _moving_picture(source)
        sound = source.streams.audio[0] if source.streams.audio else None
        shape = _shape(video, sound)
        if source.duration is not None and source.duration > limits.SECONDS * av.time_base:
            raise Refused(RefusedBecause.TOO_LARGE)
        if video is not None:
            _first_frame(content)
        kept: list[Stream] = [stream for stream in (video, sound) if stream is not None]
        sink = io.BytesIO()
        options = {"fflags": "+bitexact", **_OPTIONS.get(shape.container, {})}
        with av.open(sink, "w", format=shape.container, options=options) as target:
            seconds = _copy(source, target, kept)
    return Cleaned(
        sink.getvalue(),
        shape.mime,
        shape.extension,
        seconds=seconds,
        width=video.width if video is not None else None,
        height=video.height if video is not None else None,
    )


def _refuse_to_open(url: str, flags: int, options: dict[str, str]) -> None:
    raise Refused(RefusedBecause.UNREADABLE)


def _moving_picture(source: InputContainer) -> VideoStream | None:
    """Find the first stream of moving pictures: a cover picture inside a song isn't one."""
    for stream in source.streams.video:
        if not stream.disposition & av.stream.Disposition.attached_pic:
            if stream.width * stream.height > limits.PIXELS:
                raise Refused(RefusedBecause.TOO_LARGE)
            return stream
    return None


def _shape(video: VideoStream | None, sound: Stream | None) -> _Shape:
    """Choose the new container, or raise Refused for codecs that can't be packed without their notes."""
    if video is not None:
        shape = _VIDEO.get(video.codec.canonical_name)
        if shape is None:
            raise Refused(RefusedBecause.UNSUPPORTED)
        if sound is not None and sound.codec.canonical_name not in _SOUND_BESIDE_VIDEO[shape.container]:
            raise Refused(RefusedBecause.UNSUPPORTED)
        return shape
    if sound is None:
        raise Refused(RefusedBecause.UNREADABLE)
    shape = _SOUND.get(sound.codec.canonical_name)
    if shape is None:
        raise Refused(RefusedBecause.UNSUPPORTED)
    return shape


def _first_frame(content: bytes) -> None:
    """Decode one frame: a video without a single picture is broken, and better refused than sealed."""
    with av.open(
        io.BytesIO(content), "r", options={"format_whitelist": _READ}, io_open=_refuse_to_open
    ) as source:
        next(source.decode(video=0))


def _copy(source: InputContainer, target: OutputContainer, kept: list[Stream]) -> int:
    """Copy the packets of the kept streams; give the length in whole seconds."""
    ways: dict[int, tuple[Stream, BitStreamFilterContext | None]] = {}
    for stream in kept:
        outgoing = target.add_stream_from_template(stream)
        outgoing.metadata.clear()
        notes = _WITHOUT_NOTES.get(stream.codec.canonical_name)
        ways[stream.index] = (outgoing, BitStreamFilterContext(notes, stream, outgoing) if notes else None)
    target.metadata.clear()
    end = 0.0
    copied = 0
    for packet in source.demux(kept):
        outgoing, without_notes = ways[packet.stream.index]
        if packet.dts is None:
            continue
        if packet.pts is not None and packet.time_base is not None:
            end = max(end, float((packet.pts + (packet.duration or 0)) * packet.time_base))
        copied += 1
        if copied > limits.PACKETS or end > limits.SECONDS:
            raise Refused(RefusedBecause.TOO_LARGE)
        for piece in _pieces(packet, without_notes):
            piece.stream = outgoing
            target.mux(piece)
    if copied == 0:
        raise Refused(RefusedBecause.UNREADABLE)
    return round(end)


def _pieces(packet: "Packet[Any]", without_notes: BitStreamFilterContext | None) -> "Iterator[Packet[Any]]":
    if without_notes is None:
        yield packet
    else:
        yield from without_notes.filter(packet)
