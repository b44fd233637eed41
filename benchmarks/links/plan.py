"""What befalls whom: cars in groups, faults and long outages for each, drawn from a seed."""

import random
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import islice
from typing import Any, Final, Self

from simulator.car.car import Car
from simulator.car_types.car_type import CAR_TYPES
from simulator.faults.library import root_causes
from simulator.faults.root_cause import Outcome, RootCause, RootCauseId
from simulator.faults.truth import InjectedFault
from simulator.garage.garage import RegisteredCar, draw_garage
from simulator.links.profile import Outage
from simulator.links.profiles import PROFILES
from simulator.scenario.story import LinkOutage, Onset

LONGEST_RECONNECT_S: Final = 60.0
"""The unit waits so long at most before it tries again (simulator.agent.backoff)."""

SMALL_OUTBOX: Final = "home_no_signal"
SMALL_BYTES: Final = 8 * 1024
OUTAGES: Final = (Outage.HALF_OPEN, Outage.DETACHED, Outage.STALL, Outage.RESET)
OUTAGE_S: Final = (4 * LONGEST_RECONNECT_S, 7 * LONGEST_RECONNECT_S)
FIRST_FAULT: Final = 0.05  # of the run, as are the next three
LAST_FAULT: Final = 0.6
FIRST_OUTAGE: Final = 0.08
LAST_OUTAGE: Final = 0.85
SECONDS_BETWEEN_OUTAGES: Final = 1200.0
SHOWS_BY: Final = 0.95
SOON_S: Final = 1200.0
TRIAL_VINS: Final = ("W0VZZZE1XSB000001", "W0VZZZE1XSB000002", "W0VZZZE1XSB000003")
DRAWS: Final = 200


class InvalidPlan(ValueError):
    """What was asked for cannot be had."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Cars on one kind of link; `outbox_bytes` None: as large as the unit's own default."""

    name: str
    profile: str
    outbox_bytes: int | None
    cars: tuple[RegisteredCar, ...]

    @property
    def fleet(self) -> str:
        return "usual" if self.outbox_bytes is None else "small"

    @property
    def vins(self) -> tuple[str, ...]:
        return tuple(car.vin for car in self.cars)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """`lasts_s`: world seconds of driving."""

    seed: int
    profiles: tuple[str, ...]
    cars: int
    faults: int
    start_s: float
    lasts_s: float

    @property
    def soon_s(self) -> float:
        """A fault must show within this, so that the last ones do before the end."""
        return min(SOON_S, (SHOWS_BY - LAST_FAULT) * self.lasts_s)

    @property
    def faults_a_car(self) -> int:
        """Of the cars that get most."""
        return -(-self.faults // self.cars)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Faults and outages by VIN, in world seconds after the start."""

    seed: int
    start_s: float
    groups: tuple[Group, ...]
    faults: Mapping[str, tuple[Onset, ...]]
    outages: Mapping[str, tuple[LinkOutage, ...]]

    @property
    def cars(self) -> list[RegisteredCar]:
        return [car for group in self.groups for car in group.cars]

    @property
    def fleets(self) -> dict[str, list[Group]]:
        """Groups with outboxes of one size, by a name for their folder."""
        fleets: dict[str, list[Group]] = {}
        for group in self.groups:
            fleets.setdefault(group.fleet, []).append(group)
        return fleets

    def to_json(self) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "start_s": self.start_s,
            "groups": [_group_to_json(group) for group in self.groups],
            "faults": {
                vin: [[onset.cause, onset.at_s] for onset in own]
                for vin, own in self.faults.items()
            },
            "outages": {
                vin: [[one.kind.value, one.at_s, one.lasts_s] for one in own]
                for vin, own in self.outages.items()
            },
        }

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        return cls(
            seed=document["seed"],
            start_s=document["start_s"],
            groups=tuple(_group_from_json(group) for group in document["groups"]),
            faults={
                vin: tuple(Onset(RootCauseId(cause), at_s) for cause, at_s in own)
                for vin, own in document["faults"].items()
            },
            outages={
                vin: tuple(LinkOutage(Outage(kind), *when) for kind, *when in own)
                for vin, own in document["outages"].items()
            },
        )


def make_plan(ask: Ask) -> Plan:
    """The same for the same `ask`; raises InvalidPlan."""
    causes = {car_type: quick_causes(car_type, ask.soon_s) for car_type in CAR_TYPES}
    groups = _groups(ask, [each for each, own in causes.items() if _enough(own, ask)])
    shares = [ask.faults // ask.cars + (n < ask.faults % ask.cars) for n in range(ask.cars)]
    cars = [(car, shares[n]) for group in groups for n, car in enumerate(group.cars)]
    with ProcessPoolExecutor() as processes:
        drawn = processes.map(partial(_faults, ask, causes), *zip(*cars, strict=True))
        faults = {car.vin: tuple(own) for (car, _), own in zip(cars, drawn, strict=True)}
    return Plan(
        seed=ask.seed,
        start_s=ask.start_s,
        groups=groups,
        faults=faults,
        outages={vin: tuple(_outages(vin, ask)) for group in groups for vin in group.vins},
    )


def _groups(ask: Ask, car_types: Sequence[str]) -> tuple[Group, ...]:
    """One a profile, and one more that has to give up telemetry for want of memory."""
    unknown = [name for name in ask.profiles if name not in PROFILES]
    if unknown:
        raise InvalidPlan(f"no profile {unknown[0]!r}; there are {', '.join(PROFILES)}")
    kinds: list[tuple[str, str, int | None]] = [(name, name, None) for name in ask.profiles]
    if SMALL_OUTBOX in ask.profiles:
        kinds.append((f"{SMALL_OUTBOX}, small outbox", SMALL_OUTBOX, SMALL_BYTES))
    if not car_types:
        raise InvalidPlan(f"no car can have {ask.faults_a_car} faults that show soon enough")
    garage = (_of(car, car_types) for car in draw_garage(len(kinds) * ask.cars, ask.seed))
    return tuple(
        Group(
            name=name,
            profile=profile,
            outbox_bytes=size,
            cars=tuple(islice(garage, ask.cars)),
        )
        for name, profile, size in kinds
    )


def _of(car: RegisteredCar, car_types: Sequence[str]) -> RegisteredCar:
    """As it is, or of another type where the library has too few faults for its own."""
    return car if car.car_type in car_types else replace(car, car_type=car_types[0])


def _enough(causes: Sequence[RootCause], ask: Ask) -> bool:
    """Whether one car can have its share of faults."""
    rng = seeded(f"{ask.seed} enough")
    draws = (rng.sample(causes, len(causes)) for _ in range(DRAWS))
    return any(len(_apart(draw, ask.faults_a_car)) == ask.faults_a_car for draw in draws)


def _faults(
    ask: Ask, causes: Mapping[str, Sequence[RootCause]], car: RegisteredCar, number: int
) -> list[Onset]:
    """Such as show in this car on this day, as a rehearsal tells."""
    rng = seeded(f"{ask.seed} faults {car.vin}")
    candidates = causes[car.car_type]
    for _ in range(DRAWS):
        chosen = _apart(rng.sample(candidates, len(candidates)), number)
        if len(chosen) < number:
            continue
        onsets = _onsets(chosen, rng, ask)
        if _all_show(ask, car, onsets):
            return onsets
    raise InvalidPlan(f"{number} faults do not show in one car in {ask.lasts_s / 60:.0f} min")


def _all_show(ask: Ask, car: RegisteredCar, onsets: Sequence[Onset]) -> bool:
    faults = [InjectedFault(onset.cause, ask.start_s + onset.at_s) for onset in onsets]
    car_type = CAR_TYPES[car.car_type]
    acted = Car.build(car.vin, ask.seed, faults, start_s=ask.start_s, car_type=car_type)
    acted.advance(ask.start_s + SHOWS_BY * ask.lasts_s)
    shown = {each.root_cause_id for each in acted.truth() if each.set_at_s is not None}
    return all(onset.cause in shown for onset in onsets)


@cache
def quick_causes(car_type: str, soon_s: float) -> tuple[RootCause, ...]:
    """Those that come, stay, and show all their certain codes within `soon_s` of driving.

    A loss of power, of which some links have many, must not cure them either.
    """
    enduring = [
        cause
        for _, cause in sorted(root_causes().items())
        if car_type in cause.cars
        and cause.certain_codes
        and not (cause.is_intermittent or cause.silences or cause.software)
        and cause.responses.power_loss.outcome is Outcome.NOTHING
    ]
    with ProcessPoolExecutor() as processes:
        shows = processes.map(partial(_shows, car_type, soon_s), enduring)
        return tuple(cause for cause, soon in zip(enduring, shows, strict=True) if soon)


def _shows(car_type: str, soon_s: float, cause: RootCause) -> bool:
    return all(_shows_in(vin, car_type, soon_s, cause) for vin in TRIAL_VINS)


def _shows_in(vin: str, car_type: str, soon_s: float, cause: RootCause) -> bool:
    fault = InjectedFault(cause.id, 0.0)
    car = Car.build(vin, 0, [fault], car_type=CAR_TYPES[car_type])
    car.advance(soon_s)
    shown = {(each.component, each.dtc) for each in car.truth() if each.set_at_s is not None}
    return cause.certain_codes <= shown


def _onsets(causes: Sequence[RootCause], rng: random.Random, ask: Ask) -> list[Onset]:
    """One after another, in equal parts of the run."""
    step_s = (LAST_FAULT - FIRST_FAULT) * ask.lasts_s / len(causes)
    first_s = FIRST_FAULT * ask.lasts_s
    return [
        Onset(cause.id, first_s + step_s * (place + rng.random()))
        for place, cause in enumerate(causes)
    ]


def _apart(causes: Sequence[RootCause], most: int) -> list[RootCause]:
    """Some of them that have no code in common, and sit in different components.

    A remedy for the one then cannot cure another before it has shown.
    """
    chosen: list[RootCause] = []
    taken: set[object] = set()
    for cause in causes:
        own = {cause.component, *((code.component, code.dtc) for code in cause.codes)}
        if len(chosen) < most and not own & taken:
            chosen.append(cause)
            taken |= own
    return chosen


def _outages(vin: str, ask: Ask) -> Iterator[LinkOutage]:
    """One in each part of the run, several times as long as the longest reconnect interval."""
    rng = seeded(f"{ask.seed} outages {vin}")
    number = max(1, round(ask.lasts_s / SECONDS_BETWEEN_OUTAGES))
    span_s = (LAST_OUTAGE - FIRST_OUTAGE) * ask.lasts_s / number
    for place in range(number):
        lasts_s = min(rng.uniform(*OUTAGE_S), span_s)
        at_s = FIRST_OUTAGE * ask.lasts_s + place * span_s + rng.uniform(0, span_s - lasts_s)
        yield LinkOutage(rng.choice(OUTAGES), at_s, lasts_s)


def seeded(key: str) -> random.Random:
    return random.Random(key)  # noqa: S311 - a run can be repeated


def _group_to_json(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "profile": group.profile,
        "outbox_bytes": group.outbox_bytes,
        "cars": [
            {name: getattr(car, name) for name in RegisteredCar.__slots__} for car in group.cars
        ],
    }


def _group_from_json(document: Mapping[str, Any]) -> Group:
    cars = tuple(RegisteredCar(**car) for car in document["cars"])
    return Group(**{**document, "cars": cars})
