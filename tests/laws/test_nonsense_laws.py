"""What is no measurement heals nothing: a sensor that falls silent says nothing of the car."""

from collections.abc import Iterator

import pytest

from gateway.domain.finding import Finding
from gateway.domain.signal import (
    CHARGE_INLET_TEMPERATURE,
    COOLANT_TEMPERATURE,
    ENGINE_COOLANT_TEMPERATURE,
    EXHAUST_GAS_TEMPERATURE,
    FUEL_TRIM_LONG_TERM,
    HV_BATTERY_TEMPERATURE_MAX,
    HV_CELL_VOLTAGE_MAX,
    HV_CELL_VOLTAGE_MIN,
    HV_ISOLATION_RESISTANCE,
    INVERTER_TEMPERATURE,
    LV_BATTERY_VOLTAGE,
    PARTICULATE_FILTER_SOOT,
    REDUCTANT_LEVEL,
    TRANSMISSION_OIL_TEMPERATURE,
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
)
from gateway.triage.rehearsal import Case, Measured
from tests.fix_lasting import CASES, lasting, said

NO_BIT, ALL_BITS = -40.0, 215.0
"""Of a temperature in one byte: what a wire says that is broken, or was never read."""
NONSENSE: dict[int, tuple[float, ...]] = {
    CHARGE_INLET_TEMPERATURE.number: (NO_BIT, ALL_BITS),
    COOLANT_TEMPERATURE.number: (NO_BIT, ALL_BITS),
    ENGINE_COOLANT_TEMPERATURE.number: (NO_BIT, ALL_BITS),
    EXHAUST_GAS_TEMPERATURE.number: (NO_BIT, 6_513.5),
    FUEL_TRIM_LONG_TERM.number: (-100.0,),
    HV_BATTERY_TEMPERATURE_MAX.number: (NO_BIT, ALL_BITS),
    HV_CELL_VOLTAGE_MAX.number: (0.0,),
    HV_CELL_VOLTAGE_MIN.number: (0.0,),
    HV_ISOLATION_RESISTANCE.number: (0.0,),
    INVERTER_TEMPERATURE.number: (NO_BIT, ALL_BITS),
    LV_BATTERY_VOLTAGE.number: (0.0, 65.5),
    PARTICULATE_FILTER_SOOT.number: (655.35,),
    REDUCTANT_LEVEL.number: (0.0,),
    TRANSMISSION_OIL_TEMPERATURE.number: (NO_BIT, ALL_BITS),
    TYRE_PRESSURE_FRONT_LEFT.number: (0.0,),
    TYRE_PRESSURE_FRONT_RIGHT.number: (0.0,),
    TYRE_PRESSURE_REAR_LEFT.number: (0.0,),
    TYRE_PRESSURE_REAR_RIGHT.number: (0.0,),
}
"""Values that units send in the place of a measurement."""


def told_by(case: Case) -> set[int]:
    return {event.signal for event in case.story if isinstance(event, Measured)}


FALLS_SILENT = [
    (case, signal, value)
    for case in CASES
    for signal in sorted(told_by(case) & NONSENSE.keys())
    for value in NONSENSE[signal]
]


def silenced(case: Case, signal: int, value: float) -> Iterator[Measured]:
    """All goes on as it was, but that this signal is not measured any more."""
    for event in lasting(case):
        if event.signal == signal:
            yield Measured(signal, (value,) * len(event.values), event.after)
        else:
            yield event


@pytest.mark.parametrize(
    ("case", "signal", "value"),
    FALLS_SILENT,
    ids=[f"{case.rule.id}-{signal}-{value:g}" for case, signal, value in FALLS_SILENT],
)
def test_a_reading_that_is_none_heals_nothing(case: Case, signal: int, value: float) -> None:
    """Isolation of nothing at all, a tyre without any pressure, oil of 215 °C: it stands."""
    assert said(case, silenced(case, signal, value)) == [Finding]
