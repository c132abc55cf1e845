"""Turns the written values of the vector files into bytes and objects, and results back into JSON."""

import hashlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from sealing.conversation_keys import Chat
from sealing.directory import DirectoryEntry, EntryKind
from sealing.directory_trust import DirectoryTrust, Seen
from sealing.frames import Content, MediaKind
from sealing.manifest import Manifest, ReceiptKeys
from sealing.parts import Place, Role
from sealing.queue_keys import QueueEpoch
from sealing.secret_types import SecretBytes, SecretText

Json = Any


class Values:
    """Reads the values of one file; `run` answers `{"call": …}` values."""

    def __init__(self, material: dict[str, Json], run: Callable[[str, dict[str, Json]], Json]) -> None:
        self._material = material
        self._run = run

    def octets(self, value: Json) -> bytes:
        if isinstance(value, str):
            return bytes.fromhex(value)
        if "call" in value:
            returned = self._run(value["call"], value["in"])
            assert isinstance(returned, bytes)
            return returned
        return self._made(value)

    def _made(self, value: Json) -> bytes:
        match value:
            case {"from": name}:
                made = self.octets(self._material[name])
            case {"repeat": inner, "times": times}:
                made = self.octets(inner) * int(times)
            case {"join": items}:
                made = b"".join(self.octets(item) for item in items)
            case {"slice": [inner, start, end]}:
                made = self.octets(inner)[start:end]
            case {"flip": [inner, bit]}:
                made = flipped(self.octets(inner), bit)
            case _:
                raise AssertionError("a value that the README doesn't know")
        return made

    def secret(self, value: Json) -> SecretBytes:
        return SecretBytes(self.octets(value))

    def place(self, value: Json) -> Place:
        return Place(
            self.octets(value["deployment"]), self.octets(value["tip"]), value["number"], Role(value["role"])
        )

    def queue_epoch(self, value: Json) -> QueueEpoch:
        return QueueEpoch(self.octets(value["deployment"]), value["queue"], value["epoch"])

    def content(self, value: Json) -> Content:
        rest = {key: item for key, item in value.items() if key not in ("kind", "body")}
        for key in ("name", "caption"):
            if key in rest:
                rest[key] = SecretText(rest[key])
        if "bond" in rest:
            rest["bond"] = self.secret(rest["bond"])
        return Content(kind=MediaKind(value["kind"]), body=self.secret(value["body"]), **rest)

    def receipt_keys(self, value: Json) -> ReceiptKeys:
        return ReceiptKeys(
            self.octets(value["mailbox"]),
            self.octets(value["reply_public_key"]),
            self.octets(value["signing_public_key"]),
        )

    def hashes(self, value: Json) -> dict[int, bytes]:
        return {number: self.octets(part_hash) for number, part_hash in value}

    def manifest(self, value: Json) -> Manifest:
        return Manifest(
            self.hashes(value["part_hashes"]),
            tuple(self.receipt_keys(item) for item in value["receipts"]),
            self.secret(value["bond"]),
        )

    def entry(self, value: Json) -> DirectoryEntry:
        rest = {key: item for key, item in value.items() if key != "kind"}
        for key in ("deployment", "public_key", "holder"):
            if key in rest:
                rest[key] = self.octets(rest[key])
        return DirectoryEntry(kind=EntryKind(value["kind"]), **rest)

    def trust(self, value: Json) -> DirectoryTrust:
        return DirectoryTrust(
            self.octets(value["deployment"]), self.octets(value["root_public_key"]), value["now"]
        )


def seen(value: Json) -> Seen:
    return Seen(value["serial"], value["epoch"])


def chat(value: Json) -> Chat:
    return Chat(value["channel"], SecretText(value["chat_id"]))


def flipped(data: bytes, bit: int) -> bytes:
    at = bit % (8 * len(data))
    changed = bytearray(data)
    changed[at // 8] ^= 1 << at % 8
    return bytes(changed)


class Stream:
    """Random bytes that a vector fixes: drawn from the front, and all of them."""

    def __init__(self, data: bytes) -> None:
        self._left = data

    def __call__(self, count: int) -> bytes:
        assert len(self._left) >= count, "the vector has too little randomness"
        drawn, self._left = self._left[:count], self._left[count:]
        return drawn

    def spent(self) -> bool:
        return not self._left


def written(value: object) -> Json:
    """What a call returned, as the files write it."""
    if isinstance(value, SecretBytes | SecretText):
        return written(value.reveal())
    if isinstance(value, Manifest):
        ascending = sorted(value.part_hashes.items())
        return {
            "bond": written(value.bond),
            "part_hashes": written(ascending),
            "receipts": written(value.receipts),
        }
    if is_dataclass(value):
        named = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: written(item) for name, item in named.items() if item is not None}
    if isinstance(value, dict):
        return {key: written(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [written(item) for item in value]
    return value.hex() if isinstance(value, bytes) else value


def agrees(expected: Json, returned: object) -> bool:
    """Whether a case's `out` is what was returned."""
    if isinstance(expected, dict) and expected.keys() == {"sha256"}:
        data = returned.reveal() if isinstance(returned, SecretBytes) else returned
        assert isinstance(data, bytes)
        return hashlib.sha256(data).hexdigest() == expected["sha256"]
    return bool(expected == written(returned))
