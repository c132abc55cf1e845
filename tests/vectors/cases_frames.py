"""Cases for frames: what is inside a part."""

from tests.vectors.fixed_bytes import BOND, Json
from tests.vectors.writing import VectorFile


def framed(head: str | bytes, body: bytes = b"x", size: int = 1024, filler: int = 0) -> str:
    """A frame written by hand, so that bad ones can be written too."""
    data = head.encode() if isinstance(head, str) else head
    used = len(data).to_bytes(4, "big") + len(body).to_bytes(8, "big") + data + body
    return (used + bytes((filler,)) * (size - len(used))).hex()


def frames() -> VectorFile:
    file = VectorFile("frames", "Head, content and padding inside a part (specification, section 5)")
    good: dict[str, Json] = {
        "a text": {"kind": "text", "body": "Hà Lĩnh".encode().hex()},
        "an empty text": {"kind": "text", "body": ""},
        "a photo with its size and caption": {
            "kind": "photo",
            "body": "ffd8ff",
            "mime": "image/jpeg",
            "width": 1280,
            "height": 960,
            "caption": 'Biển số "29-…"\n\\ \u2028 \u007f \U0001f697',
        },
        "a voice note": {"kind": "voice", "body": "4f676753", "mime": "audio/ogg", "seconds": 0},
        "a document with a name": {
            "kind": "document",
            "body": "25504446",
            "mime": "application/pdf",
            "name": "đơn.pdf",
        },
        "a text with its tip's bond": {"kind": "text", "body": "31", "bond": BOND},
        "a manifest with its tip's bond": {"kind": "manifest", "body": "01", "bond": BOND},
        "an amendment": {"kind": "text", "body": "31", "amends": 4294967295},
        "control characters in a caption": {
            "kind": "video",
            "body": "00",
            "caption": "\u0000\u0001\b\t\n\u000b\f\r\u001f",
        },
    }
    for name, content in good.items():
        file.gives(f"{name} is framed", "build_frame", {"content": content})
        frame = {"call": "build_frame", "in": {"content": content}}
        file.gives(f"{name} comes out again", "read_frame", {"frame": frame})
    decomposed = {"kind": "photo", "body": "00", "caption": "a\u0301"}
    file.gives("a caption is written in form NFC", "build_frame", {"content": decomposed})
    bulk = {"kind": "document", "body": {"repeat": "2e", "times": 70000}}
    file.gives("padding grows with the content", "build_frame", {"content": bulk}, long=True)
    bad: dict[str, str] = {
        "nothing": "",
        "eleven bytes": "00" * 11,
        "padding that isn't zero": framed('{"kind":"text"}', filler=1),
        "one byte too long": framed('{"kind":"text"}', size=1025),
        "one byte too short": framed('{"kind":"text"}', size=1023),
        "padded further than it must be": framed('{"kind":"text"}', size=1088),
        "a content length beyond the frame": (15).to_bytes(4, "big").hex() + "7fffffffffffffff" + "00" * 1012,
        "a head length beyond the frame": "ffffffff" + "00" * 1020,
    }
    heads: dict[str, str | bytes] = {
        "no head": "",
        "a head that isn't JSON": "{kind}",
        "a head that isn't an object": '["text"]',
        "a head that isn't UTF-8": b'{"kind":"text\xff"}',
        "a head without a kind": "{}",
        "an unknown kind": '{"kind":"sticker"}',
        "a kind that isn't text": '{"kind":1}',
        "white space in the head": '{"kind": "text"}',
        "keys out of order": '{"kind":"text","amends":1}',
        "a key twice": '{"kind":"text","kind":"text"}',
        "an unknown key": '{"from":"x","kind":"text"}',
        "an escape that isn't needed": '{"caption":"\\u0041","kind":"photo"}',
        "a slash escaped": '{"kind":"photo","mime":"image\\/png"}',
        "seconds with a fraction": '{"kind":"voice","seconds":1.5}',
        "seconds with an exponent": '{"kind":"voice","seconds":1e1}',
        "seconds below zero": '{"kind":"voice","seconds":-1}',
        "seconds as text": '{"kind":"voice","seconds":"1"}',
        "seconds as true": '{"kind":"voice","seconds":true}',
        "seconds as null": '{"kind":"voice","seconds":null}',
        "seconds over 31 bits": '{"kind":"voice","seconds":2147483648}',
        "a width of zero": '{"kind":"photo","width":0}',
        "an amendment of part zero": '{"amends":0,"kind":"text"}',
        "an empty name": '{"kind":"document","name":""}',
        "a name as a number": '{"kind":"document","name":5}',
        "a media type over 127 bytes": '{"kind":"document","mime":"' + "a" * 128 + '"}',
        "a name over 255 bytes": '{"kind":"document","name":"' + "đ" * 128 + '"}',
        "a caption with an unpaired surrogate": '{"caption":"\\ud800","kind":"photo"}',
        "an object inside": '{"caption":{},"kind":"photo"}',
        "a bond in upper case": f'{{"bond":"{"AB" * 16}","kind":"text"}}',
        "a bond of 31 characters": f'{{"bond":"{BOND[1:]}","kind":"text"}}',
        "a bond of 33 characters": f'{{"bond":"{BOND}0","kind":"text"}}',
        "a bond with a line end": f'{{"bond":"{BOND}\\n","kind":"text"}}',
        "a bond with another letter": f'{{"bond":"{BOND[1:]}g","kind":"text"}}',
        "a bond in full-width digits": '{"bond":"' + "\uff11" * 32 + '","kind":"text"}',
        "an empty bond": '{"bond":"","kind":"text"}',
        "a bond as a number": '{"bond":1,"kind":"text"}',
        "a bond after the kind": f'{{"kind":"text","bond":"{BOND}"}}',
    }
    bad |= {name: framed(head) for name, head in heads.items()}
    bad["a caption over 4,096 characters in a head over 4,096 bytes"] = framed(
        '{"caption":"' + "a" * 4097 + '","kind":"photo"}', size=4160 + 64
    )
    for name, frame in bad.items():
        file.refuses(name, "read_frame", {"frame": frame}, "Malformed")
    for name, content in {
        "a name over its bound": {"kind": "document", "body": "00", "name": "n" * 256},
        "a negative duration": {"kind": "voice", "body": "00", "seconds": -1},
        "a bond of 15 bytes": {"kind": "text", "body": "00", "bond": BOND[2:]},
        "a bond of 17 bytes": {"kind": "text", "body": "00", "bond": BOND + "00"},
        "an empty bond": {"kind": "text", "body": "00", "bond": ""},
        "a head over 4,096 bytes": {"kind": "photo", "body": "00", "caption": "ệ" * 1500},
    }.items():
        file.refuses(f"building {name}", "build_frame", {"content": content}, "Malformed")
    return file


def locations() -> VectorFile:
    file = VectorFile("locations", "A point as content (specification, section 5)")
    for latitude, longitude in (
        (21.8537, 103.5697),
        (0, 0),
        (-90, 180),
        (90, -180),
        (10.0000004, 106.6000006),
    ):
        given = {"latitude": latitude, "longitude": longitude}
        file.gives(f"{latitude} {longitude} is written", "location_content", given)
        read = {"kind": "location", "body": file.cases[-1]["out"]["body"]}
        file.gives(f"{latitude} {longitude} is read", "read_location", {"content": read})
    for latitude, longitude in ((90.1, 0), (0, -180.1)):
        given = {"latitude": latitude, "longitude": longitude}
        file.refuses(f"{latitude} {longitude} is off the globe", "location_content", given, "Malformed")
    for name, text in {
        "a point off the globe": '{"lat_e6":90000001,"lon_e6":0}',
        "a field too many": '{"lat_e6":1,"lon_e6":2,"x":3}',
        "a field missing": '{"lat_e6":1}',
        "a fraction": '{"lat_e6":1.5,"lon_e6":2}',
        "text": '{"lat_e6":"1","lon_e6":2}',
        "minus zero": '{"lat_e6":-0,"lon_e6":2}',
    }.items():
        content = {"kind": "location", "body": text.encode().hex()}
        file.refuses(f"reading {name}", "read_location", {"content": content}, "Malformed")
    other_kind = {"kind": "text", "body": b'{"lat_e6":1,"lon_e6":2}'.hex()}
    file.refuses("reading another kind", "read_location", {"content": other_kind}, "Malformed")
    return file
