"""Vehicle identification numbers: shape, check digit, privacy."""

import copy
import gc
import weakref

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gateway.domain.errors import InvalidVin
from gateway.domain.vin import Vin, check_digit

LETTERS = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
TEXTS = st.text(LETTERS, min_size=17, max_size=17)


@pytest.mark.parametrize(
    ("text", "digit"),
    [("11111111111111111", "1"), ("1M8GDM9AXKP042788", "X"), ("5GZCZ43D13S812715", "1")],
)
def test_known_numbers_have_known_check_digits(text: str, digit: str) -> None:
    """Published examples of 49 CFR 565, the one with an X among them."""
    assert check_digit(text) == digit
    assert Vin(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "WVWZZZ1JZXW00000",
        "WVWZZZ1JZXW0000011",
        "WVWZZZ1JZXW00000I",
        "WVWZZZ1JZXW00000O",
        "WVWZZZ1JZXW00000Q",
        "wvwzzz1jzxw000001",
        "WVWZZZ1JZXW00000\u0661",
        "WVWZZZ1JZXW000001\n",
    ],
)
def test_a_wrong_shape_is_refused(text: str) -> None:
    """17 capital letters and digits without I, O and Q; nothing that only looks like it."""
    with pytest.raises(InvalidVin):
        Vin(text)


def test_a_wrong_check_digit_is_refused_where_it_is_demanded() -> None:
    """North America and China demand it, Europe does not; the message masks the number."""
    with pytest.raises(InvalidVin, match="1M8…2788 has a wrong check digit"):
        Vin("1M8GDM9A1KP042788")
    assert Vin("WVWZZZ1JZXW000001").masked == "WVW…0001"


@given(TEXTS, st.sampled_from("12345L"))
def test_one_check_digit_of_eleven_is_right(text: str, region: str) -> None:
    """For any other sixteen characters exactly one ninth is accepted."""
    candidates = [f"{region}{text[1:8]}{digit}{text[9:]}" for digit in "0123456789X"]
    assert sum(_accepted(candidate) for candidate in candidates) == 1


@given(TEXTS)
def test_a_number_never_shows_in_its_repr(text: str) -> None:
    """A log line with a Vin in it holds seven of its characters at most."""
    assume(_accepted(text))
    assert text not in repr(Vin(text))
    assert repr(Vin(text)) == f"Vin({text[:3]}…{text[-4:]})"


@given(TEXTS)
def test_one_number_is_one_object(text: str) -> None:
    """However it was come by: written again, or copied, deeply too."""
    assume(_accepted(text))
    vin = Vin(text)
    ways = (Vin(text), copy.copy(vin), copy.deepcopy(vin))
    assert all(one is vin for one in ways)
    assert {way: way.text for way in ways} == {vin: text}


@given(TEXTS, TEXTS)
def test_numbers_are_sorted_by_their_text(one: str, other: str) -> None:
    """What is listed by VIN stands in the order that a person expects."""
    assume(_accepted(one) and _accepted(other))
    assert [vin.text for vin in sorted([Vin(one), Vin(other)])] == sorted([one, other])
    assert (Vin(one) == Vin(other)) == (one == other)


def test_a_number_that_nobody_holds_is_forgotten() -> None:
    """A gateway that meets a million cars does not remember them all."""
    there = weakref.ref(Vin("WVWZZZ1JZXW987654"))
    gc.collect()
    assert there() is None


def _accepted(text: str) -> bool:
    try:
        Vin(text)
    except InvalidVin:
        return False
    return True
