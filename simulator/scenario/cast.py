"""The people and cars of a story, drawn from its seed: the same for the same file."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter

from simulator.car.car import own_seed_of
from simulator.days.choice import DAYS
from simulator.days.day_plan import Segment
from simulator.faults.truth import InjectedFault
from simulator.garage.garage import MODELS, RegisteredCar, draw_cars
from simulator.garage.places import PLACES
from simulator.links.weather import LinkEvent, Upset, Weather
from simulator.scenario.days import repeated
from simulator.scenario.story import Role, Story
from simulator.updates.software_update import SoftwareUpdate


@dataclass(frozen=True, slots=True)
class Part:
    """A role and the car that plays it."""

    story: Story
    role: Role
    car: RegisteredCar

    @property
    def faults(self) -> list[InjectedFault]:
        start_s, onsets = self.story.start_s, self.role.lot.faults
        return [InjectedFault(onset.cause, start_s + onset.at_s) for onset in onsets]

    @property
    def updates(self) -> list[SoftwareUpdate]:
        """In the order of their starts."""
        start_s = self.story.start_s
        offers = sorted(self.role.lot.updates, key=attrgetter("at_s"))
        return [
            SoftwareUpdate(component=one.component, starts_s=start_s + one.at_s)
            for one in offers
        ]

    @property
    def weather(self) -> Weather:
        """What the profile of the link does by itself, and what the file gives to it."""
        return Weather(
            profile=self.role.link,
            seed=self.story.seed,
            vin=self.car.vin,
            day=self.day,
            given=tuple(self._given()),
        )

    def day(self) -> Iterator[Segment]:
        """From the start of the story, without a gap, for ever."""
        day, start_s = self.role.lot.day, int(self.story.start_s)
        if isinstance(day, str):
            own_seed = own_seed_of(self.car.vin, self.story.seed)
            return DAYS[day](own_seed, start_s, charges=self.role.type.plugs_in)
        return repeated(day, start_s)

    def _given(self) -> Iterator[LinkEvent]:
        lot, start_s = self.role.lot, self.story.start_s
        for outage in lot.outages:
            at_s = start_s + outage.at_s
            yield LinkEvent(at_s=at_s, until_s=at_s + outage.lasts_s, kind=outage.kind)
        for cut in lot.power_cuts:
            at_s = start_s + cut.at_s
            yield LinkEvent(at_s=at_s, until_s=at_s + cut.lasts_s, kind=Upset.POWER_CUT)


@dataclass(frozen=True, slots=True)
class Cast:
    """All parts of a story, in its order."""

    story: Story
    parts: tuple[Part, ...]

    @property
    def cars(self) -> list[RegisteredCar]:
        return [part.car for part in self.parts]

    def part(self, vin: str) -> Part:
        """Of the car with this VIN, which must be one of them."""
        [part] = [part for part in self.parts if part.car.vin == vin]
        return part


def cast(story: Story) -> Cast:
    """The same people and cars for the same story."""
    homes = {place.subdivision: place for place in PLACES}
    where = [homes[role.lot.home] if role.lot.home else None for role in story.roles]
    rng = random.Random(f"{story.seed} garage")
    cars = draw_cars(where, rng)
    parts = (
        Part(story, role, _of_type(role.type.name, car, rng))
        for role, car in zip(story.roles, cars, strict=True)
    )
    return Cast(story, tuple(parts))


def _of_type(name: str, car: RegisteredCar, rng: random.Random) -> RegisteredCar:
    """The same car, as a model of this type."""
    return replace(car, car_type=name, model=rng.choice(MODELS[name]))
