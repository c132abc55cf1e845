"""What the sandbox checks is what the Bot API's reference says: its fields, what is required, and the lengths."""

import re
from typing import Any

import pytest

from bot.sandbox.bot_api import PERFORMERS
from bot.sandbox.lengths import METHOD_LENGTHS, TYPE_LENGTHS, Length
from bot.sandbox.method_schema import method_schemas
from tests.sandbox.bot_api_reference import reference

Fields = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def told() -> dict[str, Fields]:
    """Fields of every method and type of the reference, by name."""
    return {
        entry["name"]: {field["name"]: field for field in entry["annotations"]}
        for section in reference()["items"]
        for entry in section["children"]
    }


def test_every_method_of_the_reference_is_known_and_no_other(told: dict[str, Fields]) -> None:
    ours = {schema.name for schema in method_schemas().values()}
    theirs = {name for name in told if name[0].islower()}
    assert ours == theirs


def test_every_method_takes_exactly_the_fields_of_the_reference(told: dict[str, Fields]) -> None:
    for schema in method_schemas().values():
        assert schema.fields == set(told[schema.name]), schema.name
        required = {name for name, field in told[schema.name].items() if field["required"]}
        assert schema.required == required, schema.name


def says(length: Length, description: str) -> bool:
    unit = "" if length.unit in {"items", "value"} else f" {length.unit}"
    ranges = {f"{length.least}-{length.most}{unit}", f"{length.least}-{length.most}"}
    if length.unit in {"items", "value"} or length.least == 0:
        ranges |= {f"{length.most}{unit}", str(length.most)}
    text = re.sub(r"[\u2013\u2014]", "-", description)
    return any(re.search(rf"(?<!\d){re.escape(item)}(?!\d)", text) for item in ranges)


@pytest.mark.parametrize(("owner", "field"), [*METHOD_LENGTHS, *TYPE_LENGTHS])
def test_every_length_stands_in_the_reference(told: dict[str, Fields], owner: str, field: str) -> None:
    length = METHOD_LENGTHS.get((owner, field)) or TYPE_LENGTHS[owner, field]
    assert says(length, told[owner][field]["description"]), told[owner][field]["description"]


def test_a_wrong_length_would_be_noticed(told: dict[str, Fields]) -> None:
    description = told["sendMessage"]["text"]["description"]
    assert says(Length(1, 4096, "characters", ""), description)
    assert not says(Length(1, 4095, "characters", ""), description)


def test_only_methods_of_the_reference_are_performed(told: dict[str, Fields]) -> None:
    assert set(PERFORMERS) <= set(told)
