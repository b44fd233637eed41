"""The stage of a play: broker, database, gateway and cars, with one clock for all of them."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from gateway.demo.fleet_process import FleetProcess, fleet_process
from gateway.demo.parts import RunningGateway, Stores, running_gateway, running_stores
from gateway.demo.scenario.chaos import Victims
from gateway.demo.scenario.people import People
from gateway.demo.scenario.programme import Programme, ScenarioInvalid
from gateway.demo.scenario.script import Part, Script
from gateway.demo.world import World, furnish
from gateway.wiring.clock import ScaledClock

CURTAIN_S = 14.0
"""Wall seconds before the start in which the gateway and the cars take their places."""


@dataclass(frozen=True, kw_only=True)
class Stage:
    """Everything that a play needs, at work."""

    programme: Programme
    script: Script
    world: World
    stores: Stores
    running: RunningGateway
    fleet: FleetProcess

    @property
    def victims(self) -> Victims:
        return Victims(
            ready={
                Part.GATEWAY: self.running.gateway.child.ready,
                Part.BROKER: self.stores.broker.ready,
                Part.DATABASE: self.stores.database.ready,
            },
            disk=self.world.data / "database",
        )

    @property
    def people(self) -> People:
        return People(self.world, self.programme, self.running.pool)

    @property
    def restarts(self) -> dict[str, int]:
        return {
            "gateway": self.running.gateway.child.restarts,
            "broker": self.stores.broker.restarts,
            "database": self.stores.database.restarts,
        }

    @property
    def now(self) -> datetime:
        """On the world's clock."""
        return ScaledClock(
            self.world.speed, self.world.wall_origin, self.world.world_origin
        ).now()

    async def until(self, at_s: float) -> None:
        """Until the world's clock shows so long after the start."""
        due = self.world.wall_origin + at_s / self.world.speed
        await asyncio.sleep(max(0.0, due - time.time()))


@asynccontextmanager
async def set_up(
    programme: Programme, script: Script, garage: Path, port: int
) -> AsyncIterator[Stage]:
    """The world's clock shows the start of the story some seconds after broker and database."""
    data = garage.parent
    async with running_stores(data, garage) as stores:
        if script.needs_a_small_disk and not stores.database.files.is_relative_to(data):
            raise ScenarioInvalid(f"{data} is private; name a folder that others can enter")
        world = World(
            data=data,
            wall_origin=time.time() + CURTAIN_S,
            world_origin=programme.start_s,
            speed=programme.speed,
        )
        furnish(world)
        orders = {"scenario": programme.file}
        async with (
            running_gateway(world, stores, port) as running,
            fleet_process(world, stores.broker.url, orders) as fleet,
        ):
            yield Stage(
                programme=programme,
                script=script,
                world=world,
                stores=stores,
                running=running,
                fleet=fleet,
            )
