"""A backup made while the service runs can be put back, and what was deleted since is deleted again."""

import asyncio
import os
import shutil
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.bootstrap import utc_now
from domain.health import Pulse
from domain.tips import Classification, TipStatus
from storage import heartbeats, purging, tips
from storage.blobs import new_blob_name
from storage.deletion_replay import list_noted
from storage.engine import Connection
from storage.models import tips as tip_table
from storage.parts import PartRole
from tests.administration.conftest import Installation
from tests.storage.town import COMMUNE, Report, officer, sealed_part


def closed_tip(conn: Connection, blob: str | None = None) -> bytes:
    """A groundless tip, closed long ago."""
    from storage import queue_keys
    from storage.units import upsert_units
    from tests.storage.town import UNITS, certify

    upsert_units(conn, UNITS[:1])
    if not conn.execute(select(func.count()).select_from(tip_table)).scalar_one():
        queue_keys.add_epoch(conn, COMMUNE, 1, os.urandom(1216), (), utc_now())
        certify(conn, COMMUNE, 1)
    viewer, long_ago = officer(conn, COMMUNE, "c"), utc_now() - timedelta(days=200)
    report = Report()
    report.begin(conn)
    report.add(conn, blob_name=blob)
    report.make_receipt(conn)
    report.send(conn)
    tips.mark_viewed(conn, viewer, report.tip_id, long_ago)
    tips.change_status(
        conn, viewer, report.tip_id, TipStatus.CLASSIFIED, long_ago, classification=Classification.NO_GROUND
    )
    note = sealed_part(report.tip_id, 1, report.queue_ids, role=PartRole.NOTE)
    done = tips.change_status(
        conn, viewer, report.tip_id, TipStatus.CLOSED, long_ago, reason=note, aside=True
    )
    assert not hasattr(done, "reason"), done
    return report.tip_id


def count(installation: Installation) -> int:
    house = installation.house()
    try:
        return house.database.read_now(
            lambda conn: conn.execute(select(func.count()).select_from(tip_table)).scalar_one()
        )
    finally:
        house.database.close_now()


def test_a_backup_comes_back_without_what_was_deleted_since(
    installation: Installation, tmp_path: Path
) -> None:
    kept, blob = tmp_path / "kept", new_blob_name()
    house = installation.house()
    asyncio.run(house.blobs.put(blob, b"sealed", utc_now()))
    gone = house.database.write_now(lambda conn: closed_tip(conn, blob))
    house.database.write_now(closed_tip)
    # The service runs on while the copy is made.
    made = installation.run("backup", str(kept))
    assert made.exit_code == 0, made.output
    assert "1 blobs" in made.output

    async def purge() -> None:
        mark = house.deletions.mark(gone)
        for name in await house.database.write(
            lambda conn: purging.purge_if_due(conn, gone, mark, utc_now())
        ):
            await house.blobs.delete(name)
        assert await list_noted(house.database, house.deletions) == 1

    asyncio.run(purge())
    house.database.close_now()
    assert count(installation) == 1
    refused = installation.run("restore", str(kept))
    assert refused.exit_code == 2
    assert "--replace" in refused.output
    restored = installation.run("restore", str(kept), "--replace")
    assert restored.exit_code == 0, restored.output
    assert "1 tips" in restored.output
    assert count(installation) == 1
    assert not (installation.folder / "data" / "blobs" / blob).exists()


def test_a_damaged_backup_is_refused_and_changes_nothing(installation: Installation, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    house = installation.house()
    house.database.write_now(closed_tip)
    house.database.close_now()
    assert installation.run("backup", str(kept)).exit_code == 0
    assert installation.run("backup", str(kept)).exit_code == 0, "again into the same folder"
    with (kept / "tinbao.db").open("r+b") as file:
        file.seek(5000)
        file.write(b"x")
    before = (installation.folder / "tinbao.db").read_bytes()
    refused = installation.run("restore", str(kept), "--replace")
    assert refused.exit_code == 2
    assert "damaged" in refused.output
    assert (installation.folder / "tinbao.db").read_bytes() == before
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "letter.txt").write_text("mine")
    assert installation.run("backup", str(tmp_path / "other")).exit_code == 2
    shutil.rmtree(kept)


def test_doctor_says_what_has_fallen_silent_and_who_is_missing(installation: Installation) -> None:
    assert "The worker has never run here" in installation.run("doctor").output
    house = installation.house()
    beaten = utc_now() - timedelta(minutes=20)
    house.database.write_now(lambda conn: heartbeats.beat(conn, Pulse.WORKER, beaten))
    house.database.write_now(closed_tip)
    house.database.close_now()
    said = installation.run("doctor")
    assert "UNFIT   The worker has been silent for 20 minutes" in said.output
    assert said.exit_code == 1
