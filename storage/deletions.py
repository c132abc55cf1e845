"""The list of what was deleted, outside the database, and its replay after a restore; must never name a tip, nor take a line without its proof."""

import os
import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from sqlalchemy import bindparam, delete, select, text

from sealing.deletion_marks import DeletionMarks
from storage.engine import Connection
from storage.errors import StorageError
from storage.models import meta, tips
from storage.notice_tables import deletions

FILE_NAME = "deletions.list"
LOCK_NAME = "deletions.lock"
"""Beside the list, not the list itself: its first line comes into place as a new file, which nobody's lock would be on."""
_HEAD = "tinbao deletions v2"
_FORMER_HEAD = "tinbao deletions v1"
_BYTES = 16
"""Of the list's id, a mark and a proof: keyed hashes as the specification has them (section 17)."""
_UNTOUCHED = (
    "Nothing was deleted by the list. Find out who can write the file, and put a copy from before back."
)
_TWICE = (
    "repeats one above it word for word, as versions before this one could leave it when they listed twice at once."
    " Nothing was deleted by the list. Take out every line that repeats one above it, and nothing else: no deletion gets lost."
)
_AT_ONCE = 5_000
_SET = text(
    "INSERT INTO meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    # Eight bytes, the greatest first: they compare as their numbers do. Who was slower takes nothing back.
    " WHERE meta.value < excluded.value"
)
_PAGE = select(tips.c.id).where(tips.c.id > bindparam("after")).order_by(tips.c.id).limit(_AT_ONCE)


class DeletionListUnfit(StorageError):
    """Put the former TINBAO_PSEUDONYM_KEY or the former file back, or move the file away if no older backup is kept.

    Nothing was deleted by it.
    """


@dataclass(frozen=True, slots=True)
class Listed:
    """What the file holds: its own id, and the marks in the order of their deletion."""

    list_id: str
    marks: tuple[bytes, ...]


class DeletionList:
    """An append-only file in the data folder: a line for each deleted tip, on disk before it counts."""

    def __init__(self, data_dir: Path, marks: DeletionMarks) -> None:
        self._path = data_dir / FILE_NAME
        self._marks = marks

    def mark(self, tip_id: bytes) -> bytes:
        """The mark of a tip."""
        return self._marks.of(tip_id)

    def read(self) -> Listed | None:
        """The whole list; None before the first deletion. Raises `DeletionListUnfit`."""
        if not self._path.exists():
            return None
        lines = self._path.read_text("ascii", errors="replace").split("\n")
        # What stands behind the last line end was cut short by a crash; its deletion waits in the database still.
        head, whole = lines[0].split(" "), lines[1:-1]
        if " ".join(head[:3]) == _FORMER_HEAD:
            raise DeletionListUnfit(
                f"{FILE_NAME} was begun by a former version, whose lines prove nothing: anybody who can write the file"
                " could have added some. Nothing was deleted by it. Move it away, and keep no backup from before."
            )
        list_id = _hex(head[3]) if len(head) == 5 else None
        if " ".join(head[:3]) != _HEAD or list_id is None or len(lines) < 2:
            raise DeletionListUnfit(f"{FILE_NAME} in the data folder isn't a list of deletions.")
        if head[4] != self._check():
            raise DeletionListUnfit(
                f"{FILE_NAME} was written under another TINBAO_PSEUDONYM_KEY: what it names can't be found again."
            )
        proven: list[bytes] = []
        for number, line in enumerate(whole, 1):
            mark = self._proven(list_id, number, line)
            if mark is None:
                repeated = line in whole[: number - 1]
                why = _TWICE if repeated else f"wasn't written there by this installation. {_UNTOUCHED}"
                raise DeletionListUnfit(f"Line {number + 1} of {FILE_NAME} in the data folder {why}")
            proven.append(mark)
        return Listed(head[3], tuple(proven))

    def append(self, marks: tuple[bytes, ...]) -> Listed:
        """Add lines for the marks that have none, and flush them to disk; returns the list as it is now.

        Blocks while anybody else appends, in this process or another: a line's number must be read and taken by one.
        """
        with FileLock(self._path.with_name(LOCK_NAME), mode=0o600):
            return self._append(marks)

    def _append(self, marks: tuple[bytes, ...]) -> Listed:
        known = self.read()
        if known is None:
            known = Listed(secrets.token_hex(_BYTES), ())
            self._begin(f"{_HEAD} {known.list_id} {self._check()}\n".encode("ascii"))
        else:
            self._cut_short_line()
        list_id, begin = bytes.fromhex(known.list_id), len(known.marks) + 1
        # Two may have read the same notes before either came here; a mark says all it can in one line.
        there = frozenset(known.marks)
        new = tuple(mark for mark in dict.fromkeys(marks) if mark not in there)
        lines = "".join(
            f"{mark.hex()} {self._marks.proof(list_id, number, mark).hex()}\n"
            for number, mark in enumerate(new, begin)
        )
        _write(self._path, lines.encode("ascii"), os.O_APPEND)
        return Listed(known.list_id, known.marks + new)

    def _proven(self, list_id: bytes, number: int, line: str) -> bytes | None:
        """The mark of a line if its proof holds at its place, else None: lines added, moved or left out prove nothing there."""
        texts = line.split(" ")
        mark, proof = (_hex(text) for text in (texts if len(texts) == 2 else ("", "")))
        if mark is None or proof is None:
            raise DeletionListUnfit(
                f"Line {number + 1} of {FILE_NAME} in the data folder is damaged or carries no proof. {_UNTOUCHED}"
            )
        return mark if self._marks.proves(list_id, number, mark, proof) else None

    def _check(self) -> str:
        return self._marks.of(bytes(16)).hex()

    def _begin(self, head: bytes) -> None:
        """The first line comes into place whole or not at all."""
        new = self._path.with_suffix(".new")
        new.unlink(missing_ok=True)
        _write(new, head, os.O_CREAT | os.O_EXCL)
        new.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _cut_short_line(self) -> None:
        data = self._path.read_bytes()
        if not data.endswith(b"\n"):
            os.truncate(self._path, data.rindex(b"\n") + 1)


def noted(conn: Connection, limit: int = 1_000) -> tuple[tuple[int, bytes], ...]:
    """Deletions that aren't known to be listed yet."""
    rows = conn.execute(
        select(deletions.c.row_id, deletions.c.mark).order_by(deletions.c.row_id).limit(limit)
    )
    return tuple((row.row_id, bytes(row.mark)) for row in rows)


def listed(conn: Connection, ids: tuple[int, ...], now_listed: Listed) -> None:
    """These are on disk: the database needs them no more, and has carried out the whole list."""
    conn.execute(delete(deletions).where(deletions.c.row_id.in_(ids)))
    carried_out(conn, now_listed)


def carried_out(conn: Connection, now_listed: Listed) -> None:
    """This database holds nothing any more of what the list names."""
    value = len(now_listed.marks).to_bytes(8, "big")
    conn.execute(_SET, {"key": _key(now_listed), "value": value})


def outstanding(conn: Connection, now_listed: Listed) -> frozenset[bytes]:
    """Marks of the list that this database hasn't carried out: after a restore, those since the backup.

    Raises `DeletionListUnfit` when the list is shorter than this database remembers it.
    """
    value: bytes | None = conn.execute(select(meta.c.value).where(meta.c.key == _key(now_listed))).scalar()
    known = 0 if value is None else int.from_bytes(value, "big")
    if known > len(now_listed.marks):
        raise DeletionListUnfit(
            f"{FILE_NAME} in the data folder is older than the database: lines are missing."
        )
    return frozenset(now_listed.marks[known:])


def find(conn: Connection, marks: frozenset[bytes], mark_of: Callable[[bytes], bytes]) -> tuple[bytes, ...]:
    """The tips that these marks name, as far as the database has them."""
    return tuple(tip_id for tip_id in _all_ids(conn) if mark_of(tip_id) in marks) if marks else ()


def _hex(text: str) -> bytes | None:
    """16 bytes from 32 lower-case hex digits, or None."""
    return bytes.fromhex(text) if len(text) == 2 * _BYTES and set(text) <= set("0123456789abcdef") else None


def _write(path: Path, data: bytes, flags: int) -> None:
    handle = os.open(path, os.O_WRONLY | flags, 0o600)
    try:
        while data:
            data = data[os.write(handle, data) :]
        os.fsync(handle)
    finally:
        os.close(handle)


def _all_ids(conn: Connection) -> Iterator[bytes]:
    after = b""
    while page := conn.execute(_PAGE, {"after": after}).scalars().all():
        yield from (bytes(each) for each in page)
        after = page[-1]


def _key(now_listed: Listed) -> str:
    return f"deletions:{now_listed.list_id}"
