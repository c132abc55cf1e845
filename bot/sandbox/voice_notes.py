"""Puts a browser's recording into the container the public server uses for voice notes; it never re-encodes sound."""

import io
from contextlib import suppress

import av

VOICE_MIME = "audio/ogg"


def as_ogg(content: bytes) -> bytes | None:
    """The same Opus packets in an Ogg container; None when it isn't Opus or can't be read."""
    target_file = io.BytesIO()
    with suppress(av.FFmpegError, IndexError):
        with av.open(io.BytesIO(content), "r") as source, av.open(target_file, "w", format="ogg") as target:
            heard = source.streams.audio[0]
            if heard.codec_context.name != "opus":
                return None
            written = target.add_stream_from_template(heard)
            for packet in source.demux(heard):
                if packet.dts is not None:
                    packet.stream = written
                    target.mux(packet)
        return target_file.getvalue()
    return None
