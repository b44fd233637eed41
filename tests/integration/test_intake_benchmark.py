"""The intake benchmark in small: real parts, a real SIGKILL."""

import asyncio
import json
import os
import shutil
import sys
from asyncio.subprocess import PIPE

import pytest

pytestmark = pytest.mark.slow
MOSQUITTO = shutil.which("mosquitto", path=f"{os.defpath}:/usr/sbin:/usr/local/sbin")

NAMES = {
    *("messages_per_s", "samples_per_s", "limit_ratio", "naive_ratio", "node_red_ratio"),
    *("mq_bridge_ratio", "p50_ms_at_500", "p99_ms_at_5000", "cpu_us_per_message"),
    *("bytes_per_sample", "lost", "doubled"),
}
PEERS = {"naive_ratio", "node_red_ratio", "mq_bridge_ratio"}
TINY = ("--vehicles", "40", "--seconds", "0.2", "--peers", "none", "--broker", "mosquitto")


@pytest.mark.skipif(MOSQUITTO is None, reason="mosquitto is not installed: tests/prepare")
async def test_a_tiny_run_loses_and_doubles_nothing() -> None:
    """Every figure of the gateway is there; its peers were not asked for."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.intake", *TINY), stdout=PIPE
    )
    said, _ = await process.communicate()
    *lines, last = said.decode().splitlines()
    figures = json.loads(last)
    assert (process.returncode, figures["lost"], figures["doubled"]) == (0, 0, 0)
    assert figures.keys() == NAMES
    assert {name for name, value in figures.items() if value is None} == PEERS
    assert all(figures[name] > 0 for name in NAMES - PEERS - {"lost", "doubled"})
    assert any("bare C consumer" in line for line in lines)
