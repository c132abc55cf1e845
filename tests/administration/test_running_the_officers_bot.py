"""`tinbao run officers` serves by itself, beside the rest where its token is set, and ends cleanly."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.running import chosen_processes
from bot.sandbox import SandboxServer, create_sandbox
from bot.settings import Settings

TINBAO = Path(sys.executable).parent / "tinbao"
TOKEN = "700100201:AAF-token-of-the-officers-tests-xxxxxxxxx"


@pytest.mark.parametrize(
    ("tokens", "processes"),
    [
        ({}, ("desk", "worker")),
        ({"officers_bot_token": TOKEN}, ("desk", "worker", "officers")),
        (
            {"residents_bot_token": "1:a", "officers_bot_token": TOKEN},
            ("residents", "desk", "worker", "officers"),
        ),
    ],
)
def test_what_is_configured_runs(tokens, processes):
    """Without a token there is no officers' bot, and nobody misses it."""
    settings = Settings(_env_file=None, **tokens)
    assert chosen_processes(settings, ()) == processes


def test_it_serves_and_stops(installation):
    """The platform learns the commands; SIGTERM ends it with exit code 0 and nothing said on the way."""
    app = create_sandbox([TOKEN], Path("/nonexistent"))
    with SandboxServer(app) as server:
        environment = {
            "TINBAO_OFFICERS_BOT_TOKEN": TOKEN,
            "TINBAO_TELEGRAM_API": server.url,
            "PATH": "/usr/bin:/bin",
        }
        running = subprocess.Popen(
            [TINBAO, "run", "officers"],
            cwd=installation.folder,
            env=environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            until = time.monotonic() + 60
            while not app.state.world.bots[TOKEN].commands:
                assert running.poll() is None, running.communicate()[1]
                assert time.monotonic() < until
                time.sleep(0.05)
        finally:
            running.terminate()
            _, said = running.communicate(timeout=90)
    assert running.returncode == 0, said
    assert TOKEN not in said
    assert "Traceback" not in said


def test_a_token_nobody_knows_is_named_and_not_quoted(installation):
    """One sentence with the setting's name."""
    with SandboxServer(create_sandbox([TOKEN], Path("/nonexistent"))) as server:
        done = subprocess.run(
            [TINBAO, "run", "officers"],
            cwd=installation.folder,
            env={
                "TINBAO_OFFICERS_BOT_TOKEN": "700:unknown",
                "TINBAO_TELEGRAM_API": server.url,
                "PATH": "/usr/bin:/bin",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    said = [line for line in done.stderr.splitlines() if line.startswith("tinbao: ")]
    assert len(said) == 1
    assert "TINBAO_OFFICERS_BOT_TOKEN" in said[0]
    assert "700:unknown" not in done.stderr
