"""Scenarios played for real: chaos, verdict, exit status, and the same transcript again."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, STDOUT
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gateway.domain.vin import Vin
from tests.fix_embedded import LiveBroker

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
PATIENCE_S = 300.0

STORY = """
answers = "a test"
about = "Two cars, one of them behind a link that breaks, while parts of the product die."
start = 2026-11-18T08:00:00+01:00
speed = 60
lasts_min = {minutes}

[cars.anna]
home = "DE-BE"
faults = [{ cause = "wheel_speed_sensor_open", at_min = 2 }]
outages = [{ kind = "half_open", at_min = 1, for_min = 4 }]

[cars.bernd]
home = "DE-BY"
"""
CHAOS = """
[[chaos]]
at_min = 4
kill = "database"

[[chaos]]
at_min = 7
kill = "gateway"

[[chaos]]
at_min = 8
kill = "broker"

[expect]
gateway_restarts = 1
broker_restarts = 1
database_restarts = 1

[expect.cars.anna]
cases.total = 1
appointments.booked = 1

[expect.cars.bernd]
cases.total = 0
"""
WRONG = """
[[people]]
at_min = 3
asks = "bernd"

[expect.cars.anna]
cases.total = 3
"""
FULL = """
[[chaos]]
at_min = 3
fill_disk = "database"
for_wall_s = 6
"""


@dataclass(frozen=True, kw_only=True)
class Played:
    """What a play left behind."""

    status: int
    said: str
    report: dict[str, Any]


async def run(*arguments: object) -> tuple[int, str]:
    """A command of ours to its end: its status, and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *map(str, arguments), stdout=PIPE, stderr=STDOUT, cwd=ROOT
    )
    async with asyncio.timeout(PATIENCE_S):
        said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def play(scenario: object, folder: Path) -> Played:
    report = folder / "report.json"
    status, said = await run(
        *("gateway", "simulate", "--scenario", scenario, "--data", folder / "data"),
        *("--report", report, "--port", 0),
    )
    return Played(
        status=status,
        said=said,
        report=json.loads(report.read_text()) if report.exists() else {},
    )


def written(folder: Path, text: str, minutes: int = 18) -> Path:
    file = folder / "story.toml"
    file.write_text(STORY.replace("{minutes}", str(minutes)) + text)
    return file


async def test_a_story_with_chaos_comes_out_as_expected(demo_folder: Path) -> None:
    """Each part is killed once; every expectation is met, and the transcript is the plan."""
    file = written(demo_folder, CHAOS)
    played = await play(file, demo_folder)
    assert played.status == 0, played.said
    assert played.report["broken"] == []
    assert played.report["cars"]["anna"]["episodes.C0035-13"] == 1
    _, planned = await run("simulator", "rehearse", file)
    for line in planned.splitlines():
        moment, _, words = line.partition("Z  ")
        who, _, what = words.partition(" ")
        assert not words or f"{moment}Z  {who}: {what.strip()}" in played.said


async def test_what_was_not_met_is_said(demo_folder: Path) -> None:
    """An expectation that fails, and an act that came to nothing; the exit status is 1."""
    played = await play(written(demo_folder, WRONG, minutes=6), demo_folder)
    assert played.status == 1, played.said
    assert played.report["broken"] == [
        "nothing came of it that R. Meyer asks bernd to be read again",
        "anna: cases.total is 1, expected 3",
    ]


async def test_a_full_disk_is_a_real_one(demo_folder: Path) -> None:
    """PostgreSQL says so itself, nothing is taken in meanwhile, and nothing is lost."""
    played = await play(written(demo_folder, FULL, minutes=12), demo_folder)
    assert played.status == 0, played.said
    log = (demo_folder / "data" / "gateway" / "gateway.log").read_text()
    assert "DiskFull" in log


async def test_a_shipped_one_comes_out_as_expected(demo_folder: Path) -> None:
    """The shortest: appointments at Christmas."""
    played = await play("public_holiday_booking", demo_folder)
    assert played.status == 0, played.said


ALONE = """
answers = "a test"
about = "The world's half, against a broker with nobody behind it."
start = 2026-11-18T08:00:00+01:00
speed = 60
lasts_min = 9

[fleets.town]
cars = 3
faults = [
    { cause = "hv_isolation_loss", at_min = 2 },
    { cause = "telematics_half_connected", at_min = 3, cars = 2 },
]
outages = [{ kind = "reset", at_min = 4, for_min = 2 }]
"""


async def test_the_worlds_half_is_the_same_each_time(
    broker: LiveBroker, tmp_path: Path
) -> None:
    """Against any broker, without chaos: the same codes are set in the same seconds."""
    file = tmp_path / "story.toml"
    file.write_text(ALONE)
    await run("simulator", "rehearse", file, "--garage", tmp_path / "garage.json")
    vins = [Vin(car["vin"]) for car in json.loads((tmp_path / "garage.json").read_text())]
    passwords = {vin.text: (await broker.vehicle(vin)).password for vin in vins}
    credentials = tmp_path / "credentials.json"
    credentials.write_text(json.dumps(passwords))
    told = []
    for name in ("first", "second"):
        status, said = await run(
            *("simulator", "simulate", "--scenario", file, "--broker", broker.url),
            *("--credentials", credentials, "--report", tmp_path / f"{name}.json"),
        )
        assert status == 0, said
        told.append(json.loads((tmp_path / f"{name}.json").read_text()))
    first, second = told
    assert first["faults"] == second["faults"]
    assert {fault["root_cause"] for fault in first["faults"]} == {
        "hv_isolation_loss",
        "telematics_half_connected",
    }
    assert first["messages_left_on_board"] == 0
    assert first["messages_acked"] == first["messages_published"] > 0


async def test_a_scenario_that_is_none_is_refused_in_one_line(demo_folder: Path) -> None:
    """Before anything is started."""
    file = written(demo_folder, '[[chaos]]\nat_min = 1\nkil = "broker"\n')
    played = await play(file, demo_folder)
    assert played.status == 1
    assert "did you mean 'kill'" in played.said
    assert len(played.said.splitlines()) == 1
