"""Expectations of a scenario: what they say, what they refuse, what disappoints them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.demo.scenario.expectation import (
    OF_A_CAR,
    OF_THE_PLAY,
    Match,
    held,
    read_expectations,
)
from gateway.demo.scenario.programme import ScenarioInvalid

CARS = ("anna", "town-1", "town-2")


DAYS_AS_TEXT = {"appointments": {"days": {"none_of": ["2026-12-25"]}}}


def disappointed(*arguments: Any) -> list[str]:
    """What is not met, in words."""
    return [one.words for one in held(*arguments) if not one.met]


def test_a_plain_value_must_be_met_exactly() -> None:
    """One more is as wrong as one less, and the sentence says both figures."""
    expected = read_expectations({"operations": {"expired": 1}}, CARS)
    assert disappointed(expected, {"operations.expired": 1}, {}) == []
    assert disappointed(expected, {"operations.expired": 2}, {}) == [
        "operations.expired is 2, expected 1"
    ]


def test_what_nobody_counted_is_none() -> None:
    """A count without rows is 0, not an error and not a pass for what expects one."""
    expected = read_expectations({"cases": {"total": 0}, "gateway_restarts": 1}, CARS)
    assert disappointed(expected, {}, {}) == ["gateway_restarts is 0, expected 1"]


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(-5, 5))
def test_a_range_holds_just_within_its_bounds(low: int, high: int, figure: int) -> None:
    """Both bounds belong to it."""
    assert (low <= figure <= high) is Match(at_least=low, at_most=high).holds(figure)


def test_a_pattern_speaks_of_every_car_that_it_matches() -> None:
    """Each of them is held against it, no other one is."""
    table = {"cars": {"town-*": {"cases": {"total": {"at_least": 1}}}}}
    expected = read_expectations(table, CARS)
    figures = {"anna": {}, "town-1": {"cases.total": 2}, "town-2": {}}
    assert disappointed(expected, {}, figures) == [
        "town-2: cases.total is 0, expected at least 1"
    ]


def test_a_day_that_must_not_be_is_found_among_others() -> None:
    """`none_of` fails by one day of many."""
    match = Match(none_of=(date(2026, 12, 25), date(2026, 12, 26)))
    assert match.holds((date(2026, 12, 24), date(2026, 12, 28)))
    assert not match.holds((date(2026, 12, 24), date(2026, 12, 26)))


def test_one_operation_must_have_gone_the_whole_way() -> None:
    """States of two operations do not add up to one way."""
    match = Match(in_order=("queued", "sent", "succeeded"))
    assert match.holds((("queued",), ("queued", "sent", "accepted", "succeeded")))
    assert not match.holds((("queued", "sent"), ("queued", "succeeded")))
    assert not match.holds(())


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ({"gateway_restart": 1}, "did you mean 'gateway_restarts'?"),
        ({"cases": {"totl": 1}}, "did you mean 'cases.total'?"),
        ({"cases": {"total": {"at_leest": 1}}}, "cases.total.at_leest"),
        ({"cars": {"ana": {"cases": {"total": 1}}}}, "there is no such car"),
        ({"cars": {"anna": {"gateway_restarts": 1}}}, "nobody counts 'gateway_restarts'"),
        ({"cases": {"total": [1]}}, "say at_least or at_most"),
        ({"cases": {"total": {"none_of": [1]}}}, "say at_least or at_most"),
        ({"cases": {"total": {"at_least": "1"}}}, "nothing that it could be"),
        ({"cars": {"anna": {"ways": {"at_least": 1}}}}, "say in_order"),
        ({"cars": {"anna": {"ways": {"in_order": ["snet"]}}}}, "nothing that it could be"),
        ({"cars": {"anna": DAYS_AS_TEXT}}, "nothing that it could be"),
    ],
)
def test_what_nobody_counts_is_refused(table: dict[str, object], complaint: str) -> None:
    """A misspelt expectation would hold for ever."""
    with pytest.raises(ScenarioInvalid, match=complaint.replace("?", r"\?")):
        read_expectations(table, CARS)


def test_a_trouble_code_may_be_counted() -> None:
    """Which codes there are, only the cars know."""
    expected = read_expectations({"cars": {"anna": {"episodes": {"B1A20-47": 1}}}}, CARS)
    assert disappointed(expected, {}, {"anna": {"episodes.B1A20-47": 1}}) == []
    assert disappointed(expected, {}, {"anna": {}}) == [
        "anna: episodes.B1A20-47 is 0, expected 1"
    ]


def test_no_figure_is_named_twice() -> None:
    """The vocabulary is a set."""
    for names in (OF_A_CAR, OF_THE_PLAY):
        assert len(set(names)) == len(names)
