"""A fleet of simulated cars against one broker: built, driven, flushed, accounted for."""

import asyncio
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from functools import partial
from math import floor
from pathlib import Path
from typing import Any

import structlog

from simulator.agent import ledger, outbox
from simulator.agent.budget import Budget
from simulator.agent.database import Database
from simulator.agent.ledger import Ledger
from simulator.agent.mqtt.passport import Passport
from simulator.agent.outbox import Outbox
from simulator.car.car import Car, own_seed_of
from simulator.car.installed import told
from simulator.car_types.car_type import CAR_TYPES
from simulator.carriers.carrier import Carrier
from simulator.faults.testimony import spell_out
from simulator.fleet import account, fault_plan
from simulator.fleet.account import Account, Plan
from simulator.fleet.member import Member, World
from simulator.fleet.orders import Orders
from simulator.fleet.sockets import allow_sockets
from simulator.fleet.transcript import NO_TRANSCRIPT, Transcript
from simulator.links.link import DirectLink, Link, ProxyLink
from simulator.links.profile import LinkProfile
from simulator.links.proxy import Proxy
from simulator.links.tally import Tally
from simulator.links.weather import Weather
from simulator.updates.software_update import UPDATES_A_MONTH

FLUSH_WALL_S = 60.0
FLUSH_A_CAR_WALL_S = 0.02
FLUSH_LOOK_WALL_S = 0.2
QUIET_LOOKS = 5
TICKS_A_WALL_SECOND = 300
WAKES_A_WALL_SECOND = 500
MOST_WITH_PROXY = 1000
DISK_BYTES = 4 << 30

log = structlog.get_logger()


class Fleet:
    """Make it with `assemble`."""

    def __init__(self, members: list[Member], world: World, seed: int) -> None:
        self.members = members
        self.seed = seed
        self._world = world

    @classmethod
    @asynccontextmanager
    async def assemble(
        cls, orders: Orders, transcript: Transcript = NO_TRANSCRIPT
    ) -> AsyncIterator["Fleet"]:
        """Open the data folder and build every car up to now.

        Raises InvalidData, TooFewSockets, OSError.
        """
        allow_sockets(len(orders.cars), _proxied(orders))
        orders.data.mkdir(parents=True, exist_ok=True)
        async with (
            _opened(orders.data / "units.sqlite", outbox.SCHEMA + ledger.SCHEMA) as flash,
            _opened(orders.data / "truth.sqlite", account.SCHEMA) as truth,
        ):
            speed, cars = orders.clock.speed, len(orders.cars)
            world = World(
                clock=orders.clock,
                outbox=Outbox(flash, _share(orders.budget or Budget(), cars)),
                ledger=Ledger(flash),
                account=Account(truth),
                public_key=orders.public_key,
                tick_s=min(10.0, max(1.0, cars * speed / TICKS_A_WALL_SECOND)),
                wakes_wall_s=cars / WAKES_A_WALL_SECOND,
                transcript=transcript,
            )
            await world.outbox.load()
            vins = [car.vin for car in orders.cars]
            plan = await world.account.load(vins, _new_plan(orders))
            members = _members(orders, plan, world)
            past = await world.account.changes()
            for member in members:
                await member.catch_up(past.get(member.car.vin, ()))
                await asyncio.sleep(0)
            yield cls(members, world, plan.seed)

    async def run(self, ending: asyncio.Event, flush_wall_s: float = FLUSH_WALL_S) -> bool:
        """Drive until `ending` is set, then flush; True when nothing is left on board."""
        async with asyncio.TaskGroup() as tasks:
            for member in self.members:
                tasks.create_task(member.run())
            await ending.wait()
            for member in self.members:
                member.close_down()
            flushed = await self._flush(flush_wall_s)
            for member in self.members:
                member.sign_off()
        return flushed

    async def _flush(self, patience_wall_s: float) -> bool:
        """Wait until every unit has been quiet for a while."""
        quiet = 0
        patience_wall_s += FLUSH_A_CAR_WALL_S * len(self.members)
        for _ in range(round(patience_wall_s / FLUSH_LOOK_WALL_S)):
            quiet = quiet + 1 if all(member.quiet for member in self.members) else 0
            if quiet == QUIET_LOOKS:
                return True
            await asyncio.sleep(FLUSH_LOOK_WALL_S)
        loud = sum(not member.quiet for member in self.members)
        log.error("not everything was sent", reports=self._world.outbox.backlog, cars=loud)
        return False

    async def figures(self) -> dict[str, Any]:
        """The state of this moment, for a line of the live feed."""
        executions = await self._world.account.executions()
        return {
            "world": round(self._world.clock.now(), 1),
            "vehicles": len(self.members),
            "online": sum(member.online for member in self.members),
            "published": self._world.outbox.published,
            "acked": self._world.outbox.acknowledged,
            "backlog": self._world.outbox.backlog,
            "faults_set": self._world.account.codes_set,
            "commands_executed": executions.commands,
            "power_failures": self._world.account.power_failures,
        }

    async def report(self) -> dict[str, Any]:
        """The account of everything in the data folder."""
        faults = await self._world.account.faults()
        courses = await self._world.outbox.logbook.courses()
        states = await self._world.ledger.counts()
        executions = await self._world.account.executions()
        return {
            "vehicles": len(self.members),
            "messages_published": self._world.outbox.published,
            "messages_acked": self._world.outbox.acknowledged,
            "messages_left_on_board": self._world.outbox.backlog,
            "messages_taken_out": self._world.outbox.taken_out,
            "messages_given_up": self._world.outbox.given_up,
            "messages_by_kind": {name: asdict(course) for name, course in courses.items()},
            "reports": await self._world.outbox.logbook.sequences(),
            "samples": await self._world.outbox.logbook.samples(),
            "watchdog_boots": await self._world.outbox.logbook.watchdog_boots(),
            "faults": faults,
            "faults_injected": len(faults),
            "injected": [
                spell_out(member.car.vin, cause, truth)
                for member in self.members
                for cause, truth in member.car.whole_truth()
            ],
            "updates": [*told(member.car for member in self.members)],
            "commands": {
                "executed": executions.commands,
                "executed_twice": executions.twice,
                **states,
                "rejected": await self._world.account.rejections("command"),
            },
            "clocks_rejected": await self._world.account.rejections("clock"),
            "safety_violations": sum(member.safety_violations for member in self.members),
            "power_failures": self._world.account.power_failures,
            "links": self._links(),
            "seed": self.seed,
        }

    def link_states(self) -> dict[str, Counter[str]]:
        """How many `cars` each profile has, how many are `online`, how many links `down`."""
        states: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for member in self.members:
            state = states[member.link.weather.profile.name]
            state["cars"] += 1
            state["online"] += member.online
            state["down"] += member.link_is_down
        return states

    def _links(self) -> dict[str, dict[str, int]]:
        """How many cars each profile has, and what their links have carried and done."""
        links: dict[str, list[Link]] = {}
        for member in self.members:
            links.setdefault(member.link.weather.profile.name, []).append(member.link)
        return {
            name: {"cars": len(own), **asdict(sum((link.tally for link in own), Tally()))}
            for name, own in links.items()
        }


@asynccontextmanager
async def _opened(path: Path, schema: str) -> AsyncIterator[Database]:
    database = Database.open(path, schema)
    try:
        yield database
    finally:
        await database.close()


def _new_plan(orders: Orders) -> Plan:
    if orders.cast is not None:
        story, parts = orders.cast.story, orders.cast.parts
        faults = {part.car.vin: part.faults for part in parts}
        return Plan(seed=story.seed, started_s=story.start_s, faults=faults)
    start_s, speed = orders.clock.now(), orders.clock.speed
    cars = fault_plan.candidates(orders.cars, orders.seed)
    if orders.faults is None:
        faults = fault_plan.plan_faults(cars, orders.seed, start_s, speed)
    else:
        faults = fault_plan.read_plan(orders.faults, cars, start_s)
    return Plan(seed=orders.seed, started_s=start_s, faults=faults)


def _members(orders: Orders, plan: Plan, world: World) -> list[Member]:
    carriers = fault_plan.carriers(plan.faults)
    profiles = orders.mix.deal(len(orders.cars), random.Random(f"{plan.seed} links"))
    members = []
    for registered, profile in zip(orders.cars, profiles, strict=True):
        vin = registered.vin
        car_type = CAR_TYPES[registered.car_type]
        day = partial(orders.day, own_seed_of(vin, plan.seed), floor(plan.started_s))
        weather = Weather(
            profile=profile,
            seed=plan.seed,
            vin=vin,
            day=partial(day, charges=car_type.plugs_in),
        )
        if orders.cast is not None:
            weather = orders.cast.part(vin).weather
        car = Car.build(
            vin,
            plan.seed,
            plan.faults.get(vin, []),
            start_s=plan.started_s,
            car_type=car_type,
            day=iter(weather.day()),
            updates=() if orders.cast is None else orders.cast.part(vin).updates,
            updates_a_month=UPDATES_A_MONTH if orders.cast is None else 0.0,
        )
        passport, reads = orders.passports.get(vin), weather.reads_packets
        car.s3_s *= max(1.0, orders.clock.speed)  # the agent's own work takes the wall's time
        members.append(
            Member(
                car=car,
                link=_link(weather, orders, passport if reads else None),
                credentials=orders.credentials[vin],
                passport=None if reads else passport,
                carrier=carriers.get(vin, Carrier.IN_PROCESS),
                world=world,
                rng=random.Random(f"{plan.seed} unit {vin}"),
            )
        )
    return members


def _share(budget: Budget, cars: int) -> Budget:
    """Ten thousand units with some MiB each would fill the disk that they share."""
    most = DISK_BYTES // max(1, cars)
    return replace(
        budget,
        unsent_bytes=min(budget.unsent_bytes, most),
        kept_bytes=min(budget.kept_bytes, most),
    )


def _proxied(orders: Orders) -> int:
    """How many cars need a proxy."""
    profiles = orders.mix.deal(len(orders.cars), random.Random(0))
    return sum(not _goes_directly(profile, orders) for profile in profiles)


def _goes_directly(profile: LinkProfile, orders: Orders) -> bool:
    """A proxy takes four sockets; a large fleet does without where only delay would be lost."""
    return profile.is_plain and len(orders.cars) > MOST_WITH_PROXY


def _link(weather: Weather, orders: Orders, passport: Passport | None) -> Link:
    """With a passport the link speaks TLS for the car, whose packets it reads."""
    if _goes_directly(weather.profile, orders) and not weather.given:
        return DirectLink(orders.broker, weather)
    rng = random.Random(f"{weather.seed} link {weather.vin}")
    proxy = Proxy(orders.broker, weather, rng, orders.clock, passport)
    return ProxyLink(proxy, weather, orders.clock)
