"""Keeps files that bots and residents sent, in memory and within a bound; it never writes one to disk."""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field

from bot.sandbox.refusals import bad_request

MOST_KEPT_BYTES = 512 * 2**20
"""Bytes of all kept files; the oldest go first."""

MOST_DOWNLOAD_BYTES = 20 * 2**20
"""Bytes a bot may download; source: `getFile` in the Bot API reference (20 MB)."""

_FOLDERS = {
    "photo": ("photos", "jpg"),
    "voice": ("voice", "oga"),
    "video": ("videos", "mp4"),
    "video_note": ("video_notes", "mp4"),
    "audio": ("music", "mp3"),
    "animation": ("animations", "mp4"),
    "sticker": ("stickers", "webp"),
    "document": ("documents", "bin"),
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file by its two names: `file_id` (asks for it) and `file_path` (fetches it). `size` may be claimed."""

    file_id: str
    unique_id: str
    path: str
    mime: str
    name: str
    size: int
    content: bytes = field(repr=False)


class FileStore:
    """Files by id and by path; the oldest are forgotten when the bound is reached."""

    def __init__(self, most_bytes: int = MOST_KEPT_BYTES) -> None:
        self._most = most_bytes
        self._kept = 0
        self._count = 0
        self._by_id: OrderedDict[str, StoredFile] = OrderedDict()
        self._by_path: dict[str, StoredFile] = {}
        self._by_unique: dict[str, StoredFile] = {}

    def keep(
        self, kind: str, content: bytes, *, mime: str, name: str = "", claimed_size: int | None = None
    ) -> StoredFile:
        """Keep content and name it as the public server would. `claimed_size`: bytes the file pretends to have."""
        self._count += 1
        folder, ending = _FOLDERS[kind]
        if kind == "document" and "." in name:
            ending = name.rpartition(".")[2][:8]
        unique = secrets.token_urlsafe(9)
        stored = StoredFile(
            file_id=f"{kind}-{secrets.token_urlsafe(24)}",
            unique_id=unique,
            path=f"{folder}/file_{self._count}.{ending}",
            mime=mime,
            name=name,
            size=len(content) if claimed_size is None else claimed_size,
            content=content,
        )
        self._by_id[stored.file_id] = stored
        self._by_path[stored.path] = stored
        self._by_unique[unique] = stored
        self._kept += len(content)
        while self._kept > self._most and len(self._by_id) > 1:
            _, oldest = self._by_id.popitem(last=False)
            del self._by_path[oldest.path], self._by_unique[oldest.unique_id]
            self._kept -= len(oldest.content)
        return stored

    def by_id(self, file_id: str) -> StoredFile:
        """The file of this id; RefusedError (400) when there is none."""
        stored = self._by_id.get(file_id)
        if stored is None:
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        return stored

    def by_path(self, path: str) -> StoredFile | None:
        """The file a bot downloads at this path."""
        return self._by_path.get(path)

    def by_unique_id(self, unique_id: str) -> StoredFile | None:
        """The file the phone shows."""
        return self._by_unique.get(unique_id)
