"""Every module can be the first that a process imports: no two modules of the house wait for each other."""

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
ROOMS = ("bot", "handlers", "storage", "domain", "sealing", "web")

# One process loads everything once, so that libraries are there, forgets the house's own modules, and then forks for each
# of them: a child imports that one alone, into a house that is still empty.
FIRST = """
import importlib, os, sys

rooms, names = set(sys.argv[1].split(",")), sys.argv[2].split(",")
for name in names:
    try:
        importlib.import_module(name)
    except ImportError:
        pass  # Its own child below says so.
for loaded in [each for each in sys.modules if each.split(".")[0] in rooms]:
    del sys.modules[loaded]
for name in names:
    child = os.fork()
    if child == 0:
        try:
            importlib.import_module(name)
        except BaseException as failure:
            print(f"{name}: {failure}", flush=True)
            os._exit(1)
        os._exit(0)
    os.waitpid(child, 0)
print("all of", len(names))
"""


def modules() -> list[str]:
    """Every module by name; what the migration library loads by itself, and what starts when it is imported, left out."""
    names = []
    for room in ROOMS:
        for path in sorted((HOUSE / room).rglob("*.py")):
            inside = path.relative_to(HOUSE)
            if {"client", "versions"} & set(inside.parts) or path.name in ("__main__.py", "env.py"):
                continue
            names.append(".".join(inside.with_suffix("").parts).removesuffix(".__init__"))
    return names


def test_any_module_can_be_imported_first() -> None:
    """Whoever starts with any one of them finds it whole, whatever was loaded before."""
    names = modules()
    done = subprocess.run(
        [sys.executable, "-c", FIRST, ",".join(ROOMS), ",".join(names)],
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"all of {len(names)}\n", "")
