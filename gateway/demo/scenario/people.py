"""People of a scenario who use the console: the same doors, without the browser."""

from dataclasses import dataclass
from uuid import uuid4

from gateway.demo.drain import patiently
from gateway.demo.scenario.programme import Programme
from gateway.demo.scenario.script import Errand, Visit
from gateway.demo.world import World
from gateway.domain.vin import Vin
from gateway.pipeline.ask import Pen
from gateway.store.chronicle import booked_job
from gateway.store.desk import PostgresOperationsDesk
from gateway.store.pool import Pool
from gateway.wiring.clock import ScaledClock
from gateway.wiring.command_key import command_signer


@dataclass(frozen=True)
class People:
    """Signed in at the gateway of `world`."""

    world: World
    programme: Programme
    pool: Pool

    async def visit(self, visit: Visit) -> bool:
        """False when there was nothing to do: no open episode, no booked job."""
        vin = self.programme.cars[visit.car]
        return await patiently(lambda: self._act(visit, vin))

    async def _act(self, visit: Visit, vin: Vin) -> bool:
        if visit.errand is Errand.ASK:
            return await self._desk.ask_again(vin, visit.who)
        job = await booked_job(self.pool, vin)
        return job is not None and await self._desk.complete_job(job, visit.text, visit.who)

    @property
    def _desk(self) -> PostgresOperationsDesk:
        world = self.world
        clock = ScaledClock(world.speed, world.wall_origin, world.world_origin)
        return PostgresOperationsDesk(self.pool, clock, Pen(uuid4, command_signer(world.data)))
