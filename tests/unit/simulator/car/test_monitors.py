"""When the monitors of a component run, and what has to come first."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.components.component import Component
from simulator.components.description import ComponentDescription, codes, routines
from simulator.components.monitor import CHARGING, DRIVING, Precondition, circuit
from simulator.components.operation_cycle import OperationCycle
from simulator.days.day_plan import Phase
from tests.fix_lift import BRAKES, WHEEL_SPEED, Lift, ask, component

CATALYST, WALLBOX, CAMERA = 0x042000, 0x0D5C00, 0x9C4154
PATIENT = ComponentDescription(
    id="patient",
    address=0x40,
    monitors=codes(
        circuit("P0420-00", "Catalyst", during=DRIVING, precondition=Precondition.WARM),
        circuit("P0D5C-00", "Wallbox", during=CHARGING, precondition=Precondition.CHARGED),
        circuit("B1C41-54", "Camera", during=DRIVING, precondition=Precondition.DRIVEN),
    ),
    routines=routines(),
    ages_by_warm_up=True,
)


def drive(brakes: Component, seconds: range, failing: Sequence[bool]) -> list[tuple[int, int]]:
    """Run the monitors of a driving car, one of which reads this."""
    return list(
        brakes.run_monitors(Phase.DRIVING, seconds, {WHEEL_SPEED: failing}, OperationCycle())
    )


def test_dtc_setting_off(lift: Lift) -> None:
    """With control of DTC setting off no status changes, until the session ends."""
    brakes = component(BRAKES, lift)
    ask(brakes, "10 03", 0.0)
    assert ask(brakes, "85 02", 0.0) == "C5 02"
    assert drive(brakes, range(5), [True] * 5) == []
    assert drive(brakes, range(5, 65), [True] * 60) == [(WHEEL_SPEED, 15)]


def test_a_deaf_component_misses_nobody(lift: Lift) -> None:
    """While it receives nothing, a component does not complain of lost communication."""
    listener = ComponentDescription(
        id="listener",
        address=0x41,
        monitors=codes(circuit("U0100-87", "Lost"), circuit("P0A94-71", "Converter")),
        routines=routines(),
    )
    server, failing = component(listener, lift), {0xC10087: [True] * 20, 0x0A9471: [True] * 20}
    ask(server, "10 03", 0.0)
    ask(server, "28 02 01", 0.0)
    found = server.run_monitors(Phase.DRIVING, range(20), failing, OperationCycle())
    assert sorted(found) == [(0x0A9471, 5), (0xC10087, 15)]


def test_monitors_rest_while_booting(lift: Lift) -> None:
    """A component that boots runs no monitor."""
    brakes = component(BRAKES, lift)
    ask(brakes, "10 03", 0.0)
    ask(brakes, "11 01", 4.0)
    assert drive(brakes, range(20), [True] * 20) == [(WHEEL_SPEED, 15)]


def test_monitors_need_their_phase(lift: Lift) -> None:
    """A monitor for driving stays incomplete while the car is parked; others complete."""
    brakes = component(BRAKES, lift)
    failing = {WHEEL_SPEED: [True] * 20}
    list(brakes.run_monitors(Phase.PARKED, range(20), failing, OperationCycle()))
    assert {dtc: record.status for dtc, record in brakes.memory} == {
        WHEEL_SPEED: 0x50,
        0x404013: 0x00,
        0x411071: 0x00,
    }


@given(st.lists(st.integers(1, 10), min_size=60, max_size=90))
def test_monitors_wait_for_their_precondition(stretches: list[int]) -> None:
    """However a drive is cut, each monitor first runs in the second in which it may."""
    patient, cycle = component(PATIENT, Lift()), OperationCycle()
    set_at: dict[int, int] = {}
    second = 0
    for length in stretches:
        seconds = range(second, second + length)
        coolant = np.array([20 + 0.5 * each for each in seconds], dtype=np.float32)
        cycle.observe(Phase.DRIVING, seconds, coolant)
        failing = {dtc: [True] * length for dtc in (CATALYST, WALLBOX, CAMERA)}
        set_at.update(patient.run_monitors(Phase.DRIVING, seconds, failing, cycle))
        second += length
    # 71 °C after 102 s; two readings, five seconds apart, make a result.
    expected = {CATALYST: 110}
    if second > 305:
        expected[CAMERA] = 305
    assert {dtc: at for dtc, at in expected.items() if at < second} == set_at


def test_charging_counts_alone() -> None:
    """A monitor that waits for a charge session does not run because the car was driven."""
    cycle = OperationCycle()
    cycle.observe(Phase.DRIVING, range(400), None)
    cycle.observe(Phase.CHARGING, range(400, 459), None)
    assert cycle.holds_from(Precondition.CHARGED) == float("inf")
    cycle.observe(Phase.CHARGING, range(459, 470), None)
    assert cycle.holds_from(Precondition.CHARGED) == 459
    assert cycle.holds_from(Precondition.DRIVEN) == 299


@pytest.mark.parametrize(
    ("coolant", "warmed_up"),
    [([20, 60, 71], True), ([20, 60, 70.9], False), ([60, 90], True), ([75, 92], False)],
)
def test_a_warm_up_cycle(coolant: list[float], warmed_up: bool) -> None:  # noqa: FBT001
    """The coolant has to rise by 22 K and to reach 71 °C."""
    cycle = OperationCycle()
    for second, celsius in enumerate(coolant):
        seen = np.array([celsius], dtype=np.float32)
        cycle.observe(Phase.DRIVING, range(second, second + 1), seen)
    assert cycle.warmed_up is warmed_up


def test_an_engine_ages_codes_by_warm_up_cycles(lift: Lift) -> None:
    """Clean cycles in which the engine stays cold heal a code and do not age it."""
    patient, brakes = component(PATIENT, lift), component(BRAKES, lift)
    for server, dtc in ((patient, CATALYST), (brakes, WHEEL_SPEED)):
        server.memory.fail(dtc, tuple)
        for warmed_up in (False, False, True, False):
            server.start_operation_cycle(warmed_up=warmed_up)
            server.memory.succeed(dtc)
    counters = [
        (server.memory[dtc].healing, server.memory[dtc].aging)
        for server, dtc in ((patient, CATALYST), (brakes, WHEEL_SPEED))
    ]
    assert counters == [(3, 1), (3, 3)]
