"""Made-up days of a vehicle and of its fleet, for rules that look back on days."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from gateway.domain.quantity import Count, Quantity
from gateway.domain.signal import VEHICLE_PHASE, Phase, Signal
from gateway.domain.vehicle_type import VehicleType
from gateway.domain.vin import Vin
from gateway.triage.days import HOURS_A_DAY, Days, Hours
from gateway.triage.needs import Needs
from gateway.triage.survey import Fleet, FleetCensus, Surveyed
from gateway.triage.window import Window

Q = TypeVar("Q", bound=Quantity)

END = 20_760
"""The day that the story ends before: 2026-11-03."""
TYPE = VehicleType(model="Model of the story")
_CAR = Vin("WVWZZZ1KZAW000001")
_HOUR = 3  # of each day


@dataclass(frozen=True, slots=True)
class ByDay:
    """One sample of a signal a day, at the same hour, the last on the day before the end."""

    signal: int
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Fellows:
    """So many other cars of the model, all with the same days."""

    count: int
    story: tuple[ByDay, ...]


DayEvent = ByDay | Fellows


def each_day(signal: Signal[Q], value: Q, *, days: int) -> ByDay:
    return ByDay(signal.number, (value.value,) * days)


def day_by_day(signal: Signal[Q], first: Q, last: Q, *, days: int) -> ByDay:
    """From one value to another in a straight line."""
    return ByDay(signal.number, tuple(np.linspace(first.value, last.value, days).tolist()))


def each_day_in(phase: Phase, *, days: int) -> ByDay:
    return each_day(VEHICLE_PHASE, Count(phase), days=days)


def fellows(count: int, *story: ByDay) -> Fellows:
    return Fellows(count, story)


def with_days(window: Window, story: Iterable[object], needs: Needs) -> Window:
    """As a survey asks it, if there is anything for a survey in the story."""
    if not any(isinstance(event, ByDay | Fellows) for event in story):
        return window
    car, fleet = told_days(story, needs)
    return window._replace(days=car.among(fleet))


def told_days(story: Iterable[object], needs: Needs) -> tuple[Surveyed, Fleet]:
    """The car at the end of the story, among all that are in it; other events are not read."""
    events = [event for event in story if isinstance(event, ByDay | Fellows)]
    own = _days(event for event in events if isinstance(event, ByDay))
    car = Surveyed(vin=_CAR, vehicle_type=TYPE, days=own)
    census = FleetCensus(tuple(needs.typical))
    census.count([car])
    for event in events:
        if isinstance(event, Fellows):
            other = Surveyed(vin=_CAR, vehicle_type=TYPE, days=_days(event.story))
            census.count([other] * event.count)
    return car, census.fleet()


def _days(story: Iterable[ByDay]) -> Days:
    return Days(end=END, hours={event.signal: _hours(event.values) for event in story})


def _hours(values: tuple[float, ...]) -> Hours:
    days = np.arange(END - len(values), END, dtype=np.int64)
    samples = np.array(values, np.float64)
    return Hours(days * HOURS_A_DAY + _HOUR, samples, samples, samples)
