"""The cars of a recording with their units and links: as in any fleet, but without a wall."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import floor
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from simulator.agent import ledger, outbox
from simulator.agent.budget import Budget
from simulator.agent.database import Database
from simulator.agent.ledger import Ledger
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.outbox import Outbox
from simulator.car.car import Car, own_seed_of
from simulator.car_types.car_type import CAR_TYPES
from simulator.carriers.carrier import Carrier
from simulator.days.choice import Day
from simulator.fleet import account
from simulator.fleet.account import Account
from simulator.fleet.fault_plan import Faults
from simulator.fleet.member import Member, World
from simulator.garage.garage import RegisteredCar
from simulator.links.link import ProxyLink
from simulator.links.profile import LinkProfile
from simulator.links.proxy import Proxy
from simulator.links.weather import Weather
from simulator.recorder.loop_clock import LoopClock

TICK_S: Final = 10.0
IN_MEMORY: Final = Path(":memory:")
COMMIT_S: Final = 0.05  # what a commit takes on the flash memory of a unit
LARGEST_ID: Final = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Casting:
    """Who takes part: each car with the profile of its link; `faults` by VIN.

    `updates_a_month`: how many software updates a car gets that go well.
    """

    cars: Sequence[tuple[RegisteredCar, LinkProfile]]
    faults: Faults
    seed: int
    day: Day
    updates_a_month: float
    broker: tuple[str, int]


def new_world(clock: LoopClock, key: Ed25519PublicKey, rng: random.Random) -> World:
    """Its memory goes with the process; the identities of units and boots come from `rng`."""
    flash = Database.open(IN_MEMORY, outbox.SCHEMA + ledger.SCHEMA, COMMIT_S)
    return World(
        clock=clock,
        outbox=Outbox(flash, Budget(kept_bytes=0), partial(rng.randint, 1, LARGEST_ID)),
        ledger=Ledger(flash),
        account=Account(Database.open(IN_MEMORY, account.SCHEMA)),
        public_key=key,
        tick_s=TICK_S,
        wakes_wall_s=TICK_S,
    )


def members(casting: Casting, world: World) -> Iterator[Member]:
    """Cars that begin their day now."""
    for registered, profile in casting.cars:
        yield _member(casting, world, registered, profile)


def _member(
    casting: Casting, world: World, registered: RegisteredCar, profile: LinkProfile
) -> Member:
    vin, seed, start_s = registered.vin, casting.seed, world.clock.now()
    car_type = CAR_TYPES[registered.car_type]
    day = partial(
        casting.day, own_seed_of(vin, seed), floor(start_s), charges=car_type.plugs_in
    )
    weather = Weather(profile=profile, seed=seed, vin=vin, day=day)
    car = Car(
        vin,
        seed,
        faults=casting.faults.get(vin, ()),
        start_s=start_s,
        car_type=car_type,
        day=iter(day()),
        foresees=True,
        updates_a_month=casting.updates_a_month,
    )
    rng = random.Random(f"{seed} link {vin}")
    proxy = Proxy(casting.broker, weather, rng, world.clock)
    return Member(
        car=car,
        link=ProxyLink(proxy, weather, world.clock),
        credentials=Credentials(client_id=vin),
        carrier=Carrier.IN_PROCESS,
        world=world,
        rng=random.Random(f"{seed} unit {vin}"),
    )
