"""Quantities as raw bytes of data identifiers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.components.identifier import MEASUREMENTS, SIZES, Measurement


@given(st.sampled_from(list(MEASUREMENTS.values())), st.floats(-1e9, 1e9))
def test_raw_bytes(measurement: Measurement, value: float) -> None:
    """A value reads back within half a step, or as the nearest that the bytes can hold."""
    raw = measurement.encode(value)
    lowest = measurement.offset
    highest = lowest + ((1 << 8 * measurement.size) - 1) * measurement.factor
    nearest = min(max(value, lowest), highest)
    assert len(raw) == measurement.size == SIZES[measurement.did]
    assert measurement.decode(raw) == pytest.approx(nearest, abs=0.51 * measurement.factor)


def test_known_example() -> None:
    """12.5 V as the OBD parameter "control module voltage" is 12500 mV."""
    assert MEASUREMENTS[0xF442].encode(12.5).hex() == "30d4"


def test_not_measured() -> None:
    """What was not measured stands as all ones."""
    assert MEASUREMENTS[0x4E02].encode(float("nan")) == b"\xff"
