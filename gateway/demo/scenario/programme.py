"""What the simulator says of a scenario before it is played: cars, clock, events."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.demo.scenario.plan import Plan, Planned
from gateway.domain.errors import GatewayError
from gateway.domain.vin import Vin


class ScenarioInvalid(GatewayError):
    """This is no scenario that can be played:"""


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """`at_s` is unix time of the world; `routine`: a car's ordinary day."""

    at_s: float
    words: str
    routine: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """`cars` by their role in the story; `happenings` are the world's half, in order.

    `misfortunes` by kind: when they begin, for a comparison with what really happened;
    `plan`: what is to break and to be repaired, for the same.
    """

    file: Path
    name: str
    answers: str
    about: str
    seed: int
    start_s: float
    speed: float
    lasts_s: float
    cars: dict[str, Vin]
    happenings: tuple[Happening, ...]
    misfortunes: dict[str, list[float]]
    plan: Plan

    @property
    def wall_s(self) -> float:
        return self.lasts_s / self.speed


async def read_programme(scenario: str, garage: Path) -> Programme:
    """Of a file, or of a shipped scenario's name; also writes its cars into `garage`.

    Raises `ScenarioInvalid` with what the simulator found.
    """
    arguments = ("rehearse", scenario, "--json", "--garage", str(garage))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "simulator", *arguments, stdout=PIPE, stderr=PIPE
    )
    said, complaint = await process.communicate()
    if process.returncode != 0:
        raise ScenarioInvalid(complaint.decode().strip().rpartition("Error: ")[2])
    return _programme(json.loads(said))


def _programme(said: dict[str, Any]) -> Programme:
    return Programme(
        file=Path(said["file"]),
        name=said["name"],
        answers=said["answers"],
        about=said["about"],
        seed=said["seed"],
        start_s=said["start_s"],
        speed=said["speed"],
        lasts_s=said["lasts_s"],
        cars={role: Vin(vin) for role, vin in said["cars"].items()},
        happenings=tuple(Happening(*line) for line in said["transcript"]),
        misfortunes=said["misfortunes"],
        plan=Plan(**{kind: _planned(rows) for kind, rows in said["planned"].items()}),
    )


def _planned(rows: list[dict[str, Any]]) -> tuple[Planned, ...]:
    return tuple(Planned(**row) for row in rows)
