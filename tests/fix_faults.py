"""Cars with planted faults, and what can be done to them."""

import numpy as np

from proto.v1.signals_pb2 import AMBIENT_TEMPERATURE_CELSIUS
from simulator.car.car import Car, own_seed_of
from simulator.car_types.car_type import CAR_TYPES
from simulator.car_types.software import draw_software
from simulator.days.day_plan import Phase
from simulator.faults.root_cause import RootCause
from simulator.faults.truth import FaultTruth, InjectedFault

VIN = "5YJ3E7EB0KF000316"
START = 1_700_000_000.0
ONSET = START + 60
FAILED_SINCE_CLEAR = 0x20

Codes = set[tuple[str, int]]


def planted(cause: RootCause, car_type: str) -> Car:
    """A car with this fault, whose weather and software are as the cause needs them."""
    seed = next(seed for seed in range(500) if _fits(cause, car_type, seed))
    faults = [InjectedFault(cause.id, ONSET)]
    return Car.build(VIN, seed, faults, start_s=START, car_type=CAR_TYPES[car_type])


def _fits(cause: RootCause, car_type: str, seed: int) -> bool:
    kind = CAR_TYPES[car_type]
    software = draw_software(own_seed_of(VIN, seed), kind.components)
    if cause.software and software[cause.component] not in cause.software:
        return False
    cold = [
        each.below
        for each in cause.only_while
        if each.signal == AMBIENT_TEMPERATURE_CELSIUS and each.below is not None
    ]
    if cause.onset.below_celsius is not None:
        cold.append(cause.onset.below_celsius)
    if not cold:
        return True
    healthy = Car.build(VIN, seed, start_s=START, car_type=kind)
    return healthy.reading(AMBIENT_TEMPERATURE_CELSIUS, START) < min(cold) - 3


def run(car: Car, seconds: float, step_s: float = 10) -> float:
    """Advance a car by so many seconds or a little more; returns world time."""
    for to_s in np.arange(car.now_s + step_s, car.now_s + seconds + step_s, step_s):
        car.advance(to_s)
    return car.now_s


def park(car: Car) -> float:
    """Advance a car to where it has been parked for some seconds."""
    while car.phase is not Phase.PARKED:
        run(car, 1, step_s=1)
    return run(car, 5, step_s=1)


def codes(car: Car, bit: int = FAILED_SINCE_CLEAR) -> Codes:
    return {
        (component.id, dtc)
        for component in car.components.values()
        for dtc, record in component.memory
        if record.status & bit
    }


def forget(car: Car) -> None:
    """What a workshop does in the end: every fault memory is cleared, unseen by the faults."""
    for component in car.components.values():
        component.memory.clear([dtc for dtc, _ in component.memory])


def life(car: Car) -> FaultTruth:
    """Of the first fault."""
    return next(iter(car.whole_truth()))[1]


def run_until_shown(car: Car, cause: RootCause) -> None:
    """At most as long as the cause says that it takes; in vain when its end comes first."""
    deadline = car.now_s + cause.shows_within_s + 60
    while not cause.certain_codes <= codes(car) and car.now_s < deadline:
        run(car, 10)


def act(car: Car, cause: RootCause, action: str) -> None:
    """Do to the parked car what the action says, as a tester would."""
    now_s = park(car)
    component = car.components[cause.component]
    match action:
        case "hard_reset" | "soft_reset":
            component.handle(bytes.fromhex("1003"), now_s)
            component.handle(bytes((0x11, 1 if action == "hard_reset" else 3)), now_s)
        case "clear":
            own = next(code.dtc for code in cause.codes if code.component == cause.component)
            component.handle(b"\x14" + own.to_bytes(3), now_s)
        case _:
            car.power_fails(now_s)
    run(car, 30, step_s=1)
