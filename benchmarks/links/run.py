"""One run: real parts, cars, commands, an ear at the broker; then both sides are read."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.links.cars import Orders
from benchmarks.links.commands import Errands, errands
from benchmarks.links.driven import Driven, driven
from benchmarks.links.network import Network, network
from benchmarks.links.plan import Plan
from benchmarks.links.said import Said, read_said
from benchmarks.links.stored import read_stored
from benchmarks.links.tap import tapped
from benchmarks.links.verdict import Evidence, Line, line_of
from benchmarks.links.watch import BEHIND_S, Say, Watch
from gateway.demo.drain import drained
from gateway.demo.figures import Sent
from gateway.demo.parts import running_gateway, running_stores
from gateway.demo.world import World, furnish
from gateway.domain.vin import Vin
from gateway.store.pool import Pool
from gateway.wiring.clock import ScaledClock
from gateway.wiring.command_key import PUBLIC_NAME, command_signer
from gateway.wiring.enroll import FILES_NAME
from simulator.garage.garage import write_garage

ANY_PORT: Final = 0
CURTAIN_S: Final = 12.0
"""Wall seconds in which gateway and cars take their places before the world begins."""

CARS: Final = "cars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`wall_s`: seconds of the wall that the cars drive; `commands`: a car."""

    speed: float
    wall_s: float
    commands: int
    tun: bool

    @property
    def lasts_s(self) -> float:
        return self.wall_s * self.speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`remarks`: what else has to be said; `flaws`: why the run itself was not sound."""

    lines: list[Line]
    remarks: list[str]
    flaws: list[str]


async def run(plan: Plan, options: Options, data: Path, say: Say) -> Outcome:
    """Raises TunUnavailable, PartMissing, PartFailed."""
    garage = data / "garage.json"
    write_garage(plan.cars, garage)
    say("Starting broker, database and gateway...")
    async with running_stores(data, garage) as stores:
        world = World(
            data=data,
            wall_origin=time.time() + CURTAIN_S,
            world_origin=plan.start_s,
            speed=options.speed,
        )
        furnish(world)
        async with (
            running_gateway(world, stores, ANY_PORT) as running,
            network(stores.broker.port, tun=options.tun, seed=plan.seed) as way,
        ):
            orders = _orders(world, plan, options, way)
            async with (
                tapped(stores) as tap,
                driven(orders, data / CARS, way) as cars,
            ):
                watch = Watch(
                    pool=running.pool,
                    cars=cars,
                    way=way,
                    say=say,
                    start_s=plan.start_s,
                    lasts_s=options.lasts_s,
                    speed=options.speed,
                )
                waiting = errands(plan, options.commands, options.lasts_s)
                await watch.keep(_errands(world, running.pool), waiting)
            account = cars.account()
            say("The cars are done. Reading what the database holds...")
            said = {name: read_said(data / CARS / name) for name in plan.fleets}
            await drained(running.pool, _sent(said.values()), running.gateway.child)
            stored = await read_stored(running.pool)
            restarts = running.gateway.child.restarts
    return Outcome(
        lines=[
            line_of(
                Evidence(
                    orders=orders,
                    group=group,
                    said=said[group.fleet].of(frozenset(group.vins)),
                    stored=stored,
                    repeated=tap.repeated,
                    account=account,
                )
            )
            for group in plan.groups
        ],
        remarks=_remarks(way, cars),
        flaws=_flaws(account, restarts),
    )


def _orders(world: World, plan: Plan, options: Options, way: Network) -> Orders:
    return Orders(
        broker=way.address,
        certificates=world.data / FILES_NAME,
        public_key=world.data / PUBLIC_NAME,
        speed=world.speed,
        wall_origin=world.wall_origin,
        wall_s=options.wall_s,
        plan=plan,
    )


def _sent(said: Iterable[Said]) -> Sent:
    """How many reports of each boot are not on board any more."""
    return {
        (Vin(vin), boot_id): boot.last_seq - boot.waiting
        for fleet in said
        for (vin, boot_id), boot in fleet.boots.items()
    }


def _errands(world: World, pool: Pool) -> Errands:
    clock = ScaledClock(world.speed, world.wall_origin, world.world_origin)
    return Errands(pool, clock, command_signer(world.data))


def _remarks(way: Network, cars: Driven) -> list[str]:
    remarks = [way.summary()]
    if cars.most_behind_s > BEHIND_S:
        remarks.append(
            f"The machine could not keep up: the cars were up to {cars.most_behind_s:.0f} s of"
            " the world behind, and the delays are worse for it. Take a lower --speed."
        )
    return [remark for remark in remarks if remark]


def _flaws(account: dict[str, Any], restarts: int) -> list[str]:
    flaws = [] if account["flushed"] else ["some outboxes could not be emptied in five minutes"]
    return flaws + ([f"the gateway died {restarts} times"] if restarts else [])
