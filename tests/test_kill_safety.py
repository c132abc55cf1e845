"""A resident who was told that the tip is sent can rely on it, whatever process dies and whenever."""

from pathlib import Path

import pytest

from benchmarks.kill_safety import measure


@pytest.mark.timeout(600)
async def test_five_kills_break_no_promise_made_to_a_resident(tmp_path: Path) -> None:
    """Confirmed tips open whole and once, their manifests agree, every shown code works."""
    outcome = await measure(5, tmp_path)
    assert outcome.kills == 5
    assert outcome.findings.confirmed > 0
    assert outcome.findings.codes >= outcome.findings.confirmed
    assert outcome.findings.clean, outcome.findings
