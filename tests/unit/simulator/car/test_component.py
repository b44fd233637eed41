"""A component's answers to UDS requests, byte by byte, in world time."""

from dataclasses import replace

import pytest

from simulator.car_types.car_type import ELECTRIC
from simulator.components.component import Component
from simulator.components.services.security_access import key_for_seed
from simulator.components.surroundings import ResetType
from tests.fix_lift import BATTERY, BRAKES, ISOLATION, VIN, WHEEL_SPEED, Lift, ask, component


def unlock(server: Component, now_s: float = 0.0) -> None:
    ask(server, "10 03", now_s)
    seed = server.handle(bytes.fromhex("27 01"), now_s)
    assert seed is not None
    assert ask(server, "27 02" + key_for_seed(seed[2:]).hex(), now_s) == "67 02"


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        ("10 03", "50 03 00 32 01 F4"),
        ("3E 00", "7E 00"),
        ("14 0A A6 1A", "7F 14 78"),
        ("19 01 FF", "59 01 FF 01 00 04"),
        ("19 02 00", "59 02 FF"),
        (
            "19 02 10",
            "59 02 FF 0A A6 1A 50 0A 0D 13 50 0A 7F 00 50 0A FA 16 50",
        ),
        ("19 04 0A A6 1A FF", "59 04 0A A6 1A 50"),
        ("19 06 0A A6 1A FF", "59 06 0A A6 1A 50 01 00 02 00 03 00 04 00"),
        ("19 06 0A A6 1A 02", "59 06 0A A6 1A 50 02 00"),
        ("19 0A", "59 0A FF 0A A6 1A 50 0A 0D 13 50 0A 7F 00 50 0A FA 16 50"),
        ("22 F1 90", "62 F1 90 " + VIN.encode().hex(" ").upper()),
        ("22 F1 86 F4 42", "62 F1 86 01 F4 42 30 D4"),
        ("22 12 34 F1 86", "62 F1 86 01"),
    ],
)
def test_positive_responses(battery: Component, request_: str, response: str) -> None:
    """In the default session a component that has just been made answers exactly this."""
    assert ask(battery, request_) == response


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        ("19 01 FF", "59 01 AF 01 00 01"),
        ("19 02 FF", "59 02 AF 0A A6 1A AF"),
        ("19 02 50", "59 02 AF"),
        ("19 06 0A 0D 13 01", "59 06 0A 0D 13 00 01 00"),
        ("19 0A", "59 0A AF 0A A6 1A AF 0A 0D 13 00 0A 7F 00 00 0A FA 16 00"),
    ],
)
def test_unsupported_status_bits_are_zero(lift: Lift, request_: str, response: str) -> None:
    """A component without bits 4 and 6 says which it has, and finds no code by the others."""
    battery = component(replace(BATTERY, status_availability_mask=0xAF), lift)
    battery.memory.fail(ISOLATION, lambda: ())
    assert ask(battery, request_) == response


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        ("01 0C", "7F 01 11"),
        ("2E F1 90 00", "7F 2E 11"),
        ("10 04", "7F 10 12"),
        ("19 03", "7F 19 12"),
        ("3E 01", "7F 3E 12"),
        ("10", "7F 10 13"),
        ("10 01 00", "7F 10 13"),
        ("14 FF FF", "7F 14 13"),
        ("19 02", "7F 19 13"),
        ("19 0A 00", "7F 19 13"),
        ("22 F1", "7F 22 13"),
        ("22 F1 90 F1", "7F 22 13"),
        ("14 12 34 56", "7F 14 31"),
        ("19 04 12 34 56 FF", "7F 19 31"),
        ("19 04 0A A6 1A 07", "7F 19 31"),
        ("19 06 0A A6 1A 0F", "7F 19 31"),
        ("22 12 34", "7F 22 31"),
        ("10 02", "7F 10 7E"),
        ("11 01", "7F 11 7F"),
        ("27 01", "7F 27 7F"),
        ("31 01 02 03", "7F 31 7F"),
        ("85 02", "7F 85 7F"),
    ],
)
def test_negative_responses_in_default_session(
    battery: Component, request_: str, response: str
) -> None:
    """What is wrong with a request is told by the code that ISO 14229-1 has for it."""
    assert ask(battery, request_) == response


@pytest.mark.parametrize(
    ("request_", "response"),
    [
        ("10 02", "7F 10 33"),
        ("11 04", "7F 11 12"),
        ("27 02 00 00 00 00", "7F 27 24"),
        ("27 03", "7F 27 12"),
        ("31 01 02 03", "7F 31 33"),
        ("31 04 02 03", "7F 31 12"),
        ("31 01 99 99", "7F 31 31"),
        ("31 01 02", "7F 31 13"),
        ("85 03", "7F 85 12"),
    ],
)
def test_negative_responses_in_extended_session(
    battery: Component, request_: str, response: str
) -> None:
    """The extended session opens services, not everything in them."""
    ask(battery, "10 03")
    assert ask(battery, request_) == response


def test_an_empty_request_is_ignored(battery: Component) -> None:
    """Without a service byte there is nothing to answer."""
    assert battery.handle(b"", 0.0) is None


def test_positive_responses_can_be_suppressed(battery: Component) -> None:
    """Bit 7 of the sub-function silences success, not refusal."""
    assert ask(battery, "3E 80") is None
    assert ask(battery, "10 83") is None
    assert battery.ram.session == 3
    assert ask(battery, "3E 81") == "7F 3E 12"


def test_session_ends_after_s3(battery: Component) -> None:
    """A session lives five seconds from the last request; tester present keeps it alive."""
    unlock(battery, 0.0)
    ask(battery, "3E 80", 5.0)
    assert ask(battery, "22 F1 86", 10.0) == "62 F1 86 03"
    assert ask(battery, "22 F1 86", 15.1) == "62 F1 86 01"
    ask(battery, "10 03", 15.2)
    assert ask(battery, "31 01 02 03", 15.3) == "7F 31 33"


def test_session_time_out_can_be_longer(battery: Component, lift: Lift) -> None:
    """In a world that outruns its testers a session lives as long as the car says."""
    lift.s3_s = 300
    ask(battery, "10 03", 0.0)
    assert ask(battery, "22 F1 86", 299.0) == "62 F1 86 03"


def test_reset_is_followed_by_silence(battery: Component, lift: Lift) -> None:
    """The reset is answered, then nothing until the boot is over, then the default session."""
    unlock(battery)
    assert ask(battery, "11 01", 1.0) == "51 01"
    assert ask(battery, "3E 00", 2.9) is None
    assert ask(battery, "22 F1 86", 3.0) == "62 F1 86 01"
    assert (battery.resets, lift.resets) == (1, [("battery_management", ResetType.HARD, 1.0)])


def test_reset_waits_for_standstill(battery: Component, lift: Lift) -> None:
    """A moving car's components refuse reset and clear; the telematics unit obeys."""
    lift.moving = True
    ask(battery, "10 03")
    assert ask(battery, "11 01") == "7F 11 22"
    assert ask(battery, "14 FF FF FF") == "7F 14 22"
    assert (battery.resets, battery.clears) == (0, 0)
    telematics = component(ELECTRIC.components["telematics"], lift)
    ask(telematics, "10 03")
    assert ask(telematics, "11 03") == "51 03"


def test_clear_one_code(battery: Component, lift: Lift) -> None:
    """Clearing one code leaves the others and is pending while the memory is erased."""
    battery.memory.fail(ISOLATION, tuple)
    battery.memory.fail(0x0A0D13, tuple)
    version = battery.memory_version
    assert ask(battery, "14 0A A6 1A", 7.0) == "7F 14 78"
    assert battery.poll(7.5) is None
    assert battery.poll(7.8) == b"\x54"
    assert battery.poll(9.0) is None
    assert ask(battery, "19 02 FF", 8.0) == (
        "59 02 FF 0A A6 1A 50 0A 0D 13 AF 0A 7F 00 50 0A FA 16 50"
    )
    assert battery.memory_version > version
    assert battery.clears == 1
    assert lift.clears == [("battery_management", (ISOLATION,), 7.0)]


def test_clear_all_codes(lift: Lift) -> None:
    """Group FFFFFF clears every code of the component."""
    brakes = component(BRAKES, lift)
    for dtc, _ in brakes.memory:
        brakes.memory.fail(dtc, tuple)
    assert ask(brakes, "14 FF FF FF") == "54"
    assert {record.status for _, record in brakes.memory} == {0x50}


def test_busy_while_pending(battery: Component) -> None:
    """While a response is pending another request is answered "busy", later it is served."""
    ask(battery, "14 FF FF FF", 1.0)
    assert battery.pending_until_s == pytest.approx(1.8)
    assert ask(battery, "3E 00", 1.1) == "7F 3E 21"
    assert ask(battery, "3E 00", 1.9) == "7E 00"
    assert battery.poll(2.0) is None


def test_security_access(battery: Component) -> None:
    """The right key opens the level once; an open level gives a seed of zeros."""
    unlock(battery)
    assert ask(battery, "27 01") == "67 01 00 00 00 00"
    assert ask(battery, "10 02") == "50 02 00 32 01 F4"
    assert ask(battery, "19 02 FF") == "7F 19 7F"


def test_wrong_keys_lock_the_level(battery: Component) -> None:
    """Three wrong keys close the level for ten seconds; each seed serves once."""
    ask(battery, "10 03")
    for response in ("7F 27 35", "7F 27 35", "7F 27 36"):
        ask(battery, "27 01")
        assert ask(battery, "27 02 00 00 00 00") == response
        assert ask(battery, "27 02 00 00 00 00") == "7F 27 24"
    assert ask(battery, "27 01", 4.9) == "7F 27 37"
    ask(battery, "10 03", 10.0)
    assert (ask(battery, "27 01", 10.0) or "").startswith("67 01")


def test_low_voltage_forbids_long_work(battery: Component, lift: Lift) -> None:
    """What must not break off is not begun with a weak supply, nor when it is not measured."""
    unlock(battery)
    for lift.supply_v in (10.4, float("nan")):
        assert ask(battery, "31 01 02 03") == "7F 31 93"
        assert ask(battery, "10 02") == "7F 10 93"
    lift.supply_v = 10.5
    assert ask(battery, "31 01 02 03") == "7F 31 78"


def test_communication_control(battery: Component, lift: Lift) -> None:
    """Normal messages are switched off both ways until the session ends, at standstill only."""
    assert ask(battery, "28 03 01") == "7F 28 7F"
    ask(battery, "10 03")
    assert ask(battery, "28 04 01") == "7F 28 12"
    assert ask(battery, "28 03") == "7F 28 13"
    assert ask(battery, "28 03 02") == "7F 28 31"
    assert ask(battery, "28 03 01") == "68 03"
    assert (battery.ram.receives, battery.ram.transmits) == (False, False)
    assert ask(battery, "28 01 01") == "68 01"
    assert (battery.ram.receives, battery.is_heard_at(1.0)) == (True, False)
    assert battery.is_heard_at(5.1)
    lift.moving = True
    ask(battery, "10 03", 6.0)
    assert ask(battery, "28 03 01", 6.0) == "7F 28 22"


def test_routine(battery: Component) -> None:
    """A routine is pending while it runs, then tells its result; unknown runs have none."""
    unlock(battery)
    assert ask(battery, "31 03 02 03") == "7F 31 24"
    assert ask(battery, "31 01 02 03", 1.0) == "7F 31 78"
    assert battery.poll(3.0) == bytes.fromhex("71 01 02 03 00")
    assert ask(battery, "31 03 02 03", 3.1) == "71 03 02 03 00"
    assert ask(battery, "31 02 02 03", 3.2) == "71 02 02 03"
    assert ask(battery, "31 02 02 03", 3.3) == "7F 31 24"


def test_snapshot_of_a_failure(lift: Lift) -> None:
    """A failure keeps speed, supply, odometer, phase, ambient, time, and data of its own."""
    brakes = component(BRAKES, lift)
    brakes.memory.fail(WHEEL_SPEED, lambda: brakes.freeze_frame(105))
    assert ask(brakes, "19 04 40 35 13 FF", 200) == (
        "59 04 40 35 13 AF 01 07 F4 0D 00 F4 42 30 D4 DD 01 00 00 00 "
        "DD 02 00 F4 46 28 DD 00 00 00 00 69 4C 01 00 00"
    )


def test_restart_keeps_the_fault_memory(battery: Component) -> None:
    """Without power RAM is lost, codes and counters are not, and no reset is counted."""
    unlock(battery)
    battery.memory.fail(ISOLATION, tuple)
    battery.restart(10.0)
    assert battery.handle(b"\x3e\x00", 11.0) is None
    assert ask(battery, "19 02 08", 12.0) == "59 02 FF 0A A6 1A AF"
    assert ask(battery, "22 F1 86", 12.0) == "62 F1 86 01"
    assert battery.resets == 0
