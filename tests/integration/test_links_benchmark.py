"""The link benchmark in small: real parts, real cars, and the kernel's TCP over a TUN link."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from typing import Any

import pytest

from simulator.links import tun_device

pytestmark = pytest.mark.slow

SMALL = ("--cars", "3", "--faults", "6", "--commands", "2", "--speed", "15", "--seconds", "40")
REASON = tun_device.obstacle()
NAMES = {
    "faults_sent",
    "faults_stored",
    "faults_doubled",
    "commands_sent",
    "commands_executed",
    "commands_executed_twice",
    "samples_lost_unaccounted",
    "delay_p50_s",
    "delay_p99_s",
    "bytes_per_car_hour",
}


async def bench(*arguments: str) -> tuple[str, dict[str, Any]]:
    """What it said, and its last line."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.links", *SMALL, *arguments), stdout=PIPE
    )
    said, _ = await process.communicate()
    *_, last = said.decode().splitlines()
    return said.decode(), json.loads(last)


def kept(profile: dict[str, Any]) -> None:
    """The laws, but not how many of the faults came about in so short a time."""
    assert profile.keys() == NAMES
    assert 0 < profile["faults_stored"] == profile["faults_sent"] <= 6
    assert 0 < profile["commands_executed"] <= profile["commands_sent"]
    doubled = profile["faults_doubled"], profile["commands_executed_twice"]
    assert (*doubled, profile["samples_lost_unaccounted"]) == (0, 0, 0)


async def test_every_report_arrives_once_on_a_bad_link() -> None:
    """Counted on both sides; a small outbox thins out, and owns up to it.

    Lessons row 23 (fleet-telemetry#319).
    """
    said, last = await bench("--profiles", "home_no_signal", "--seed", "3")
    assert last["seed"] == 3
    assert last["profiles"].keys() == {"home_no_signal"}
    kept(last["profiles"]["home_no_signal"])
    assert "home_no_signal, small outbox" in said


@pytest.mark.skipif(REASON is not None, reason=REASON or "")
async def test_every_report_arrives_once_over_lossy_packets() -> None:
    """300 ms each way, 10 % of the packets lost, the link cut four times."""
    said, last = await bench("--profiles", "good", "--tun")
    kept(last["profiles"]["good"])
    assert "The TUN link carried" in said
