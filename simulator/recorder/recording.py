"""Records a fleet, or a part of one: drives it through its span, flushes it, tells all."""

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2s
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from simulator.car.installed import told
from simulator.days.choice import Day
from simulator.faults.testimony import spell_out
from simulator.fleet import fault_plan
from simulator.fleet.member import Member
from simulator.garage.garage import RegisteredCar
from simulator.links.mix import Mix
from simulator.recorder.assignment import Span, assign
from simulator.recorder.broker import Broker
from simulator.recorder.crew import Casting, members, new_world
from simulator.recorder.discrete_loop import HOST, DiscreteLoop
from simulator.recorder.loop_clock import LoopClock
from simulator.recorder.tape import Tape
from simulator.updates.software_update import UPDATES_A_MONTH

BROKER: Final = (HOST, 1883)
HOUR_S: Final = 3600.0
FLUSH_S: Final = 1800.0
LOOK_S: Final = 5.0
QUIET_LOOKS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """`cars`: the whole fleet; `part`: those of them that are recorded now."""

    cars: Sequence[RegisteredCar]
    part: slice
    seed: int
    span: Span
    mix: Mix
    day: Day
    faulty_share: float
    updates_a_month: float = UPDATES_A_MONTH


def record(request: Request, tape: Tape) -> None:
    """Until the fleet has had its time and has told all that it had to tell."""
    with asyncio.Runner(loop_factory=DiscreteLoop) as runner:
        runner.run(_record(request, tape))


async def _record(request: Request, tape: Tape) -> None:
    loop = asyncio.get_running_loop()
    clock = LoopClock(loop, request.span.starts_s)
    key = _key(request.seed)
    broker = Broker(
        lambda topic, payload: tape.frame(clock.now(), topic, payload),
        key.sign,
        lambda: round(clock.now() * 1000),
    )
    await loop.create_server(broker.accept, *BROKER)
    casting = _cast(request)
    rng = random.Random(f"{request.seed} identities {request.part.start}")
    world = new_world(clock, key.public_key(), rng)
    crew = list(members(casting, world))
    await _drive(crew, clock, request.span, tape)
    tape.truth(clock.now(), _truth(request, casting, crew))


async def _drive(crew: Sequence[Member], clock: LoopClock, span: Span, tape: Tape) -> None:
    async with asyncio.TaskGroup() as tasks:
        for member in crew:
            tasks.create_task(member.run())
        while (left_s := span.ends_s - clock.now()) > 0:
            await clock.sleep(min(HOUR_S, left_s))
            tape.hour(clock.now())
        for member in crew:
            member.close_down()
        with suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_S):
                await _quiet(crew)
        for member in crew:
            member.sign_off()


async def _quiet(crew: Sequence[Member]) -> None:
    quiet = 0
    while quiet < QUIET_LOOKS:
        await asyncio.sleep(LOOK_S)
        quiet = quiet + 1 if all(member.quiet for member in crew) else 0


def _cast(request: Request) -> Casting:
    """What is drawn for the whole fleet is the same whichever part of it is recorded."""
    candidates = fault_plan.candidates(request.cars, request.seed)
    profiles = request.mix.deal(len(request.cars), random.Random(f"{request.seed} links"))
    return Casting(
        cars=list(zip(request.cars, profiles, strict=True))[request.part],
        faults=assign(candidates, request.faulty_share, request.seed, request.span),
        seed=request.seed,
        day=request.day,
        updates_a_month=request.updates_a_month,
        broker=BROKER,
    )


def _truth(request: Request, casting: Casting, crew: Sequence[Member]) -> dict[str, Any]:
    """As the report of a fleet has it, with what each car's link was."""
    return {
        "seed": request.seed,
        "vehicles": len(crew),
        "started": request.span.starts_s,
        "ended": request.span.ends_s,
        "links_by_vin": {car.vin: profile.name for car, profile in casting.cars},
        "injected": [
            spell_out(member.car.vin, cause, truth)
            for member in crew
            for cause, truth in member.car.whole_truth()
        ],
        "updates": [*told(member.car for member in crew)],
    }


def _key(seed: int) -> Ed25519PrivateKey:
    """Of an invented gateway; whoever has the seed has it."""
    return Ed25519PrivateKey.from_private_bytes(blake2s(f"{seed} key".encode()).digest())
