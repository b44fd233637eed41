"""Trouble codes in the spelling of SAE J2012, and their status byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import InvalidTroubleCode
from gateway.domain.trouble_code import Status, TroubleCode


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0x012300, "P0123-00"),
        (0xC10087, "U0100-87"),
        (0x403511, "C0035-11"),
        (0x923400, "B1234-00"),
        (0x0AA61A, "P0AA6-1A"),
        (0xFFFFFF, "U3FFF-FF"),
    ],
)
def test_three_bytes_are_spelled_as_j2012_does(number: int, text: str) -> None:
    """System letter, digits and failure type, in both directions."""
    assert str(TroubleCode(number)) == text
    assert TroubleCode.parse(text) == TroubleCode(number)


@given(st.integers(0, 0xFFFFFF))
def test_every_code_survives_its_spelling(number: int) -> None:
    """No two codes are spelled alike, in upper or lower case."""
    code = TroubleCode(number)
    assert TroubleCode.parse(str(code)) == code
    assert TroubleCode.parse(str(code).lower()) == code
    assert code.failure_type == number % 256


@pytest.mark.parametrize("text", ["", "P0123", "P4123-00", "X0123-00", "P0123-0", "P01G3-00"])
def test_another_spelling_is_refused(text: str) -> None:
    """A code without its failure type is half a code."""
    with pytest.raises(InvalidTroubleCode, match="write it as P0AA6-1A"):
        TroubleCode.parse(text)


@pytest.mark.parametrize("number", [-1, 0x1000000])
def test_more_than_three_bytes_are_refused(number: int) -> None:
    """What does not fit on the wire is no code."""
    with pytest.raises(InvalidTroubleCode, match="three bytes"):
        TroubleCode(number)


def test_the_status_bits_stand_where_iso_14229_puts_them() -> None:
    """Bit 0 is testFailed, bit 7 warningIndicatorRequested."""
    assert [bit.name for bit in Status] == [
        "TEST_FAILED",
        "TEST_FAILED_THIS_OPERATION_CYCLE",
        "PENDING",
        "CONFIRMED",
        "TEST_NOT_COMPLETED_SINCE_LAST_CLEAR",
        "TEST_FAILED_SINCE_LAST_CLEAR",
        "TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE",
        "WARNING_INDICATOR_REQUESTED",
    ]
    assert [bit.value for bit in Status] == [1 << number for number in range(8)]


@given(st.integers(0, 0xFF))
def test_a_code_is_present_when_failed_pending_or_confirmed(byte: int) -> None:
    """The other bits tell of the past or of tests not run."""
    assert Status(byte).present == (byte & 0x0D != 0)
