"""Blobs: durable before their row, hour-grained, swept only when no row can want them any more."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import sweep
from storage.blobs import BlobStore, new_blob_name
from storage.engine import Database
from storage.errors import BlobMissing
from tests.storage.town import NOW, Report, later


async def test_a_blob_comes_back_and_goes(tmp_path: Path) -> None:
    store = BlobStore.open(tmp_path / "blobs")
    name, sealed = new_blob_name(), os.urandom(200_000)
    await store.put(name, sealed, NOW)
    assert await store.get(name) == sealed
    await store.delete(name)
    await store.delete(name)
    with pytest.raises(BlobMissing):
        await store.get(name)


async def test_a_blobs_file_shows_only_the_hour_and_is_for_its_owner(tmp_path: Path) -> None:
    store = BlobStore.open(str(tmp_path / "blobs"))
    name = new_blob_name()
    await store.put(name, b"sealed", NOW)
    stat = (tmp_path / "blobs" / name).stat()
    assert datetime.fromtimestamp(stat.st_mtime, UTC) == NOW.replace(minute=0)
    assert stat.st_mtime_ns % 3_600_000_000_000 == 0
    assert stat.st_atime_ns % 3_600_000_000_000 == 0
    assert stat.st_mode & 0o777 == 0o600
    assert (tmp_path / "blobs").stat().st_mode & 0o777 == 0o700


async def test_a_blob_and_its_name_are_flushed_before_put_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[str] = []
    flush = os.fsync

    def noted(handle: int) -> None:
        flushed.append(str(Path(f"/proc/self/fd/{handle}").readlink()))
        flush(handle)

    store = BlobStore.open(tmp_path / "blobs")
    monkeypatch.setattr(os, "fsync", noted)
    name = new_blob_name()
    await store.put(name, b"sealed", NOW)
    assert flushed == [str(tmp_path / "blobs" / name), str(tmp_path / "blobs")]


async def test_what_a_killed_write_left_half_done_is_dropped_after_a_day(tmp_path: Path) -> None:
    store = BlobStore.open(tmp_path / "blobs")
    old, young = (tmp_path / "blobs" / f"{new_blob_name()}#1" for _ in range(2))
    for file, now in ((old, later(hours=-25)), (young, later(hours=-23))):
        file.write_bytes(b"half")
        os.utime(file, (now.timestamp(), now.timestamp()))
    await store.drop_unfinished(NOW)
    assert list((tmp_path / "blobs").iterdir()) == [young]


async def test_the_folder_shows_only_the_hour_of_the_last_blob(tmp_path: Path) -> None:
    store = BlobStore.open(tmp_path / "blobs")
    await store.put(new_blob_name(), b"sealed", NOW)
    assert (tmp_path / "blobs").stat().st_mtime == NOW.replace(minute=0).timestamp()


@pytest.mark.parametrize("name", ["../" + "a" * 29, "a" * 31, "A" * 32, "a/" + "b" * 30, "", "a" * 32 + "\n"])
async def test_a_name_that_is_not_ours_reaches_no_path(tmp_path: Path, name: str) -> None:
    store = BlobStore.open(tmp_path)
    with pytest.raises(ValueError, match="hex digits"):
        await store.put(name, b"x", NOW)
    for act in (store.get, store.delete):
        with pytest.raises(ValueError, match="hex digits"):
            await act(name)


async def test_the_sweep_takes_orphans_of_a_day_and_never_what_a_row_names(
    tmp_path: Path, town: Database
) -> None:
    store = BlobStore.open(tmp_path / "blobs")
    kept, orphan, young = (new_blob_name() for _ in range(3))
    for name, now in ((kept, later(hours=-30)), (orphan, later(hours=-24)), (young, later(hours=-23))):
        await store.put(name, b"sealed", now)
    (tmp_path / "blobs" / "README").write_text("not ours")
    os.utime(tmp_path / "blobs" / "README", (0, 0))
    report = Report()
    await town.write(report.begin)
    await town.write(lambda conn: report.add(conn, blob_name=kept))
    old = await store.list_older_than(NOW)
    assert set(old) == {kept, orphan}
    assert await town.read(lambda conn: sweep.orphans(conn, old)) == (orphan,)


async def test_what_is_killed_between_blob_and_row_leaves_only_an_orphan(
    tmp_path: Path, town: Database
) -> None:
    """The blob is written first: a part whose row is there always has its blob; the other way round it is swept."""
    store = BlobStore.open(tmp_path / "blobs")
    report, name = Report(), new_blob_name()
    await town.write(report.begin)
    await store.put(name, b"sealed", later(hours=-25))

    class Killed(Exception):
        pass

    def dies(conn: object) -> None:
        report.add(conn, blob_name=name)  # type: ignore[arg-type]
        raise Killed

    with pytest.raises(Killed):
        await town.write(dies)
    old = await store.list_older_than(NOW)
    assert await town.read(lambda conn: sweep.orphans(conn, old)) == (name,)
