"""J2012 spelling of trouble codes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.trouble_code import InvalidTroubleCode, spelling, trouble_code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("U1A10-87", 0xDA1087),
        ("B1A20-47", 0x9A2047),
        ("C0035-13", 0x403513),
        ("P0AA6-1A", 0x0AA61A),
        ("U0100-87", 0xC10087),
        ("P0123-00", 0x012300),
    ],
)
def test_published_examples(text: str, code: int) -> None:
    """Codes with known bytes are spelled and read as they are published."""
    assert (code, text) == (trouble_code(text), spelling(code))


@given(st.integers(0, 0xFFFFFF))
def test_round_trip(code: int) -> None:
    """Every three bytes have one spelling, which reads back as the same bytes."""
    assert code == trouble_code(spelling(code))


@pytest.mark.parametrize("text", ["", "P0AA6", "P4AA6-1A", "X0035-13", "P0AA6-1A0", "p0aa6-1a"])
def test_not_a_code(text: str) -> None:
    """What is not a J2012 code with a failure type is refused."""
    with pytest.raises(InvalidTroubleCode):
        trouble_code(text)


@pytest.mark.parametrize("code", [-1, 0x1000000])
def test_not_three_bytes(code: int) -> None:
    """What does not fit three bytes has no spelling."""
    with pytest.raises(InvalidTroubleCode):
        spelling(code)
