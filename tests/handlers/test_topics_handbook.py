"""What the awareness officer's handbook says is what the loader does."""

import re
from pathlib import Path

import pytest

from handlers.awareness_library import FOLDER
from handlers.topic_files import ONE_MINUTE, _TopicFields

DOCS = Path(__file__).parents[2] / "docs"
HANDBOOKS = ("awareness-files.md", "awareness-files.vi.md")


def limits() -> dict[str, tuple[int, int]]:
    """Least and most characters, or entries of a list, by field of the loader; 0 where another rule holds."""
    found = {}
    for name, field in _TopicFields.model_fields.items():
        least = next((rule.min_length for rule in field.metadata if hasattr(rule, "min_length")), 0)
        most = next((rule.max_length for rule in field.metadata if hasattr(rule, "max_length")), 0)
        found[name] = (least, most)
    return found


def told(handbook: str) -> dict[str, str]:
    """The last column of the table of fields, by field."""
    rows = re.findall(
        r"^\| `(?:\[\[)?(\w+)(?:\]\])?` \|.*\| ([^|]+) \|$", (DOCS / handbook).read_text("utf-8"), re.M
    )
    return dict(rows)


@pytest.mark.parametrize("handbook", HANDBOOKS)
def test_the_handbook_names_every_field_with_its_limits(handbook: str) -> None:
    """Neither a field nor a figure can change without the handbook."""
    fields = told(handbook)
    assert fields.keys() == limits().keys()
    assert "–".join(map(str, ONE_MINUTE["en"])) in fields["loudspeaker"]
    for field, bounds in (limits() | {"loudspeaker": ONE_MINUTE["vi"]}).items():
        assert "–".join(map(str, bounds)) in fields[field], field


@pytest.mark.parametrize("handbook", HANDBOOKS)
def test_files_that_the_handbook_names_exist(handbook: str) -> None:
    text = (DOCS / handbook).read_text("utf-8")
    for name in ("order.toml", "words.toml", "vi/fire.toml", "en/fire.toml", "pictures/fire.svg"):
        assert name in text
        assert (FOLDER / name).is_file()
