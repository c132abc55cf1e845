"""The officers' transcripts are what happens: each is played on a town of its own and compared line by line."""

import asyncio
from pathlib import Path

import pytest

from storage.engine import Database
from tests.officers_bot.transcripts import FOLDER, played


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
async def test_a_transcript_is_what_happens(path: Path, sqlite_database: Database) -> None:
    written = await asyncio.to_thread(path.read_text, "utf-8")
    assert await played(written, sqlite_database) == written


def test_there_are_transcripts() -> None:
    assert len(list(FOLDER.glob("*.txt"))) >= 8


def test_no_transcript_tells_a_place_or_a_unit() -> None:
    """Whatever the bot says, it says no commune's name, no unit and no code of one."""
    for path in FOLDER.glob("*.txt"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("<", "  ")):
                assert not any(
                    word in line
                    for word in ("Quỳnh Nhai", "Mường Giôn", "Sơn La", "Thanh tra", "c-0", "i-14")
                )
