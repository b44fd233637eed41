"""A whole simulated car, made, driven and asked without any agent."""

from collections.abc import Iterable

import numpy as np

from simulator.car.car import Car
from simulator.car_types.car_type import ELECTRIC, CarType
from simulator.components.component import Component
from simulator.days.day_plan import Phase
from simulator.faults.root_cause import RootCauseId
from simulator.faults.truth import InjectedFault, InjectedTruth

VIN = "5YJ3E7EB0KF000316"
START = 1_700_000_000.0
HOUR = 3600
AMBIENT = 0x007162


def car(
    *causes: str, seed: int = 7, onset_s: float = START + 60, car_type: CarType = ELECTRIC
) -> Car:
    faults = [InjectedFault(RootCauseId(cause), onset_s) for cause in causes]
    return Car.build(VIN, seed, faults, start_s=START, car_type=car_type)


def run(subject: Car, seconds: float, *, step_s: float = 10) -> float:
    """Advance a car by so many seconds or a little more; returns world time."""
    now_s = subject.now_s
    for to_s in np.arange(now_s + step_s, now_s + seconds + step_s, step_s):
        subject.advance(to_s)
    return subject.now_s


def run_until(subject: Car, phase: Phase) -> float:
    """Advance a car to where this phase has lasted some seconds."""
    while subject.phase is not phase:
        run(subject, 1, step_s=1)
    return run(subject, 5, step_s=1)


def ask(component: Component, now_s: float, *requests: str) -> list[str]:
    responses = [component.handle(bytes.fromhex(request), now_s) for request in requests]
    return ["" if response is None else response.hex() for response in responses]


def settled_codes(subject: Car) -> set[tuple[str, int]]:
    """Codes that have failed since the last clear."""
    return {
        (component.id, dtc)
        for component in subject.components.values()
        for dtc, record in component.memory
        if record.status & 0x20
    }


def statuses(subject: Car) -> list[tuple[int, int]]:
    return [
        (record.status, record.occurrences)
        for component in subject.components.values()
        for _, record in component.memory
    ]


def expected_codes(truth: Iterable[InjectedTruth]) -> set[tuple[str, int]]:
    return {(entry.component, entry.dtc) for entry in truth}
