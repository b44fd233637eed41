"""Workshops of a story: at their moment, a root cause is taken out of a car."""

import asyncio
from collections.abc import Mapping

from simulator.car.car import Car
from simulator.faults.library import root_causes
from simulator.scenario.cast import Cast, Part
from simulator.world_clock import WorldClock


async def open_workshops(cast: Cast, cars: Mapping[str, Car], clock: WorldClock) -> None:
    """Until the last repair is done; `cars` by VIN."""
    async with asyncio.TaskGroup() as jobs:
        for part in cast.parts:
            jobs.create_task(_repair(part, cars[part.car.vin], clock))


async def _repair(part: Part, car: Car, clock: WorldClock) -> None:
    for repair in sorted(part.role.lot.repairs, key=lambda repair: repair.at_s):
        await clock.sleep(part.story.start_s + repair.at_s - clock.now())
        car.was_repaired(root_causes()[repair.cause].repair, clock.now())
