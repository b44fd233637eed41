"""Surveys: a healthy fleet stays quiet through the seasons, and an ill car is found in it."""

from collections.abc import Mapping, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.finding import Finding, FindingChange, FindingEnded, RuleId
from gateway.domain.signal import (
    FUEL_TRIM_LONG_TERM,
    HV_CELL_VOLTAGE_MAX,
    HV_ISOLATION_RESISTANCE,
    LV_BATTERY_CURRENT,
    LV_BATTERY_VOLTAGE,
    TYRE_PRESSURE_REAR_LEFT,
    Phase,
)
from gateway.domain.vehicle_type import VehicleType
from gateway.domain.vin import Vin
from gateway.triage.days import Days
from gateway.triage.survey import FleetCensus, Surveyed, needs_of, rules_over_days, survey
from tests.fix_days import END
from tests.fix_seasons import Ailment, Made, Season, healthy, rolled_up, weather
from tests.fix_triage import NINE

MERIDIAN = VehicleType(model="Meridian E2")
CARS = 22
VINS = [Vin(f"WVWZZZ1JZXW{number:06d}") for number in range(CARS)]
MILD_SPRING = Season(starts_at=4, by=14, missing=0.2, electric=True)


def seasons() -> st.SearchStrategy[Season]:
    """From hard winter to high summer, either way, with up to two of five days missing."""
    return st.builds(
        Season,
        starts_at=st.integers(-12, 28),
        by=st.integers(-18, 18),
        missing=st.sampled_from([0.0, 0.15, 0.4]),
        electric=st.booleans(),
    )


def a_fleet(season: Season, seed: int) -> list[Made]:
    chance = np.random.default_rng(seed)
    degrees = weather(season, chance)
    return [healthy(season, degrees, chance) for _ in VINS]


def surveyed(
    cars: Sequence[Made],
    ago: int = 0,
    open_: Mapping[Vin, frozenset[RuleId]] | None = None,
) -> tuple[FindingChange, ...]:
    """All of one model, so many days before the end."""
    vehicles = [
        Surveyed(
            vin=vin,
            vehicle_type=MERIDIAN,
            days=rolled_up(car, ago),
            open=(open_ or {}).get(vin, frozenset()),
        )
        for vin, car in zip(VINS, cars, strict=True)
    ]
    return judged(vehicles)


def judged(vehicles: Sequence[Surveyed]) -> tuple[FindingChange, ...]:
    census = FleetCensus(tuple(needs_of(RULEBOOK).typical))
    census.count(vehicles)
    return survey(RULEBOOK, vehicles, census.fleet(), NINE)


@pytest.mark.slow
@settings(max_examples=8)
@given(seasons(), st.integers(0, 2**32))
def test_a_healthy_fleet_stays_quiet(season: Season, seed: int) -> None:
    """Whatever the weather does to pressures, voltages and insulation; on any of its days."""
    fleet = a_fleet(season, seed)
    for ago in (0, 3, 8):
        assert surveyed(fleet, ago) == ()


def nail(car: Made) -> Made:
    number = TYRE_PRESSURE_REAR_LEFT.number
    lost = 2.5 * np.clip(car.age_days - 28, 0, None)
    return car.otherwise(number, car.values[number] - lost)


def worn(car: Made) -> Made:
    number = LV_BATTERY_VOLTAGE.number
    lost = 0.045 * np.clip(car.age_days - 26, 0, None)
    rests = car.phase < Phase.DRIVING
    return car.otherwise(number, car.values[number] - lost * rests)


def drained(car: Made) -> Made:
    number = LV_BATTERY_CURRENT.number
    late = (car.phase == Phase.ASLEEP) & (car.age_days > 30)
    return car.otherwise(number, car.values[number] - 2.5 * late)


def weak_cell(car: Made) -> Made:
    number = HV_CELL_VOLTAGE_MAX.number
    return car.otherwise(
        number, car.values[number] + 0.005 * np.clip(car.age_days - 16, 0, None)
    )


def chafed(car: Made) -> Made:
    number = HV_ISOLATION_RESISTANCE.number
    weak = 1 / (0.08e-6 * np.clip(car.age_days - 20, 1e-6, None))
    return car.otherwise(number, 1 / (1 / car.values[number] + 1 / weak))


def air_leak(car: Made) -> Made:
    number = FUEL_TRIM_LONG_TERM.number
    drives = car.phase == Phase.DRIVING
    more = 1.2 * np.clip(car.age_days - 20, 0, None) * drives
    return car.otherwise(number, car.values[number] + more)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("ailment", "electric", "rules"),
    [
        (nail, True, {"body.tyre_loses_air_rear_left"}),
        (nail, False, {"body.tyre_loses_air_rear_left"}),
        (worn, True, {"low_voltage.rests_lower"}),
        (worn, False, {"engine_electrics.rests_lower"}),
        (drained, True, {"low_voltage.drained_asleep"}),
        (
            weak_cell,
            True,
            {"high_voltage.cells_drift_over_weeks", "high_voltage.cells_unlike_fleet"},
        ),
        (
            chafed,
            True,
            {"high_voltage.isolation_declines", "high_voltage.isolation_unlike_fleet"},
        ),
        (air_leak, False, {"fuel.grows_leaner"}),
    ],
)
def test_an_ill_car_is_found_in_its_fleet(
    ailment: Ailment, rules: set[str], *, electric: bool
) -> None:
    """It and no other, by the rules that are about it and no other."""
    season = Season(starts_at=4, by=14, missing=0.2, electric=electric)
    fleet = a_fleet(season, 4)
    fleet[7] = ailment(fleet[7])
    said = surveyed(fleet)
    assert {(VINS[7], rule) for rule in rules} == {(one.vin, one.rule) for one in said}
    for one in said:
        assert isinstance(one, Finding)
        assert all("UTC" in line and line.endswith(".") for line in one.evidence)


@pytest.fixture(scope="module")
def with_two_ill() -> tuple[list[Surveyed], tuple[FindingChange, ...]]:
    """A few cars, and what a survey of them all says."""
    fleet = a_fleet(MILD_SPRING, 4)[:5]
    fleet[2], fleet[4] = nail(fleet[2]), worn(fleet[4])
    vehicles = [
        Surveyed(vin=vin, days=rolled_up(car)) for vin, car in zip(VINS, fleet, strict=False)
    ]
    return vehicles, judged(vehicles)


@settings(max_examples=20)
@given(random=st.randoms(use_true_random=False))
def test_the_order_of_vehicles_does_not_matter(
    with_two_ill: tuple[list[Surveyed], tuple[FindingChange, ...]], random: Random
) -> None:
    """Nor does it matter which of them are due beside each other."""
    vehicles, said = with_two_ill
    assert len(said) == 2
    shuffled = random.sample(vehicles, len(vehicles))
    few = random.randint(0, len(vehicles))
    apart = [*judged(shuffled[:few]), *judged(shuffled[few:])]
    assert said == judged(shuffled) == tuple(sorted(apart, key=lambda one: one.vin))


def test_what_was_found_is_not_found_again() -> None:
    """A finding that stands is told once; when the days are well again, it ends once."""
    fleet = a_fleet(MILD_SPRING, 4)
    ill = [nail(car) if place == 7 else car for place, car in enumerate(fleet)]
    [found] = surveyed(ill)
    standing = {VINS[7]: frozenset({found.rule})}
    assert surveyed(ill, 0, standing) == ()
    assert surveyed(fleet, 0, standing) == (FindingEnded(VINS[7], found.rule, NINE),)


def test_silence_neither_opens_nor_ends_anything() -> None:
    """A car without days, with every finding open and with none."""
    rules = frozenset(rule.id for rule in rules_over_days(RULEBOOK))
    for open_ in (frozenset[RuleId](), rules):
        silent = Surveyed(
            vin=VINS[0],
            vehicle_type=MERIDIAN,
            days=Days(end=END, hours={}),
            open=open_,
        )
        assert judged([silent]) == ()
    assert len(rules) >= 10


def test_a_car_of_unknown_model_has_no_fleet() -> None:
    """However many others are of an unknown model, too."""
    season, seed = MILD_SPRING, 4
    fleet = a_fleet(season, seed)
    fleet[7] = weak_cell(fleet[7])
    vehicles = [
        Surveyed(vin=vin, days=rolled_up(car)) for vin, car in zip(VINS, fleet, strict=True)
    ]
    assert [one.rule for one in judged(vehicles)] == ["high_voltage.cells_drift_over_weeks"]
