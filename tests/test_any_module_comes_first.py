"""Every module can be the first that a process imports: no two modules of the house wait for each other."""

import ast
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "handlers", "storage", "domain", "sealing", "web")


def modules() -> dict[str, Path]:
    """Every module by name; what the migration library loads by itself, and what starts when it is imported, left out."""
    found = {}
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            inside = path.relative_to(HOUSE)
            if {"client", "versions"} & set(inside.parts) or path.name in ("__main__.py", "env.py"):
                continue
            found[".".join(inside.with_suffix("").parts).removesuffix(".__init__")] = path
    return found


def asked_for(name: str, found: dict[str, Path]) -> set[str]:
    """What a module imports while it is loaded itself, with every package on the way but those that it is in itself."""
    asked: set[str] = set()
    left: list[ast.AST] = list(ast.parse(found[name].read_text("utf-8")).body)
    while left:
        node = left.pop()
        if isinstance(node, ast.Import):
            asked |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            asked |= inside if inside <= found.keys() else {node.module, *inside}
        elif not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            left.extend(ast.iter_child_nodes(node))
    # Whoever imports a module of a package has that package loaded, or begun, before the module itself begins.
    on_the_way = {each.rsplit(".", up)[0] for each in asked for up in range(1, each.count(".") + 1)}
    return (asked | {each for each in on_the_way if not name.startswith(f"{each}.")}) & found.keys() - {name}


def in_a_circle(found: dict[str, Path]) -> list[str]:
    """Modules that lead back to themselves. All others are loaded whole, or not at all, whatever was loaded before."""
    edges = {name: asked_for(name, found) for name in found}
    circles = []
    for name in found:
        reached, left = set[str](), [name]
        while left:
            fresh = edges[left.pop()] - reached
            reached |= fresh
            left.extend(fresh)
        if name in reached:
            circles.append(name)
    return circles


def test_no_two_modules_wait_for_each_other() -> None:
    """Whoever starts with any one of them finds it whole, whatever was loaded before."""
    assert in_a_circle(modules()) == []


def test_a_circle_over_three_modules_is_found(tmp_path: Path) -> None:
    """Also one that is closed by a package's name, and none that is closed inside a function."""
    texts = {
        "storage.a": "from storage import b",
        "storage.b": "if True:\n    from storage.c import thing",
        "storage.c": "import storage.a",
        "storage.d": "def late():\n    from storage import e",
        "storage.e": "import storage.d",
        "storage": "",
    }
    found = {}
    for name, text in texts.items():
        found[name] = tmp_path / name
        found[name].write_text(text, "utf-8")
    assert in_a_circle(found) == ["storage.a", "storage.b", "storage.c"]


def test_the_clocks_can_be_loaded_before_the_engine() -> None:
    """As it is, not as it is read: a process whose first module is one that everything else leads to."""
    first = [sys.executable, "-c", "import storage.tip_status"]
    done = subprocess.run(first, cwd=HOUSE, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
