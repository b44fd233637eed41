"""The components of a battery-electric car and the trouble codes that each supports."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from proto.v1.signals_pb2 import (
    AMBIENT_TEMPERATURE_CELSIUS,
    COOLANT_PUMP_SPEED_PER_MIN,
    HV_ISOLATION_RESISTANCE_OHM,
    INFOTAINMENT_HEARTBEAT_AGE_S,
    INVERTER_TEMPERATURE_CELSIUS,
    LV_BATTERY_VOLTAGE_V,
    TELEMATICS_SERVICES_LOST,
    TYRE_PRESSURE_FRONT_LEFT_KPA,
    TYRE_PRESSURE_FRONT_RIGHT_KPA,
    TYRE_PRESSURE_REAR_LEFT_KPA,
    TYRE_PRESSURE_REAR_RIGHT_KPA,
)
from simulator.components.description import ComponentDescription, Routine
from simulator.components.monitor import CHARGING, DRIVING, Monitor, circuit, plausibility


def _codes(*monitors: Monitor) -> Mapping[int, Monitor]:
    return MappingProxyType({monitor.dtc: monitor for monitor in monitors})


def _routines(*routines: Routine) -> Mapping[int, Routine]:
    return MappingProxyType({routine.rid: routine for routine in routines})


def _self_test(lasts_s: float, *, needs_security: bool = False) -> Routine:
    return Routine(
        rid=0x0203, title="Self test", lasts_s=lasts_s, needs_security=needs_security
    )


def _by_id(components: Iterable[ComponentDescription]) -> Mapping[str, ComponentDescription]:
    return MappingProxyType({component.id: component for component in components})


ELECTRIC_CAR: Final = _by_id(
    (
        ComponentDescription(
            id="telematics",
            address=0x00,
            monitors=_codes(
                plausibility(
                    "U1A10-87",
                    "Backend services lost although a bearer is up",
                    TELEMATICS_SERVICES_LOST,
                    0,
                    0,
                ),
                circuit("U1A11-00", "SIM not accepted"),
                circuit("B1A01-13", "Antenna circuit open"),
            ),
            measurements=(0x4E01, 0x4E02),
            routines=_routines(_self_test(1.5)),
            boot_s=8.0,
            obeys_while_moving=True,
        ),
        ComponentDescription(
            id="infotainment",
            address=0x01,
            monitors=_codes(
                plausibility(
                    "B1A20-47",
                    "User interface does not draw",
                    INFOTAINMENT_HEARTBEAT_AGE_S,
                    0,
                    30,
                ),
                circuit("B1A21-49", "Display internal failure"),
                circuit("U0100-87", "Lost communication with the drive controller"),
            ),
            measurements=(0x4D01,),
            routines=_routines(_self_test(3.0)),
            boot_s=15.0,
        ),
        ComponentDescription(
            id="thermal_management",
            address=0x02,
            monitors=_codes(
                plausibility(
                    "P0071-62",
                    "Ambient temperature implausible",
                    AMBIENT_TEMPERATURE_CELSIUS,
                    -45,
                    60,
                    during=DRIVING,
                ),
                plausibility(
                    "P0C73-71",
                    "Coolant pump does not turn",
                    COOLANT_PUMP_SPEED_PER_MIN,
                    400,
                    6000,
                    during=DRIVING,
                    every_s=5,
                ),
                circuit("P0A06-13", "Coolant pump control circuit open"),
                circuit("B10B5-11", "Refrigerant pressure sensor short to ground"),
            ),
            measurements=(0x4A01, 0x4A02),
            routines=_routines(_self_test(2.0)),
            erase_s=0.3,
        ),
        ComponentDescription(
            id="battery_management",
            address=0x03,
            monitors=_codes(
                plausibility(
                    "P0AA6-1A",
                    "High-voltage isolation too low",
                    HV_ISOLATION_RESISTANCE_OHM,
                    100_000,
                    float("inf"),
                    warning_indicator=True,
                ),
                circuit("P0A0D-13", "High-voltage interlock open", warning_indicator=True),
                circuit("P0A7F-00", "Battery pack deteriorated", confirmation_cycles=2),
                circuit("P0AFA-16", "Battery voltage below threshold"),
            ),
            measurements=(0x4801, 0x4802, 0x4803, 0x4804, 0x4805),
            routines=_routines(_self_test(2.0, needs_security=True)),
            erase_s=0.8,
        ),
        ComponentDescription(
            id="dcdc_converter",
            address=0x04,
            monitors=_codes(
                plausibility(
                    "P0562-16",
                    "12 V supply below threshold",
                    LV_BATTERY_VOLTAGE_V,
                    11.5,
                    16.0,
                    warning_indicator=True,
                ),
                circuit("P0A94-71", "DC/DC converter does not deliver", warning_indicator=True),
                circuit("P0A1B-49", "DC/DC control module internal failure"),
            ),
            measurements=(0x4301,),
            routines=_routines(_self_test(1.0)),
        ),
        ComponentDescription(
            id="brakes",
            address=0x05,
            monitors=_codes(
                circuit(
                    "C0035-13",
                    "Wheel speed sensor front left: circuit open",
                    during=DRIVING,
                    warning_indicator=True,
                ),
                circuit("C0040-13", "Wheel speed sensor front right: circuit open"),
                circuit("C0110-71", "Pump motor stuck", warning_indicator=True),
            ),
            measurements=(0x4C01,),
            routines=_routines(_self_test(2.0, needs_security=True)),
        ),
        ComponentDescription(
            id="steering",
            address=0x06,
            monitors=_codes(
                circuit("C0545-62", "Torque sensors disagree", warning_indicator=True),
                circuit("C0550-49", "Steering control internal failure"),
            ),
            routines=_routines(_self_test(2.0, needs_security=True)),
        ),
        ComponentDescription(
            id="airbag",
            address=0x07,
            monitors=_codes(
                circuit(
                    "B0001-1A",
                    "Driver squib resistance below threshold",
                    warning_indicator=True,
                ),
                circuit("B0010-13", "Passenger squib circuit open", warning_indicator=True),
            ),
            routines=_routines(_self_test(1.0, needs_security=True)),
            erase_s=0.5,
        ),
        ComponentDescription(
            id="charger",
            address=0x08,
            monitors=_codes(
                circuit("P1B30-72", "Charge port latch stuck open"),
                circuit("P1B31-4B", "Charge port over-temperature", during=CHARGING),
                circuit("P0D5C-00", "Proximity detection circuit", during=CHARGING),
            ),
            routines=_routines(
                _self_test(1.0), Routine(rid=0x0310, title="Latch test", lasts_s=3.0)
            ),
        ),
        ComponentDescription(
            id="driver_assistance",
            address=0x09,
            monitors=_codes(
                circuit("B1C40-97", "Front camera blocked", during=DRIVING),
                circuit("B1C41-54", "Front camera not calibrated", confirmation_cycles=2),
            ),
            routines=_routines(_self_test(2.0)),
            boot_s=6.0,
        ),
        ComponentDescription(
            id="body_control",
            address=0x0A,
            monitors=_codes(
                plausibility(
                    "C1A50-00",
                    "Tyre pressure rear left too low",
                    TYRE_PRESSURE_REAR_LEFT_KPA,
                    190,
                    400,
                    warning_indicator=True,
                ),
                plausibility(
                    "C1A51-00",
                    "Tyre pressure front left too low",
                    TYRE_PRESSURE_FRONT_LEFT_KPA,
                    190,
                    400,
                ),
                plausibility(
                    "C1A52-00",
                    "Tyre pressure front right too low",
                    TYRE_PRESSURE_FRONT_RIGHT_KPA,
                    190,
                    400,
                ),
                plausibility(
                    "C1A53-00",
                    "Tyre pressure rear right too low",
                    TYRE_PRESSURE_REAR_RIGHT_KPA,
                    190,
                    400,
                ),
                circuit("B2F31-55", "Body configuration not stored"),
            ),
            measurements=(0x4B01, 0x4B02, 0x4B03, 0x4B04),
            routines=_routines(_self_test(1.0)),
        ),
        ComponentDescription(
            id="inverter",
            address=0x0B,
            monitors=_codes(
                plausibility(
                    "P0A78-4B",
                    "Inverter over temperature",
                    INVERTER_TEMPERATURE_CELSIUS,
                    -40,
                    95,
                    warning_indicator=True,
                ),
                circuit("P0A44-16", "Resolver supply below threshold", during=DRIVING),
            ),
            measurements=(0x4901, 0x4902),
            routines=_routines(_self_test(2.0, needs_security=True)),
        ),
    )
)
