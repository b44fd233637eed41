"""Which car gets which fault: seeded, the main cases first, or just as a file says."""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from simulator.car.car import own_seed_of
from simulator.car_types.car_type import CAR_TYPES
from simulator.car_types.software import draw_software
from simulator.carriers.carrier import Carrier
from simulator.faults.library import root_causes
from simulator.faults.root_cause import RootCause, RootCauseId
from simulator.faults.truth import InjectedFault
from simulator.garage.garage import RegisteredCar

MASKING: Final = ("telematics_modem_failing", "infotainment_display_failing")
DANGEROUS: Final = (
    "wheel_speed_sensor_open",
    "steering_torque_sensor",
    "airbag_squib_resistance",
)

# The cases that a run should not go without, the most important first.
MAIN: Final = (
    ("telematics_half_connected",),
    MASKING,
    ("infotainment_frozen",),
    ("ambient_sensor_glitch",),
    ("ambient_sensor_broken",),
    ("hv_isolation_loss",),
    DANGEROUS,
    ("unknown_body_code",),
)

# What else a run shows: causes that begin at once and show within minutes.
USUAL: Final = (
    "airbag_squib_resistance",
    "ambient_sensor_broken",
    "camera_blocked",
    "camera_dirty",
    "charge_port_latch_stuck",
    "coolant_air_lock",
    "coolant_pump_stuck",
    "hv_battery_overheats",
    "ignition_coil_weak",
    "infotainment_frozen",
    "infotainment_update_half_applied",
    "lv_battery_worn",
    "starter_battery_worn",
    "telematics_half_connected",
    "thermostat_stuck_open",
    "tyre_punctured",
    "tyre_slow_leak",
    "wheel_speed_sensor_open",
)
SHARE_WITH_FAULT: Final = 0.6
ENOUGH_FOR_ALL: Final = 12
ENOUGH_FOR_BOTH_MASKS: Final = 25
REALISTIC: Final = ("telematics_half_connected", "infotainment_frozen")

# In seconds of the wall, so that somebody who watches sees it happen at any speed of the world.
ONSETS_WALL_S: Final = (3.0, 40.0)

Faults = dict[str, list[InjectedFault]]


class InvalidFaultPlan(ValueError):
    """The file does not hold a plan of faults for these cars."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A car as far as a root cause depends on it; `software`: component → release."""

    vin: str
    car_type: str
    software: Mapping[str, str]

    def suits(self, cause: RootCause) -> bool:
        """Whether the cause may live in this car."""
        release = self.software.get(cause.component, "")
        return self.car_type in cause.cars and (not cause.software or release in cause.software)


def candidates(cars: Iterable[RegisteredCar], seed: int) -> list[Candidate]:
    """The cars of a fleet that is driven with this seed."""
    return [
        Candidate(
            car.vin,
            car.car_type,
            draw_software(own_seed_of(car.vin, seed), CAR_TYPES[car.car_type].components),
        )
        for car in cars
    ]


def plan_faults(cars: Sequence[Candidate], seed: int, start_s: float, speed: float) -> Faults:
    """At most one fault a car, at most 40 wall seconds after world time `start_s`."""
    rng = random.Random(f"{seed} faults")
    drawn = _deal(cars, _number(len(cars)), rng)
    first, last = ONSETS_WALL_S
    share = (last - first) / max(1, len(drawn))
    return {
        vin: [InjectedFault(cause, start_s + speed * (first + share * (i + rng.random())))]
        for i, (vin, cause) in enumerate(drawn.items())
    }


def read_plan(path: Path, cars: Sequence[Candidate], start_s: float) -> Faults:
    """A JSON list of `[car, root cause, seconds]`: several faults a car, in whatever order.

    The car is a VIN or its place in the fleet, from 0 on; the seconds count from world time
    `start_s`. Raises InvalidFaultPlan and OSError.
    """
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidFaultPlan(f"{path.name}: {error}") from error
    if not isinstance(rows, list):
        raise InvalidFaultPlan(f"{path.name} holds no list")
    return explicit_plan(rows, cars, start_s)


def explicit_plan(rows: Iterable[Any], cars: Sequence[Candidate], start_s: float) -> Faults:
    """Just these faults, in the order of their onsets; InvalidFaultPlan names the bad row."""
    faults: Faults = {}
    for number, row in enumerate(rows, start=1):
        try:
            car, name, after_s = row
            candidate = _find(car, cars)
            cause = root_causes()[RootCauseId(name)]
            fault = InjectedFault(cause.id, start_s + float(after_s))
        except (TypeError, ValueError, LookupError) as error:
            raise InvalidFaultPlan(f"fault {number}: {row!r}: {error!r}") from error
        if not candidate.suits(cause):
            raise InvalidFaultPlan(f"fault {number}: {name} does not live in such a car")
        faults.setdefault(candidate.vin, []).append(fault)
    for own in faults.values():
        own.sort(key=lambda fault: fault.onset_s)
    return faults


def carriers(faults: Mapping[str, Sequence[InjectedFault]]) -> dict[str, Carrier]:
    """The cars that are worth real frames and threads: the first whose remedy is a reset."""
    hits = (
        vin for vin, own in faults.items() if any(f.root_cause_id in REALISTIC for f in own)
    )
    return dict(zip(hits, (Carrier.ISO_TP, Carrier.DOIP), strict=False))


def _find(car: object, cars: Sequence[Candidate]) -> Candidate:
    if isinstance(car, int) and not isinstance(car, bool) and car >= 0:
        return cars[car]
    by_vin = {each.vin: each for each in cars}
    return by_vin[str(car)]


def _number(cars: int) -> int:
    """How many faults there are in so many cars."""
    number = min(cars, max(1, round(cars * SHARE_WITH_FAULT)))
    if cars < ENOUGH_FOR_ALL:
        return number
    both = cars >= ENOUGH_FOR_BOTH_MASKS
    return max(number, len(MAIN) + (len(MASKING) - 1 if both else 0))


def _deal(cars: Sequence[Candidate], number: int, rng: random.Random) -> dict[str, RootCauseId]:
    """The main cases to cars that may have them, then anything usual to the next cars."""
    free = rng.sample(list(cars), len(cars))
    dealt: dict[str, RootCauseId] = {}
    for cause in _main(len(cars), rng):
        car = next((each for each in free if each.suits(cause)), None)
        if car is not None and len(dealt) < number:
            free.remove(car)
            dealt[car.vin] = cause.id
    library = root_causes()
    usual = [library[RootCauseId(name)] for name in USUAL]
    for car in free[: number - len(dealt)]:
        dealt[car.vin] = rng.choice([cause.id for cause in usual if car.suits(cause)])
    return dealt


def _main(cars: int, rng: random.Random) -> list[RootCause]:
    names = [rng.choice(alternatives) for alternatives in MAIN]
    if cars >= ENOUGH_FOR_BOTH_MASKS:
        names.extend(name for name in MASKING if name not in names)
    return [root_causes()[RootCauseId(name)] for name in names]
