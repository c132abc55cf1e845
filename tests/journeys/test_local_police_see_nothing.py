"""A report about local police leaves no trace with them: rows, pages, counts, numbers, changes and log lines are the same to the byte with and without it."""

import io
import shutil
from collections.abc import Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random

import httpx
import pytest
from sqlalchemy import column, inspect, select, text
from sqlalchemy import table as table_named

from bot import private_logging
from bot.file_cleaning import CleaningRefused, RefusedBecause
from bot.gazetteer_files import load_gazetteer
from bot.perform_effects import Performer
from bot.residents.channel import Incoming, Outgoing
from bot.residents.parts import RuntimeParts
from domain.routing import QueueKey, ServedProvince, Serving
from domain.units import CommuneAssignment
from handlers.events import ChoicePicked, CommandReceived, Event, FileRef, TextReceived
from handlers.wording import Wordings
from sealing.hybrid_keys import public_key_of
from sealing.secret_types import SecretBytes, SecretText
from storage.blobs import BlobStore
from storage.engine import Database
from tests.desk.conftest import BUILD, ORIGIN, DeskClient
from tests.desk.house import ALL_UNITS, DUTY, HA_TRUNG, INSPECTORATE, QUYNH_NHAI, House
from tests.kept_logging import kept_logging
from web.desk import create_desk

NOW = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
RANDOM = frozenset({"sealed_key", "sealed_seed", "entry", "row_id", "part_id"})
"""Ciphertexts and row ids are drawn afresh each time, whatever is told."""
GAZETTEER = load_gazetteer()


class FixedHouse(House):
    """The same small house at one moment that doesn't pass."""

    @property
    def now(self) -> datetime:
        return NOW + self.offset


@dataclass
class Talk:
    """A chat platform in memory: what the bot said, and buttons that can be pressed by their label."""

    performer: Performer | None = None
    said: dict[str, list[Outgoing]] = field(default_factory=dict)
    numbers: "count[int]" = field(default_factory=lambda: count(1))
    name: str = "telegram"

    async def send(self, chat: str, message: Outgoing) -> int:
        self.said.setdefault(chat, []).append(message)
        return next(self.numbers)

    async def delete(self, chat: str, message_ids: Sequence[int]) -> tuple[int, int]:
        return len(message_ids), 0

    async def fetch(self, file: FileRef, most_bytes: int) -> SecretBytes:
        raise AssertionError("nobody sends files here")

    async def happens(self, chat: str, event: Event) -> None:
        assert self.performer is not None
        await self.performer.handle(Incoming(chat, f"{chat}-{next(self.numbers)}", event))

    async def presses(self, chat: str, label: str) -> None:
        for message in reversed(self.said[chat]):
            for choice in message.choices:
                if choice.label == label:
                    token, _, index = choice.data.rpartition(":")
                    await self.happens(chat, ChoicePicked(token, int(index), None))
                    return
        raise AssertionError(f"there is no button {label!r} under {self.said[chat][-1].text.text!r}")

    async def reports(self, chat: str, conflict: str, words: str, when: str = "Vẫn hay xảy ra") -> None:
        await self.happens(chat, CommandReceived("start", "c_03703", next(self.numbers)))
        for label in ("Tiếp tục", "Xã Quỳnh Nhai, Sơn La", conflict, when):
            if any(choice.label == label for message in self.said[chat][-2:] for choice in message.choices):
                await self.presses(chat, label)
        await self.happens(chat, TextReceived(SecretText(words), next(self.numbers)))
        for label in ("✅ Xong, sang bước gửi", "Bỏ qua bước này", "📨 Gửi tin này"):
            await self.presses(chat, label)


def _serving(house: House) -> Serving:
    start = NOW.date().replace(year=2025)
    return Serving(
        provinces={"14": ServedProvince("14", DUTY, INSPECTORATE)},
        assignments={
            unit.id[2:]: (CommuneAssignment(unit.id[2:], unit.id, start),) for unit in (QUYNH_NHAI, HA_TRUNG)
        },
        units={unit.id: unit for unit in ALL_UNITS},
        active=frozenset(unit.id for unit in ALL_UNITS),
        keys={unit.id: QueueKey(unit.id, 1, public_key_of(house.queue_seeds[unit.id])) for unit in ALL_UNITS},
    )


async def _refuse(_content: SecretBytes) -> CleaningRefused:
    return CleaningRefused(RefusedBecause.UNSUPPORTED)


class PerChat:
    """A random source for each chat, so that one resident's draws don't move another's."""

    def __init__(self) -> None:
        self.sources: dict[str, Random] = {}
        self.chat = ""

    def __call__(self, length: int) -> bytes:
        return self.sources.setdefault(self.chat, Random(self.chat)).randbytes(length)  # noqa: S311 - fixed on purpose


def _copy(source: Path, folder: Path) -> None:
    folder.mkdir()
    shutil.copyfile(source / "tinbao.db", folder / "tinbao.db")


@asynccontextmanager
async def _world(prepared: FixedHouse, folder: Path):
    """A copy of the prepared house, with a bot and a desk that log into one stream."""
    _copy(prepared.folder, folder)
    database = Database.open(f"sqlite+aiosqlite:///{folder / 'tinbao.db'}")
    blobs = BlobStore.open(folder / "blobs")
    log = io.StringIO()
    with kept_logging():
        private_logging.configure(log, "debug")
        random = PerChat()
        serving = _serving(prepared)
        parts = RuntimeParts(
            database=database,
            blobs=blobs,
            gazetteer=GAZETTEER,
            wordings=Wordings.load(),
            serving=lambda: serving,
            deployment_id=prepared.deployment,
            pseudonym_key=SecretBytes(bytes(32)),
            contact_key=SecretBytes(bytes(range(32))),
            clean=_refuse,
            data_dir=folder,
            release_minutes=0,
            clock=lambda: NOW,
            random=random,
        )
        talk = Talk()
        talk.performer = Performer(parts, talk)
        inside = FixedHouse.__new__(FixedHouse)
        inside.__dict__.update(prepared.__dict__, database=database, blobs=blobs, folder=folder)
        app = create_desk(inside.parts(ORIGIN, BUILD))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
            yield talk, random, DeskClient(inside, client), log
            await talk.performer.close()
    await database.close()


async def _lived(prepared, folder, officer, *, with_conflict):
    """One morning: a tip, perhaps one about local police, another tip, and an officer who looks at everything."""
    async with _world(prepared, folder) as (talk, random, desk, log):
        random.chat = "first"
        await talk.reports("1001", "Không có", "Trộm ở bến phà.")
        if with_conflict:
            for number, (answer, when) in enumerate(
                [("Có", "Vẫn hay xảy ra"), ("Có", "Đang xảy ra"), ("Gửi thẳng lên cấp tỉnh", "Đã xảy ra")]
            ):
                random.chat = f"conflict {number}"
                await talk.reports(f"200{number}", answer, "Công an xã nhận tiền của chủ sới bạc.", when)
        random.chat = "second"
        await talk.reports("1002", "Không có", "Hút cát ban đêm.")
        assert (await desk.sign_in(officer)).status_code < 400
        pages = {}
        for path in (
            "/",
            "/?tab=mine",
            "/?tab=unassigned",
            "/?tab=overdue",
            "/?tab=closed",
            "/changes?since=0",
            "/unit",
        ):
            answer = await desk.get(path)
            pages[path] = (answer.status_code, answer.text)
        return pages, _rows(desk.house.database), log.getvalue(), sum(_count(desk.house.database).values())


def _count(database):
    return {
        row[0]: row[1]
        for row in database.read_now(
            lambda conn: conn.execute(text("SELECT queue_id, count(*) FROM tip_queues GROUP BY 1")).all()
        )
    }


def _rows(database):
    """Every row of every table that names the commune's queue, and its audit record with every hash."""

    def read(conn):
        found = {}
        for table in inspect(conn).get_table_names():
            columns = [column["name"] for column in inspect(conn).get_columns(table)]
            owner = "unit_id" if table.startswith("audit_") else "queue_id"
            if owner in columns:
                shown = [name for name in columns if name not in RANDOM]
                wanted = select(*(column(name) for name in shown)).select_from(table_named(table))
                rows = conn.execute(wanted.where(column(owner) == QUYNH_NHAI.id)).all()
                found[table] = sorted(map(repr, rows))
        return found

    return database.read_now(read)


@pytest.fixture
def prepared(tmp_path, migrated_sqlite):
    """Keys, units and one officer of the commune, to be copied."""
    folder = tmp_path / "prepared"
    folder.mkdir()
    shutil.copyfile(migrated_sqlite, folder / "tinbao.db")
    database = Database.open(f"sqlite+aiosqlite:///{folder / 'tinbao.db'}")
    house = FixedHouse(database, folder)
    officer = house.officer("Lò Thị Hạnh", "hanh.lt")
    database.write_now(lambda conn: None)
    database.close_now()
    house.database = Database.open(f"sqlite+aiosqlite:///{folder / 'tinbao.db'}")
    yield house, officer
    house.database.close_now()


async def test_pages_rows_and_log_are_the_same_with_and_without_it(prepared, tmp_path):
    """Three reports that pass the commune by, one of them happening now, change nothing that the commune or its log can show."""
    house, officer = prepared
    without = await _lived(house, tmp_path / "without", officer, with_conflict=False)
    with_it = await _lived(house, tmp_path / "with", officer, with_conflict=True)
    for path, page in without[0].items():
        assert page[0] == 200, path
        assert with_it[0][path] == page, path
    assert without[1] == with_it[1]
    assert any("signed_in" in row for row in without[1]["audit_rows"])
    assert without[2] == with_it[2]
    # The reports really were there: the inspectorate and the duty desk hold them.
    assert with_it[3] == without[3] + 4
