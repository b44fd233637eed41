"""A signal that has gone is a symptom; a car that has gone is none."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Celsius
from gateway.domain.signal import INVERTER_TEMPERATURE, VEHICLE_PHASE, Phase
from gateway.triage.absence import AbsentFor, absent_for
from gateway.triage.absorb import absorb
from gateway.triage.track import EMPTY
from gateway.triage.truth import Truth
from gateway.triage.units import minutes, seconds
from gateway.triage.window import Window
from tests.fix_conditions import absences
from tests.fix_plain_truth import plain_truth
from tests.fix_triage import measured

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
GONE = absent_for(INVERTER_TEMPERATURE, minutes(1))
GONE_WHILE_DRIVING = absent_for(INVERTER_TEMPERATURE, minutes(1), during=Phase.DRIVING)
NAN = float("nan")


def after(values: Sequence[float], phases: Sequence[float]) -> Window:
    """Every 10 s."""
    needs = GONE.needs
    window = absorb(Window(), measured(1, 0, INVERTER_TEMPERATURE, values), needs)
    return absorb(window, measured(2, 0, VEHICLE_PHASE, phases), needs)


@pytest.mark.parametrize(
    ("values", "phases", "expected"),
    [
        ([20], [2] * 7, TRUE),
        ([20, *[NAN] * 6], [2] * 7, TRUE),
        ([20], [2] * 6, FALSE),
        ([20, NAN, NAN, 20, NAN, NAN, NAN], [2] * 7, FALSE),
        ([20], [2], FALSE),
        ([], [2] * 30, UNKNOWN),  # an engine in an electric car
        ([20], [2, 2, 2, NAN, NAN, 2, 2], UNKNOWN),  # nobody spoke for 20 s
        ([20], [2, 2, 2, NAN, 2, 2, 2], UNKNOWN),
        ([20], [2, 2, 2, 0, 2, 2, 2], UNKNOWN),  # components rest while asleep
        ([20], [2] * 97, UNKNOWN),  # too long ago
        ([20], [2] * 96, TRUE),
    ],
)
def test_a_signal_that_has_gone_is_a_symptom(
    values: Sequence[float], phases: Sequence[float], expected: Truth
) -> None:
    """If it was there, and the car has gone on speaking all the while."""
    window = after(values, phases)
    assert expected == GONE.truth(window, window.now_ms)


@pytest.mark.parametrize("waited_ms", [1, 5_000, 60_000, 3_600_000])
def test_silence_of_the_whole_car_is_none(waited_ms: int) -> None:
    """However long nothing comes, of nobody."""
    window = after([20.0] * 3, [2.0] * 3)
    assert GONE.truth(window, window.now_ms + waited_ms) in {FALSE, UNKNOWN}
    assert GONE.truth(window, window.now_ms + 3_600_000) == UNKNOWN


def test_only_in_the_phase_that_is_meant() -> None:
    """One moment of standing is enough for doubt."""
    window = after([20], [2] * 7)
    assert GONE_WHILE_DRIVING.truth(window, window.now_ms) == TRUE
    window = after([20], [2, 2, 2, 1, 2, 2, 2])
    assert GONE_WHILE_DRIVING.truth(window, window.now_ms) == UNKNOWN


def test_the_phase_itself_is_never_missed() -> None:
    """A car that does not tell it is silent."""
    with pytest.raises(InvalidValue):
        absent_for(VEHICLE_PHASE, minutes(1))


@pytest.mark.parametrize(("span", "remembered"), [(0, 1), (1, 0)])
def test_spans_of_nothing_are_refused(span: float, remembered: float) -> None:
    """Nothing is absent for no time."""
    with pytest.raises(InvalidValue):
        absent_for(INVERTER_TEMPERATURE, seconds(span), remembered=seconds(remembered))


def test_it_reads_aloud_and_says_since_when() -> None:
    """And what is missing when it is not known."""
    assert str(GONE) == "Inverter was not measured for 1 min while awake"
    assert str(GONE_WHILE_DRIVING) == "Inverter was not measured for 1 min while driving"
    window = after([20, 20], [2] * 8)
    [line] = GONE.evidence(window, window.now_ms)
    assert line == (
        "Inverter was last measured at 2026-11-02 09:00:10 UTC, "
        "the car spoke until 2026-11-02 09:01:10 UTC."
    )
    window = after([20], [2, 2, 2, NAN, NAN, NAN, 2])
    assert GONE.missing(window, window.now_ms) == ("Inverter", "Phase")


@given(
    absences(INVERTER_TEMPERATURE, [4, 20]),
    st.sets(st.integers(0, 30)),
    st.dictionaries(st.integers(0, 60), st.sampled_from([0.0, 1.0, 1.0, 1.0, 2.0])),
)
def test_between_two_changes_it_stands_still(
    absent: AbsentFor[Celsius], measured_s: set[int], phases_by_s: dict[int, float]
) -> None:
    """And each moment is as the plain one says."""
    times = np.array([*phases_by_s], np.int64) * 1000
    own = np.array([*measured_s], np.int64) * 1000
    tracks = {
        INVERTER_TEMPERATURE.number: EMPTY.joined(own, np.ones(len(own), np.float32)),
        VEHICLE_PHASE.number: EMPTY.joined(
            times, np.array([*phases_by_s.values()], np.float32)
        ),
    }
    window, before = Window(now_ms=100_000, tracks=tracks), UNKNOWN
    changes = set(absent.changes(window, -1, 100_000).tolist())
    for at_ms in sorted({*changes, *range(0, 100_000, 900)}):
        truth = absent.truth(window, at_ms)
        assert truth == plain_truth(absent, window, at_ms)
        assert truth == before or at_ms in changes
        before = truth
