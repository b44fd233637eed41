"""A whole car with something wrong: which codes it sets, and what helps against them."""

import pytest

from simulator.days.day_plan import Phase
from tests.fix_simulated_car import (
    AMBIENT,
    HOUR,
    START,
    ask,
    car,
    expected_codes,
    run,
    run_until,
    settled_codes,
)


@pytest.mark.parametrize(
    "cause",
    [
        "airbag_squib_resistance",
        "ambient_sensor_glitch",
        "coolant_pump_stuck",
        "hv_isolation_loss",
        "infotainment_frozen",
        "lv_battery_worn",
        "telematics_half_connected",
        "wheel_speed_sensor_open",
    ],
)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_cause_sets_its_codes_and_no_other(cause: str, seed: int) -> None:
    """Within an hour the codes of a cause are set in its components, and only they."""
    subject = car(cause, seed=seed)
    run(subject, HOUR)
    truth = subject.truth()
    assert settled_codes(subject) == expected_codes(truth)
    assert all(entry.set_at_s is not None for entry in truth)
    assert all((entry.set_at_s or 0) > entry.onset_s for entry in truth)


def test_nothing_before_the_onset() -> None:
    """A cause whose time has not come leaves no trace."""
    subject = car("hv_isolation_loss", onset_s=START + 2 * HOUR)
    run(subject, HOUR)
    assert settled_codes(subject) == set()
    assert [entry.set_at_s for entry in subject.truth()] == [None]


@pytest.mark.parametrize(
    ("cause", "component", "dtc"),
    [
        ("telematics_half_connected", "telematics", 0xDA1087),
        ("infotainment_frozen", "infotainment", 0x9A2047),
    ],
)
def test_reset_cures(cause: str, component: str, dtc: int) -> None:
    """After a reset the monitor passes, for good."""
    subject = car(cause)
    run(subject, 600)
    now_s = run_until(subject, Phase.PARKED)
    assert subject.components[component].memory[dtc].status & 1
    ask(subject.components[component], now_s, "10 03", "11 01")
    run(subject, 2 * HOUR)
    record = subject.components[component].memory[dtc]
    assert (record.status & 1, record.occurrences) == (0, 1)
    assert subject.truth()[0].cured_at_s == now_s


@pytest.mark.parametrize(
    ("cause", "component", "dtc"),
    [
        ("telematics_modem_failing", "telematics", 0xDA1087),
        ("infotainment_display_failing", "infotainment", 0x9A2047),
    ],
)
def test_reset_masks(cause: str, component: str, dtc: int) -> None:
    """After a reset the monitor passes for eight minutes, then it fails again."""
    subject = car(cause)
    run(subject, 600)
    now_s = run_until(subject, Phase.PARKED)
    ask(subject.components[component], now_s, "10 03", "11 01")
    record = subject.components[component].memory[dtc]
    run(subject, 60, step_s=1)
    assert (record.status & 1, record.occurrences) == (0, 1)
    run(subject, 479 - 60, step_s=1)
    assert (record.status & 1, record.occurrences) == (0, 1)
    run(subject, 600)
    assert (record.status & 1, record.occurrences) == (1, 2)


def test_glitch_happens_once() -> None:
    """The glitch passes by itself, stays stored, and does not come back after a clear."""
    subject = car("ambient_sensor_glitch")
    thermal = subject.components["thermal_management"]
    run(subject, HOUR / 2)
    record = thermal.memory[AMBIENT]
    assert (record.status & 0x29, record.occurrences) == (0x28, 1)
    now_s = run_until(subject, Phase.PARKED)
    ask(thermal, now_s, "14 00 71 62")
    assert thermal.memory[AMBIENT].status == 0x50
    run(subject, 2 * HOUR)
    assert thermal.memory[AMBIENT].status & ~0x40 == 0


def test_clear_does_not_cure_a_broken_sensor() -> None:
    """The code of a broken sensor is back after the next drive."""
    subject = car("ambient_sensor_broken")
    thermal = subject.components["thermal_management"]
    run(subject, HOUR / 2)
    now_s = run_until(subject, Phase.PARKED)
    ask(thermal, now_s, "14 00 71 62")
    assert thermal.memory[AMBIENT].status == 0x50
    run_until(subject, Phase.DRIVING)
    run(subject, 30)
    assert thermal.memory[AMBIENT].status & 0x2F == 0x2F


@pytest.mark.parametrize(
    ("cause", "component", "dtc"),
    [
        ("hv_isolation_loss", "battery_management", 0x0AA61A),
        ("airbag_squib_resistance", "airbag", 0x80011A),
    ],
)
def test_nothing_remote_helps(cause: str, component: str, dtc: int) -> None:
    """A safety-critical component obeys clear and reset, counts them, and fails again."""
    subject = car(cause)
    run(subject, HOUR / 2)
    now_s = run_until(subject, Phase.PARKED)
    server = subject.components[component]
    ask(server, now_s, "14 FF FF FF", "10 03")
    ask(server, now_s + 1, "10 03", "11 01")
    assert (server.clears, server.resets) == (1, 1)
    run(subject, 60)
    assert server.memory[dtc].status & 1


def test_camera_comes_and_goes() -> None:
    """The blocked camera fails and passes by turns."""
    subject = car("camera_blocked")
    run(subject, 2 * HOUR)
    assert subject.components["driver_assistance"].memory[0x9C4097].occurrences >= 5


def test_pump_heats_the_inverter() -> None:
    """The inverter follows the stuck pump, later and only by driving."""
    subject = car("coolant_pump_stuck")
    run(subject, HOUR)
    pump, inverter = subject.truth()
    assert (pump.cascade, inverter.cascade) == (False, True)
    assert pump.set_at_s is not None
    assert inverter.set_at_s is not None
    assert inverter.set_at_s > pump.set_at_s + 60


def test_low_voltage_shows() -> None:
    """A worn 12 V battery shows in the property that the agent asks before it acts."""
    subject = car("lv_battery_worn")
    assert subject.lv_voltage_v > 12
    run(subject, 300)
    assert subject.lv_voltage_v < 11.5


def test_unknown_cause() -> None:
    """A cause that the library does not have cannot be injected."""
    with pytest.raises(KeyError, match="gremlins"):
        car("gremlins")
