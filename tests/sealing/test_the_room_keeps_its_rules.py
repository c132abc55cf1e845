"""The sealing room does no I/O, reads no clock, and refuses to run where it can't seal."""

import ast
from pathlib import Path

import pytest
from cryptography.exceptions import UnsupportedAlgorithm

import sealing
from sealing import hybrid_keys
from sealing.errors import SealingUnavailable
from sealing.secret_types import SecretBytes

ROOM = Path(sealing.__file__).parent
MODULES = sorted(ROOM.glob("*.py"))
ALLOWED = {
    *(
        "base64",
        "collections",
        "dataclasses",
        "enum",
        "functools",
        "hashlib",
        "hmac",
        "importlib",
        "itertools",
        "json",
    ),
    *("os", "re", "typing", "unicodedata", "cryptography", "sealing"),
}


def test_a_library_without_mlkem_stops_the_start_with_one_clear_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A distribution's build may lack ML-KEM: say so, name the remedy."""

    def missing(_seed: SecretBytes) -> bytes:
        raise UnsupportedAlgorithm("ML-KEM is not supported")

    hybrid_keys.self_test()
    monkeypatch.setattr(hybrid_keys, "public_key_of", missing)
    with pytest.raises(SealingUnavailable, match=r"has no ML-KEM-768; install"):
        hybrid_keys.self_test()


def test_a_library_that_doesnt_open_what_it_sealed_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealing that can't be opened would lose every tip silently."""
    monkeypatch.setattr(hybrid_keys, "open_key", lambda *_: SecretBytes(bytes(32)))
    with pytest.raises(SealingUnavailable, match="doesn't open"):
        hybrid_keys.self_test()


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_imports_nothing_that_does_io_or_tells_the_time(module: Path) -> None:
    """`os` gives random bytes and nothing else."""
    tree = ast.parse(module.read_text("utf-8"))
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert {name.split(".")[0] for name in names} <= ALLOWED, module.name
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os":
            assert node.attr == "urandom"
        assert not (isinstance(node, ast.Name) and node.id in ("open", "print", "input", "eval", "exec"))


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_says_what_it_must_never_do(module: Path) -> None:
    """The first sentence of every module carries its prohibition."""
    docstring = ast.get_docstring(ast.parse(module.read_text("utf-8")))
    assert docstring
    if module.stem not in ("secret_types", "errors"):
        assert "never" in docstring


def test_every_label_of_the_code_stands_in_the_specification_and_is_used_for_one_thing() -> None:
    """A label in the code that the specification's table lacks would be an unreviewed construction."""
    specification = (ROOM.parent / "docs" / "sealed-tip-spec.md").read_text("utf-8")
    table = specification.split("## 3.")[0]
    used: dict[str, set[str]] = {}
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "context":
                label = node.args[0]
                assert isinstance(label, ast.Constant), module.name
                used.setdefault(str(label.value), set()).add(module.name)
    assert len(used) > 25
    for label, modules in used.items():
        assert f"`{label}`" in table, label
        assert len(modules) == 1, label
