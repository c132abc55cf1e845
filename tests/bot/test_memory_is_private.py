"""A serving process lets no other of its user into its memory."""

import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[2]
ASKED = """
import ctypes, resource, sys
sys.path.insert(0, sys.argv[1])
from bot import running
from bot.settings import Settings, SettingsError
asked = lambda: ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)  # PR_GET_DUMPABLE
before = asked()
try:
    running.run_processes(Settings(_env_file=None), ["desk"], web=None)
except Exception as refusal:
    assert "TINBAO" in str(refusal), refusal
print(before, asked(), resource.getrlimit(resource.RLIMIT_CORE))
"""


def test_a_process_that_serves_can_be_neither_traced_nor_dumped(tmp_path: Path) -> None:
    """It is closed before settings are needed, so that no key is ever in an open memory."""
    done = subprocess.run(
        [sys.executable, "-c", ASKED, str(HOUSE)],
        capture_output=True,
        check=True,
        text=True,
        cwd=tmp_path,
        env={},
    )
    assert done.stdout.split() == ["1", "0", "(0,", "0)"]
