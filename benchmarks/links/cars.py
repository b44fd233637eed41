"""Run as a program: the cars of a plan against a broker, in two fleets by their memory.

It reads `orders.json` in the folder that it is given, writes a line of figures a second, and at
the end `cars.json`.
"""

import asyncio
import json
import logging
import resource
import signal
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, Self
from urllib.parse import urlsplit

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from benchmarks.links import said
from benchmarks.links.plan import Group, Plan
from simulator.agent.budget import Budget
from simulator.agent.mqtt.packets import Credentials
from simulator.car_types.car_type import CAR_TYPES
from simulator.fleet import orders as fleet_orders
from simulator.fleet.fleet import Fleet
from simulator.links.mix import DEFAULT_MIX, Mix
from simulator.links.profiles import PROFILES
from simulator.scenario.cast import Cast, Part
from simulator.scenario.story import Lot, Role, Story
from simulator.world_clock import WorldClock

ORDERS, ACCOUNT = "orders.json", "cars.json"
LOOK_WALL_S = 1.0
FLUSH_WALL_S = 300.0
LONGER = 1.5
"""So much longer than ordered it may take until every fault has shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """`wall_s`: seconds of the wall to drive before the outboxes are emptied."""

    broker: tuple[str, int]
    certificates: Path
    public_key: Path
    speed: float
    wall_origin: float
    wall_s: float
    plan: Plan

    def to_json(self) -> dict[str, Any]:
        return {
            "broker": self.broker,
            "certificates": str(self.certificates),
            "public_key": str(self.public_key),
            "speed": self.speed,
            "wall_origin": self.wall_origin,
            "wall_s": self.wall_s,
            "plan": self.plan.to_json(),
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        host, port = document["broker"]
        given = {
            "broker": (host, port),
            "certificates": Path(document["certificates"]),
            "public_key": Path(document["public_key"]),
            "plan": Plan.from_json(document["plan"]),
        }
        return cls(**{**document, **given})

    @property
    def clock(self) -> WorldClock:
        return WorldClock(
            wall_origin=self.wall_origin, world_origin=self.plan.start_s, speed=self.speed
        )

    def of_fleet(self, groups: Sequence[Group], folder: Path) -> fleet_orders.Orders:
        """Groups with outboxes of one size, as the simulator takes it."""
        size = groups[0].outbox_bytes
        parts = _cast(self, groups)
        vins = [car.vin for car in parts.cars]
        return fleet_orders.Orders(
            broker=self.broker,
            cars=parts.cars,
            credentials={car.vin: Credentials(client_id=car.vin) for car in parts.cars},
            passports=fleet_orders.passports_for(
                urlsplit("mqtts://localhost"), self.certificates, None, vins
            ),
            public_key=_public_key(self.public_key),
            seed=self.plan.seed,
            clock=self.clock,
            data=folder,
            wall_s=self.wall_s,
            mix=Mix.parse(DEFAULT_MIX),
            cast=parts,
            budget=None if size is None else Budget(unsent_bytes=size),
        )


def _cast(orders: Orders, groups: Sequence[Group]) -> Cast:
    plan = orders.plan
    pairs = [
        (
            Role(
                name=car.vin,
                type=CAR_TYPES[car.car_type],
                link=PROFILES[group.profile],
                lot=Lot(faults=plan.faults[car.vin], outages=plan.outages[car.vin]),
            ),
            car,
        )
        for group in groups
        for car in group.cars
    ]
    story = Story(
        name="links",
        answers="facts/lessons.md 23",
        about="Cars on bad links, with faults one after another.",
        seed=plan.seed,
        start_s=plan.start_s,
        speed=orders.speed,
        lasts_s=orders.wall_s * orders.speed,
        roles=tuple(role for role, _ in pairs),
    )
    return Cast(story, tuple(Part(story, role, car) for role, car in pairs))


def _public_key(path: Path) -> Ed25519PublicKey:
    key = load_pem_public_key(path.read_bytes())
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError(f"{path.name} holds no Ed25519 public key")
    return key


async def drive(orders: Orders, folder: Path) -> dict[str, Any]:
    """Until the time is over and every fault has shown, or SIGTERM; then flush."""
    ending = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ending.set)
    async with AsyncExitStack() as stack:
        fleets = [
            await stack.enter_async_context(
                Fleet.assemble(orders.of_fleet(groups, folder / name))
            )
            for name, groups in orders.plan.fleets.items()
        ]
        await orders.clock.sleep(orders.plan.start_s - orders.clock.now())
        async with asyncio.TaskGroup() as tasks:
            watch = tasks.create_task(_watch(fleets, orders, ending))
            runs = [tasks.create_task(fleet.run(ending, FLUSH_WALL_S)) for fleet in fleets]
            await asyncio.wait(runs)
            watch.cancel()
        return {
            "flushed": all(run.result() for run in runs),
            "drove_s": orders.clock.now() - orders.plan.start_s,
            "fleets": {
                name: await fleet.report()
                for name, fleet in zip(orders.plan.fleets, fleets, strict=True)
            },
        }


async def _watch(fleets: list[Fleet], orders: Orders, ending: asyncio.Event) -> None:
    """A line of figures a second; ends the drive in time."""
    planned = sum(map(len, orders.plan.faults.values()))
    lasts_s = orders.wall_s * orders.speed
    while True:
        figures: Counter[str] = Counter()
        for fleet in fleets:
            figures.update(await fleet.figures())
            figures["shown"] += _shown(fleet, orders.plan)
        passed_s = orders.clock.now() - orders.plan.start_s
        line = {
            **figures,
            "world": passed_s,
            "behind": 0.0 if ending.is_set() else _behind_s(fleets, orders.clock.now()),
            "flushing": ending.is_set(),
        }
        print(json.dumps(line), flush=True)  # noqa: T201 - who has started this reads it
        patience_s = lasts_s if figures["shown"] == planned else lasts_s * LONGER
        if passed_s > patience_s:
            ending.set()
        await asyncio.sleep(LOOK_WALL_S)


def _behind_s(fleets: Sequence[Fleet], now_s: float) -> float:
    """How far a car's time is behind the world's when this process cannot keep up."""
    return median(now_s - member.car.now_s for fleet in fleets for member in fleet.members)


def _shown(fleet: Fleet, plan: Plan) -> int:
    """How many of the planned faults have set a code by now; what was done may cause others."""
    shown = 0
    for member in fleet.members:
        planned = {onset.cause for onset in plan.faults[member.car.vin]}
        truths = (truth for truth in member.car.truth() if truth.set_at_s is not None)
        shown += len(planned & {truth.root_cause_id for truth in truths})
    return shown


def main(folder: Path) -> None:
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.getLogger("UdsClient").setLevel(logging.CRITICAL)
    orders = Orders.from_json(json.loads((folder / ORDERS).read_text()))
    for name in orders.plan.fleets:
        (folder / name).mkdir()
        said.install(folder / name)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    result = asyncio.run(drive(orders, folder))
    (folder / ACCOUNT).write_text(json.dumps(result))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
