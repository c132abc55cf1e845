"""The transcripts are what happens: each is played against the conversation and compared line by line."""

from pathlib import Path

import pytest

from tests.handlers.transcripts import FOLDER, played


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.txt")), ids=lambda path: path.stem)
def test_a_transcript_is_what_happens(path: Path) -> None:
    assert played(path) == path.read_text(encoding="utf-8")


def test_there_are_transcripts() -> None:
    assert len(list(FOLDER.glob("*.txt"))) >= 20
