"""A hijacked decoder finds no network, no file, no setting and no time."""

import json
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
TRIES = """
import json, os, socket, sys
sys.path.insert(0, sys.argv[1])
from bot.file_cleaning import confinement
def may(act):
    try:
        act()
    except OSError:
        return False
    return True
acts = {"socket": socket.socket, "file": lambda: open("/etc/passwd"), "pipe": os.pipe}
before = {name: may(act) for name, act in acts.items()}
confinement.confine()
os.close(0), os.close(2)
after = {name: may(act) for name, act in acts.items()}
print(json.dumps([before, after, dict(os.environ)]))
"""


def test_nothing_can_be_opened_after_confinement():
    """Socket, file and pipe work before and fail after, even in the place of closed ones; the environment is empty."""
    done = subprocess.run(
        [sys.executable, "-I", "-c", TRIES, str(HOUSE)],
        capture_output=True,
        check=True,
        env={"TINBAO_SECRET": "x"},
    )
    before, after, environment = json.loads(done.stdout)
    assert before == {"socket": True, "file": True, "pipe": True}
    assert after == {"socket": False, "file": False, "pipe": False}
    assert environment == {}
