"""Commands for every car, put into the gateway's own outbox as its desk does."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from benchmarks.links.plan import Plan, seeded
from gateway.decode.commands import COMMAND, Sign, encode_command, seal
from gateway.domain.component import ComponentId
from gateway.domain.operation import (
    Action,
    Command,
    EcuReset,
    ReadFaults,
    ResetType,
    SafetyClass,
)
from gateway.domain.vin import Vin
from gateway.store.operations import add_operation
from gateway.store.pool import Pool
from gateway.wiring.clock import ScaledClock
from simulator.car_types.car_type import CAR_TYPES

ASKED_BY: Final = "benchmark"
MODEM: Final = ComponentId("telematics")
EXPIRES_AFTER: Final = timedelta(hours=24)
BUDGET_S: Final = 1800.0
FIRST, LAST = 0.05, 0.75
LOOK_WALL_S: Final = 0.5


@dataclass(frozen=True, slots=True)
class Errand:
    """`at_s`: world seconds after the start."""

    at_s: float
    vin: Vin
    component: ComponentId
    action: Action
    id: UUID


def errands(plan: Plan, a_car: int, lasts_s: float) -> list[Errand]:
    """For each car: readings of components drawn from the seed, and a restart of the modem."""
    return sorted(_errands(plan, a_car, lasts_s), key=lambda errand: errand.at_s)


def _errands(plan: Plan, a_car: int, lasts_s: float) -> Iterator[Errand]:
    for car in plan.cars:
        rng = seeded(f"{plan.seed} errands {car.vin}")
        components = sorted(CAR_TYPES[car.car_type].components)
        for number in range(a_car):
            reset = number == a_car - 1
            yield Errand(
                at_s=rng.uniform(FIRST, LAST) * lasts_s,
                vin=Vin(car.vin),
                component=MODEM if reset else ComponentId(rng.choice(components)),
                action=EcuReset(ResetType.SOFT) if reset else ReadFaults(),
                id=UUID(int=rng.getrandbits(128), version=4),
            )


@dataclass(frozen=True, slots=True)
class Errands:
    """Brings them out, each when its time has come."""

    pool: Pool
    clock: ScaledClock
    sign: Sign

    async def run(self, waiting: list[Errand], start_s: float) -> None:
        """Until all are in the outbox; the world's clock shows `start_s` at the start."""
        rest = list(waiting)
        while rest:
            passed_s = self.clock.now().timestamp() - start_s
            due = [errand for errand in rest if errand.at_s <= passed_s]
            rest = rest[len(due) :]
            if due:
                await self._put(due)
            await asyncio.sleep(LOOK_WALL_S)

    async def _put(self, due: list[Errand]) -> None:
        async with self.pool.connection() as connection:
            for errand in due:
                command = self._command(errand)
                encoded = encode_command(command)
                downlink = seal(encoded, self.sign(COMMAND, encoded))
                await add_operation(connection, command, downlink, asked_by=ASKED_BY)

    def _command(self, errand: Errand) -> Command:
        now = self.clock.now()
        return Command(
            id=errand.id,
            vin=errand.vin,
            component=errand.component,
            action=errand.action,
            safety_class=SafetyClass.INERT,
            issued_at=now,
            expires_at=now + EXPIRES_AFTER,
            budget_s=BUDGET_S,
        )
