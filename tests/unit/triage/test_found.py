"""Another finding as a condition."""

import pytest

from gateway.domain.component import TELEMATICS
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.triage.absorb import absorb
from gateway.triage.condition import all_of, not_
from gateway.triage.found import found
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.truth import Truth
from gateway.triage.units import volts
from gateway.triage.window import Window
from tests.fix_triage import a_rule, faulty, measured

BATTERY_LOW = a_rule(latest(LV_BATTERY_VOLTAGE) < volts(11.8))
LOST = code(TELEMATICS, "U1A10-87").failed
LOST_BY_ITSELF = all_of(LOST, not_(found(BATTERY_LOW)))


@pytest.mark.parametrize(
    ("battery", "expected"),
    [(11.0, Truth.FALSE), (12.5, Truth.TRUE), (float("nan"), Truth.UNKNOWN)],
)
def test_a_symptom_is_one_only_where_its_cause_is_not(battery: float, expected: Truth) -> None:
    """And while nobody knows whether the cause is there, it is not known either."""
    window = Window()
    for heard in (
        measured(1, 0, LV_BATTERY_VOLTAGE, battery),
        faulty(2, 0, TELEMATICS, {"U1A10-87": 0x2F}),
    ):
        window = absorb(window, heard, LOST_BY_ITSELF.needs)
    assert expected == LOST_BY_ITSELF.truth(window, window.now_ms)


def test_it_reads_aloud_by_its_title() -> None:
    """The evidence is the other rule's own."""
    assert str(found(BATTERY_LOW)) == f'there is a finding "{BATTERY_LOW.title}"'
    heard = measured(1, 0, LV_BATTERY_VOLTAGE, 11.0)
    window = absorb(Window(), heard, LOST_BY_ITSELF.needs)
    [line] = found(BATTERY_LOW).evidence(window, window.now_ms)
    assert line == "12 V battery was 11 V at 2026-11-02 09:00:00 UTC, below 11.8 V."
