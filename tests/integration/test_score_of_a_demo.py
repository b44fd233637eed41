"""`vdg score` on what a short demo has left behind."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, STDOUT
from pathlib import Path

import pytest

from tests.fix_demo import ROOT, running_demo

pytestmark = pytest.mark.slow


async def test_a_short_demo_is_scored(demo_folder: Path) -> None:
    """Its faults were seen, no case is about nothing, and machines get the figures too."""
    async with running_demo(demo_folder, seconds=25) as demo:
        report = await demo.end()
    figures = demo_folder / "score.json"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "gateway", "score"),
        *("--data", str(demo.data), "--json", str(figures)),
        stdout=PIPE,
        stderr=STDOUT,
        cwd=ROOT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()
    assert "a specialist's worst word" in said.decode()
    found = json.loads(figures.read_text())
    assert (found["seed"], found["vehicles"]) == (report["seed"], report["vehicles"])
    assert found["faults_shown"] == found["faults_seen"] > 0
    assert found["verdicts"] == report["cases"] > 0
    assert found["false_cases"] == {}
    assert found["unsafe_advice"] == 0
