"""Looks at a database without the room's own code: every row of every table, and every byte on disk."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import text

from storage.engine import Connection
from storage.models import metadata


def rows_naming(conn: Connection, unit_id: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that has a column which names a unit (or says that of its queue), sorted."""
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in metadata.sorted_tables:
        columns = [
            column.name
            for column in table.columns
            if column.name in {"queue_id", "unit_id", "subject_queue_id", "duty_desk_id", "inspectorate_id"}
            or (table.name == "units" and column.name == "id")
        ]
        if columns:
            where = " OR ".join(f'"{name}" = :unit' for name in columns)
            rows = conn.execute(text(f'SELECT * FROM "{table.name}" WHERE {where}'), {"unit": unit_id})  # noqa: S608
            found[table.name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def all_rows(conn: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, sorted."""
    return {
        table.name: sorted((tuple(row) for row in conn.execute(table.select())), key=repr)
        for table in metadata.sorted_tables
    }


def files_holding(folder: Path, needles: Iterable[bytes]) -> list[tuple[str, bytes]]:
    """Which of the needles stand in which file below a folder: database, WAL, blobs, whatever lies there."""
    wanted = tuple(needles)
    return [
        (str(file.relative_to(folder)), needle)
        for file in sorted(folder.rglob("*"))
        if file.is_file()
        for needle in wanted
        if needle in file.read_bytes()
    ]
