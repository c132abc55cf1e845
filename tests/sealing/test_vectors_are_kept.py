"""Every case of the vector files, as every language runs it."""

import json
from pathlib import Path

import pytest

from sealing import errors
from tests.sealing.vector_calls import CALLS, run
from tests.sealing.vector_values import Json, agrees
from tests.vectors.generate import vector_files

FOLDER = Path(__file__).parent.parent / "vectors"
FILES = sorted(path.name for path in FOLDER.glob("*.json"))


def loaded(name: str) -> Json:
    return json.loads((FOLDER / name).read_text("utf-8"))


@pytest.mark.parametrize("name", FILES)
def test_every_case_gives_or_is_refused_as_written(name: str) -> None:
    """Positive cases return exactly what is written; negative ones raise exactly the error that is written."""
    file = loaded(name)
    for case in file["cases"]:
        if "refused" in case:
            with pytest.raises(errors.SealingError) as raised:
                run(case["call"], case["in"], file.get("material", {}))
            assert type(raised.value).__name__ == case["refused"], case["name"]
        else:
            returned = run(case["call"], case["in"], file.get("material", {}))
            assert agrees(case["out"], returned), case["name"]


def test_the_files_are_what_the_generator_writes() -> None:
    """No vector was changed by hand, and none was forgotten."""
    written = vector_files()
    assert {name for name in written if "/" not in name} == set(FILES)
    for name, text in written.items():
        assert (FOLDER / name).read_text("utf-8") == text, name


def test_every_call_of_the_files_is_documented_and_has_a_case() -> None:
    """The README names each function, and each named function is called by some case."""
    readme = (FOLDER / "README.md").read_text("utf-8")
    called = {case["call"] for name in FILES for case in loaded(name)["cases"]}
    assert called == CALLS.keys()
    assert not [call for call in sorted(called) if f"`{call}`" not in readme]
