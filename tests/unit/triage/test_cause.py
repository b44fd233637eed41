"""Causes: the likeliest first, by how usual they are and by what was measured."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.cause import CauseId, Weight
from gateway.domain.component import BATTERY_MANAGEMENT
from gateway.domain.errors import InvalidValue
from gateway.domain.signal import COOLANT_TEMPERATURE, LV_BATTERY_VOLTAGE
from gateway.triage.absorb import absorb
from gateway.triage.cause import (
    Cause,
    Frequency,
    Sign,
    speaks_against,
    speaks_for,
)
from gateway.triage.condition import not_
from gateway.triage.measured import latest
from gateway.triage.needs import joined
from gateway.triage.ranking import rank
from gateway.triage.reported import code
from gateway.triage.units import degrees_celsius, volts
from gateway.triage.window import Window
from tests.fix_triage import faulty, measured

LOW = latest(LV_BATTERY_VOLTAGE) < volts(11.8)
HOT = latest(COOLANT_TEMPERATURE) > degrees_celsius(90)
TOLD = code(BATTERY_MANAGEMENT, "P0AA6-1A").present


def a_cause(name: str, *signs: Sign, frequency: Frequency = Frequency.USUAL) -> Cause:
    return Cause(
        id=CauseId(f"test.{name}"), title=f"It is {name}.", frequency=frequency, signs=signs
    )


def a_window() -> Window:
    """The 12 V battery is low, the code is present, and of the coolant nothing is known."""
    window = Window()
    needs = joined([LOW.needs, HOT.needs, TOLD.needs])
    for heard in (
        measured(1, 0, LV_BATTERY_VOLTAGE, 11.2),
        faulty(2, 1, BATTERY_MANAGEMENT, {"P0AA6-1A": 0x2F}),
    ):
        window = absorb(window, heard, needs)
    return window


def names(*causes: Cause) -> list[str]:
    window = a_window()
    return [one.id.removeprefix("test.") for one in rank(causes, window, window.now_ms)]


def test_what_is_usual_comes_first_as_long_as_no_sign_tells() -> None:
    """And of equally usual ones the one that the rule names first."""
    rare = a_cause("rare", frequency=Frequency.RARE)
    most = a_cause("most", speaks_for(HOT), frequency=Frequency.MOST)
    assert names(rare, a_cause("one"), a_cause("two"), most) == ["most", "one", "two", "rare"]


def test_a_sign_that_tells_outweighs_habit() -> None:
    """For it or against it."""
    rare = a_cause("rare", speaks_for(LOW), frequency=Frequency.RARE)
    most = a_cause("most", frequency=Frequency.MOST)
    denied = a_cause("denied", speaks_against(TOLD), frequency=Frequency.MOST)
    assert names(most, denied, rare) == ["rare", "most", "denied"]


def test_each_cause_says_what_spoke_for_it_and_what_is_missing() -> None:
    """In sentences; a sign that is not known is named by the data that it lacks."""
    cause = a_cause("it", speaks_for(LOW), speaks_against(TOLD), speaks_for(HOT))
    window = a_window()
    [likely] = rank([cause], window, window.now_ms)
    assert likely.title == "It is it."
    assert likely.speaks_for == LOW.evidence(window, window.now_ms)
    assert likely.speaks_against == TOLD.evidence(window, window.now_ms)
    assert likely.missing == (COOLANT_TEMPERATURE.title,)


def test_a_cause_needs_a_system_and_a_sentence() -> None:
    """Names are what scores and workshops know a cause by."""
    for name, title in (("lonely", "A sentence."), ("system.name", "no sentence")):
        with pytest.raises(InvalidValue):
            Cause(id=CauseId(name), title=title)


def test_a_cause_has_each_sign_once() -> None:
    """Clues are known by words, weight and direction: of two that share them one is lost."""
    a_cause("well", speaks_for(LOW), speaks_against(LOW), speaks_for(LOW, Weight.PROVES))
    with pytest.raises(InvalidValue, match="twice"):
        a_cause("ill", speaks_for(LOW), speaks_for(LOW, lasting=True))


SIGNS = st.builds(
    Sign,
    when=st.sampled_from([LOW, HOT, TOLD]),
    weight=st.sampled_from(list(Weight)),
    against=st.booleans(),
)


@given(
    st.lists(st.lists(SIGNS, max_size=3, unique=True), min_size=1, max_size=5),
    st.sampled_from(list(Weight)),
    st.data(),
)
def test_a_sign_for_a_cause_never_makes_it_less_likely(
    signs: list[list[Sign]], weight: Weight, data: st.DataObject
) -> None:
    """Whatever speaks for and against the others."""
    causes = [a_cause(str(place), *own) for place, own in enumerate(signs)]
    chosen = data.draw(st.sampled_from(range(len(causes))))
    before = names(*causes).index(str(chosen))
    known = not_(not_(LOW))
    causes[chosen] = a_cause(str(chosen), *signs[chosen], speaks_for(known, weight))
    assert names(*causes).index(str(chosen)) <= before
