"""What the papers say of a vehicle, beside what it reports."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from diagnostics_rules import RULEBOOK
from gateway.domain.component import TELEMATICS
from gateway.domain.errors import InvalidValue
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.domain.vehicle_type import UNTOLD, Powertrain, VehicleType
from gateway.triage.condition import Condition, all_of, any_of, not_
from gateway.triage.judge import judge, rebuild
from gateway.triage.measured import latest
from gateway.triage.prospect import ALWAYS
from gateway.triage.rehearsal import (
    FAILED,
    Case,
    Event,
    fires,
    rehearse,
    reports,
    says,
    stays_quiet,
    undecided,
)
from gateway.triage.reported import code
from gateway.triage.software import software
from gateway.triage.truth import Truth
from gateway.triage.units import minutes, volts
from gateway.triage.vehicle_type import model, model_year, powertrain
from gateway.triage.window import Window
from tests.fix_triage import CAR, a_rule, measured

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
ELECTRIC, HYBRID = Powertrain.BATTERY_ELECTRIC, Powertrain.PLUG_IN_HYBRID
E2_OF_2025 = VehicleType(model="Meridian E2", model_year=2025, powertrain=ELECTRIC)

LOST = code(TELEMATICS, "U1A10-87").failed
LOW = latest(LV_BATTERY_VOLTAGE) < volts(11.8)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (model("Meridian E2"), TRUE),
        (model("meridian  e2 "), TRUE),
        (model("Halden C", "Meridian E2"), TRUE),
        (model("Meridian E"), FALSE),
        (powertrain(ELECTRIC), TRUE),
        (powertrain(HYBRID, ELECTRIC), TRUE),
        (powertrain(HYBRID), FALSE),
        (model_year() < 2025, FALSE),
        (model_year() <= 2025, TRUE),
        (model_year() > 2024, TRUE),
        (model_year() >= 2026, FALSE),
        (model_year().exactly(2025), TRUE),
    ],
    ids=str,
)
def test_the_papers_decide(condition: Condition, expected: Truth) -> None:
    """Once they say something; else it is not known, and what is missing has a name."""
    known, unknown = Window(vehicle_type=E2_OF_2025), Window()
    assert (condition.truth(known, 0), condition.truth(unknown, 0)) == (expected, UNKNOWN)
    assert (condition.missing(known, 0), condition.evidence(unknown, 0)) == ((), ())
    [missing] = condition.missing(unknown, 0)
    assert missing.endswith("of the vehicle")
    [evidence] = condition.evidence(known, 0)
    assert evidence.startswith("Its papers say: ")


@pytest.mark.parametrize("condition", [model, powertrain, lambda: model("E2", " ")])
def test_a_condition_names_something(condition: Callable[[], Condition]) -> None:
    """Nothing to compare with is a slip of the pen."""
    with pytest.raises(InvalidValue):
        condition()


def test_it_is_read_aloud() -> None:
    """As the evidence sentence of a rule has it."""
    said = str(all_of(model("E2", "E3"), powertrain(HYBRID), model_year() >= 2025))
    expected = (
        "its model is E2 or E3 and its powertrain is plug in hybrid and its model year is"
    )
    assert said == f"{expected} from 2025"


RULE = a_rule(all_of(powertrain(ELECTRIC), model_year() < 2026, LOST, LOW.held_for(minutes(1))))
ILL = (
    reports(TELEMATICS, {"U1A10-87": FAILED}),
    says(LV_BATTERY_VOLTAGE, volts(11), minutes(2)),
)
STORIES = [
    fires(RULE, E2_OF_2025, *ILL),
    stays_quiet(RULE, VehicleType(powertrain=HYBRID), *ILL),
    stays_quiet(RULE, VehicleType(model_year=2026), *ILL),
    stays_quiet(RULE, E2_OF_2025, reports(TELEMATICS), *ILL[1:]),
    undecided(RULE, *ILL),
    undecided(RULE, VehicleType(model="Meridian E2", powertrain=ELECTRIC), *ILL),
    undecided(RULE, E2_OF_2025, *ILL[:1]),
]


@pytest.mark.parametrize("case", STORIES, ids=str)
def test_stories_name_the_car(case: Case) -> None:
    """Beside codes, signals and time; of a car of which nothing is known nothing is decided."""
    assert rehearse(case) is case.expected


@pytest.mark.parametrize(
    ("story", "expected"),
    [
        ((), UNKNOWN),
        ((VehicleType(powertrain=HYBRID),), TRUE),
        ((E2_OF_2025,), UNKNOWN),
        ((reports(TELEMATICS, software="2026.1"),), TRUE),
        ((E2_OF_2025, reports(TELEMATICS, software="2026.30")), FALSE),
    ],
)
def test_either_the_one_or_the_other(story: tuple[Event, ...], expected: Truth) -> None:
    """Three-valued with all that a component says."""
    old = software(TELEMATICS) < "2026.20"
    rule = a_rule(any_of(not_(powertrain(ELECTRIC)), old))
    assert rehearse(undecided(rule, *story)) is expected


def test_it_goes_with_the_window() -> None:
    """Through every report, and through a restart."""
    rule = a_rule(all_of(LOW, model("Meridian E2")))
    well = [measured(1, 0, LV_BATTERY_VOLTAGE, [12.5])]
    low = [measured(2, 9, LV_BATTERY_VOLTAGE, [11.0])]
    book = replace(RULEBOOK, rules=(rule,))
    for vehicle_type, expected in ((E2_OF_2025, 1), (UNTOLD, 0)):
        window = judge(book, {CAR: Window(vehicle_type=vehicle_type)}, well).windows[CAR]
        assert window == rebuild(book, {}, well, vehicle_type)
        assert len(judge(book, {CAR: window}, low).findings) == expected


def test_the_screen_asks_for_what_is_beside_it() -> None:
    """The rule is asked when the voltage is low; papers alone are asked after every report."""
    is_e2 = model("Meridian E2")
    assert is_e2.prospect(TRUE, 0) == ALWAYS
    assert all_of(is_e2, LOW).prospect(TRUE, 0) == LOW.prospect(TRUE, 0)
