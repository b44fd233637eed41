"""The library of root causes and its loader."""

import pytest

from simulator.components.electric_car import ELECTRIC_CAR
from simulator.faults.library import InvalidRootCause, by_id, load, root_causes
from simulator.trouble_code import spelling

GOOD = """
[[root_cause]]
id = "open_wire"
title = "A wire is open"
component = "brakes"
codes = [{ component = "brakes", dtc = "C0035-13", checked_by = "circuit" }]
"""

EXPECTED = {
    "telematics_half_connected": ["telematics U1A10-87"],
    "telematics_modem_failing": ["telematics U1A10-87"],
    "infotainment_frozen": ["infotainment B1A20-47"],
    "infotainment_display_failing": ["infotainment B1A20-47"],
    "ambient_sensor_glitch": ["thermal_management P0071-62"],
    "ambient_sensor_broken": ["thermal_management P0071-62"],
    "hv_isolation_loss": ["battery_management P0AA6-1A"],
    "lv_battery_worn": ["dcdc_converter P0562-16"],
    "wheel_speed_sensor_open": ["brakes C0035-13"],
    "steering_torque_sensor": ["steering C0545-62"],
    "airbag_squib_resistance": ["airbag B0001-1A"],
    "charge_port_latch_stuck": ["charger P1B30-72"],
    "camera_blocked": ["driver_assistance B1C40-97"],
    "coolant_pump_stuck": ["thermal_management P0C73-71", "inverter P0A78-4B"],
    "tyre_slow_leak": ["body_control C1A50-00"],
    "unknown_body_code": ["body_control B2F31-55"],
}


def test_library() -> None:
    """The library holds these causes, each with these codes."""
    found = {
        cause.id: [f"{code.component} {spelling(code.dtc)}" for code in cause.codes]
        for cause in root_causes().values()
    }
    assert found == EXPECTED


def test_a_cause_begins_in_its_own_component() -> None:
    """The component that a cause names is that of its first code, which is no cascade."""
    for cause in root_causes().values():
        assert (cause.codes[0].component, cause.codes[0].cascade) == (cause.component, False)


def test_supported_codes_belong_to_one_component() -> None:
    """Addresses and ids of components differ, and no code is listed twice."""
    addresses = {component.address for component in ELECTRIC_CAR.values()}
    codes = [dtc for component in ELECTRIC_CAR.values() for dtc in component.monitors]
    assert len(addresses) == len(ELECTRIC_CAR) == 12
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("brakes", "gearbox", "no component 'gearbox'"),
        ("C0035-13", "C0035-14", "brakes does not support C0035-14"),
        ("C0035-13", "C35", "open_wire: C35"),
        ('"circuit"', '"signal"', "C0035-13 is not checked by signal"),
        ('"circuit"', '"magic"', "'magic' is not a valid CheckedBy"),
        ("title =", "headline =", "'title'"),
        ("[[root_cause]]", "[[cause]]", "unknown cause"),
        ("codes =", "moon = 1\ncodes =", "unknown moon"),
        ("codes =", 'responses = { clear = "helps" }\ncodes =', "not a response: 'helps'"),
        ("codes =", "responses = { wash = 1 }\ncodes =", "unknown wash"),
        ("codes =", "responses = { clear = { masks_for_s = 0 } }\ncodes =", "not a response"),
        ("codes =", "intermittent = { acts_s = 1 }\ncodes =", "rests_s"),
        (
            "codes =",
            'effects = [{ signal = "SMELL", kind = "clamp", value = 1 }]\ncodes =',
            "SMELL",
        ),
        (
            "codes =",
            'effects = [{ signal = "ODOMETER_M", kind = "settle", value = 1 }]\ncodes =',
            "ODOMETER_M does not settle",
        ),
    ],
)
def test_refusals(old: str, new: str, complaint: str) -> None:
    """A file that contradicts itself or the car is refused with what is wrong in it."""
    with pytest.raises(InvalidRootCause, match=complaint):
        load(GOOD.replace(old, new), ELECTRIC_CAR)


def test_described_twice() -> None:
    """Two causes of one id are refused."""
    with pytest.raises(InvalidRootCause, match="open_wire: is described twice"):
        by_id(load(GOOD + GOOD, ELECTRIC_CAR))
