"""Hard but healthy drives: frost, heat, passes, trailers, short trips, long idling."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from proto.v1 import signals_pb2 as pb

EASY_W = 9_000
"""Up to this a hybrid drives with its engine off."""

Column = npt.NDArray[np.float64]
Drive = Mapping[int, Column]
"""By signal number: one value a second, in the units of the contract."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch of a drive; `slope`: sine of the climb; `load_kg`: trailer and baggage."""

    minutes: int
    speed_m_per_s: float
    slope: float
    load_kg: float
    engine_off: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """What distinguishes one healthy car, and its day, from another."""

    ambient: float
    starts_warm: bool
    regulates_at: float
    warms_in_s: float
    idle_per_min: float
    trim_percent: float
    rail_kpa: float
    breathes: float
    rests_at_v: float
    charges_at_v: float
    alternator_rests: bool
    hybrid: bool
    placard_kpa: float
    soot_percent: float
    reductant_percent: float
    state_of_charge: float
    pack_celsius: float
    cell: tuple[float, float]
    seed: int


def legs() -> st.SearchStrategy[list[Leg]]:
    """Ten minutes to an hour."""
    leg = st.builds(
        Leg,
        minutes=st.integers(1, 14),
        speed_m_per_s=st.sampled_from([0.0, 0.0, 6.0, 13.0, 25.0, 38.0, 55.0]),
        slope=st.sampled_from([0.0, 0.0, 0.03, 0.09, -0.04, -0.1]),
        load_kg=st.sampled_from([0.0, 0.0, 400.0, 1800.0]),
        engine_off=st.booleans(),
    )
    return st.lists(leg, min_size=2, max_size=8)


def cars() -> st.SearchStrategy[Car]:
    """From a small old one to a heavy new one, from -25 °C to 48 °C."""
    return st.builds(
        Car,
        ambient=st.floats(-25, 48),
        starts_warm=st.booleans(),
        regulates_at=st.floats(78, 108),
        warms_in_s=st.floats(120, 480),
        idle_per_min=st.floats(550, 1_000),
        trim_percent=st.floats(-14, 14) | st.sampled_from([-22.0, 23.4]),
        rail_kpa=st.sampled_from([300.0, 380.0, 450.0, 4_000.0, 20_000.0, 160_000.0]),
        breathes=st.floats(0.4, 3),
        rests_at_v=st.floats(12.0, 12.9),
        charges_at_v=st.floats(13.2, 15.2),
        alternator_rests=st.booleans(),
        hybrid=st.booleans(),
        placard_kpa=st.floats(190, 320),
        soot_percent=st.floats(5, 103),
        reductant_percent=st.sampled_from([0.0]) | st.floats(5, 100),
        state_of_charge=st.floats(4, 100),
        pack_celsius=st.floats(-20, 48),
        cell=st.sampled_from([(3.0, 4.2), (2.6, 3.6), (1.8, 2.7), (1.1, 1.5)]),
        seed=st.integers(0, 2**32 - 1),
    )


def drive(car: Car, course: list[Leg]) -> Drive:
    """Everything that a car with an engine and a large battery could measure."""
    rng = np.random.default_rng(car.seed)
    seconds = [leg.minutes * 60 for leg in course]
    speed = _eased(np.repeat([leg.speed_m_per_s for leg in course], seconds))
    speed *= 1 + 0.1 * np.sin(np.arange(len(speed)) / 9)
    slope = np.repeat([leg.slope for leg in course], seconds)
    mass = 1_500 + np.repeat([leg.load_kg for leg in course], seconds)
    power_w = speed * (mass * (9.81 * slope + np.gradient(speed)) + 220 + 0.45 * speed**2)
    off = np.repeat([leg.engine_off for leg in course], seconds) & (speed < 1)
    if car.hybrid:
        off = power_w < EASY_W
    return (
        _road(car, speed, rng)
        | _engine(car, speed, power_w, off, rng)
        | _net(car, power_w, off, rng)
        | _battery(car, power_w, rng)
    )


def _eased(wanted: Column) -> Column:
    """No car changes its speed faster than a driver can bear."""
    return np.convolve(np.pad(wanted, 10, mode="edge"), np.full(21, 1 / 21), "valid")


def _lagging(target: Column, start: float, lasts_s: Column | float) -> Column:
    """What follows its target with such a time constant."""
    kept = np.exp(-1 / np.broadcast_to(lasts_s, target.shape))
    course, now = np.empty_like(target), start
    for second, (wanted, keep) in enumerate(zip(target, kept, strict=True)):
        now = wanted + (now - wanted) * keep
        course[second] = now
    return course


def _road(car: Car, speed: Column, rng: np.random.Generator) -> dict[int, Column]:
    sun = 22 if car.ambient > 15 else 0
    felt = _lagging(np.where(speed < 1, car.ambient + sun, car.ambient), car.ambient, 240)
    cold = (273 + car.ambient) / 293
    rolled = _lagging(1 + 0.12 * np.minimum(speed / 30, 1), 1, 900)
    pressures = {
        number: (car.placard_kpa + 101) * cold * rolled - 101 + rng.uniform(-8, 8)
        for number in range(pb.TYRE_PRESSURE_FRONT_LEFT_KPA, pb.BRAKE_PRESSURE_KPA)
    }
    return {
        pb.VEHICLE_SPEED_M_PER_S: speed,
        pb.AMBIENT_TEMPERATURE_CELSIUS: felt,
        pb.REFRIGERANT_PRESSURE_KPA: np.full(len(speed), 300 + 14 * max(car.ambient, 0)),
        **pressures,
    }


def _engine(
    car: Car,
    speed: Column,
    power_w: Column,
    off: npt.NDArray[np.bool_],
    rng: np.random.Generator,
) -> dict[int, Column]:
    work = np.clip(power_w / 90_000, 0, 1)
    turning = np.maximum(car.idle_per_min, speed * 75 + 1_500 * work) + rng.normal(
        0, 15, len(speed)
    )
    per_min = np.where(off, 0, turning)
    thermostat = car.regulates_at + 10 * work + 3 * (car.ambient > 35)
    wanted = np.where(off, car.regulates_at, thermostat)
    wanted = np.where((work == 0) & (speed > 5), np.minimum(wanted, 66), wanted)
    starts = 70.0 if car.starts_warm else car.ambient
    coolant = _lagging(np.minimum(wanted, 118), starts, car.warms_in_s * (2 - work))
    load = np.where(off, 0, 0.12 + 0.88 * work)
    air = per_min / 60 * load * car.breathes * 1e-3 * 0.6
    hot = np.where(off, 200, 350 + 620 * work)
    return {
        pb.ENGINE_SPEED_PER_MIN: per_min,
        pb.ENGINE_COOLANT_TEMPERATURE_CELSIUS: coolant,
        pb.ENGINE_OIL_TEMPERATURE_CELSIUS: _lagging(coolant + 8, starts, 300),
        pb.ENGINE_OIL_PRESSURE_KPA: np.where(off, 0, np.clip(0.13 * per_min, 75, 520)),
        pb.INTAKE_MANIFOLD_PRESSURE_KPA: np.where(off, 100, 28 + 160 * work),
        pb.MASS_AIR_FLOW_KG_PER_S: air,
        pb.THROTTLE_POSITION_PERCENT: np.where(off, 12, 12 + 80 * work),
        pb.FUEL_TRIM_LONG_TERM_PERCENT: car.trim_percent + rng.normal(0, 0.8, len(speed)),
        pb.FUEL_RAIL_PRESSURE_KPA: car.rail_kpa * np.where(off, 0.9, 0.95 + 0.1 * work),
        pb.FUEL_LEVEL_PERCENT: 40 + rng.normal(0, 3, len(speed)),
        pb.EXHAUST_GAS_TEMPERATURE_CELSIUS: _lagging(hot, car.ambient, 20),
        pb.PARTICULATE_FILTER_SOOT_PERCENT: np.full(len(speed), car.soot_percent),
        pb.REDUCTANT_LEVEL_PERCENT: np.full(len(speed), car.reductant_percent),
        pb.TRANSMISSION_OIL_TEMPERATURE_CELSIUS: _lagging(85 + 45 * work, starts, 400),
    }


def _net(
    car: Car, power_w: Column, off: npt.NDArray[np.bool_], rng: np.random.Generator
) -> dict[int, Column]:
    """Behind the diode of an adapter; it cranks, charges, and rests when the car pulls.

    The converter of a hybrid feeds it whether the engine turns or not, and starts it too.
    """
    adapter = rng.uniform(-0.4, 0.1)
    off = off & (not car.hybrid)
    rests = car.alternator_rests & (power_w > 15_000)
    volts = np.where(off, car.rests_at_v, np.where(rests, 12.5, car.charges_at_v))
    cranks = np.flatnonzero(np.diff(off.astype(int), prepend=1) < 0)
    for second in cranks:
        volts[second : second + 2] = 9.1
    amperes = np.where(off, -12, np.where(rests, -25, 8))
    return {
        pb.LV_BATTERY_VOLTAGE_V: volts + adapter + rng.normal(0, 0.05, len(volts)),
        pb.LV_BATTERY_CURRENT_A: amperes + rng.normal(0, 1, len(volts)),
    }


def _battery(car: Car, power_w: Column, rng: np.random.Generator) -> dict[int, Column]:
    """Of an electric car: it drives as hard, and charges fast on the way down."""
    lowest, highest = car.cell
    charge = np.clip(car.state_of_charge - power_w.cumsum() / 2_700_000, 2, 100)
    amperes = np.clip(-power_w / 360, -300, 300)
    resting = lowest + (highest - lowest) * charge / 100
    cell = resting + 2e-4 * amperes * (highest - lowest)
    heats = np.minimum(np.abs(amperes) / 300, 1)
    celsius = _lagging(car.pack_celsius + 14 * heats, car.pack_celsius, 1_200)
    return {
        pb.HV_BATTERY_STATE_OF_CHARGE_PERCENT: charge,
        pb.HV_BATTERY_CURRENT_A: amperes,
        pb.HV_BATTERY_VOLTAGE_V: cell * 96,
        pb.HV_CELL_VOLTAGE_MIN_V: cell - rng.uniform(0.002, 0.04),
        pb.HV_CELL_VOLTAGE_MAX_V: cell + rng.uniform(0.002, 0.04),
        pb.HV_BATTERY_TEMPERATURE_MAX_CELSIUS: celsius,
        pb.HV_BATTERY_TEMPERATURE_MIN_CELSIUS: celsius - 3,
        pb.HV_ISOLATION_RESISTANCE_OHM: np.full(len(power_w), rng.uniform(8e5, 5e6)),
        pb.INVERTER_TEMPERATURE_CELSIUS: _lagging(
            np.minimum(max(car.ambient, 0) + 25 + 45 * heats, 96), car.ambient, 90
        ),
        pb.COOLANT_TEMPERATURE_CELSIUS: _lagging(
            np.minimum(max(car.ambient, 0) + 10 + 22 * heats, 72), car.ambient, 300
        ),
        pb.CHARGE_INLET_TEMPERATURE_CELSIUS: np.full(len(power_w), max(car.ambient, 0) + 35),
    }
