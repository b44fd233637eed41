"""Conditions over fault memories: which bit, and what is not tested is not good."""

import pytest

from gateway.domain.component import BRAKES, STEERING
from gateway.domain.errors import InvalidTroubleCode
from gateway.triage.absorb import absorb
from gateway.triage.condition import Condition
from gateway.triage.reported import code, occurrences
from gateway.triage.truth import Truth
from gateway.triage.window import Window
from tests.fix_triage import faulty

SENSOR = code(BRAKES, "C0035-13")
FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE


def after(condition: Condition, said: dict[str, int | tuple[int, int]]) -> Window:
    return absorb(Window(), faulty(1, 0, BRAKES, said), condition.needs)


@pytest.mark.parametrize(
    ("status", "failed", "pending", "confirmed", "present"),
    [
        (0x2F, TRUE, TRUE, TRUE, TRUE),
        (0x27, TRUE, TRUE, FALSE, TRUE),
        (0x24, FALSE, TRUE, FALSE, TRUE),
        (0x28, FALSE, FALSE, TRUE, TRUE),
        (0x20, FALSE, FALSE, FALSE, FALSE),
        (0x40, FALSE, FALSE, FALSE, FALSE),
        (0x50, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
        (0x00, FALSE, FALSE, FALSE, FALSE),
    ],
)
def test_each_word_means_its_bits(
    status: int, failed: Truth, pending: Truth, confirmed: Truth, present: Truth
) -> None:
    """Bits as ISO 14229-1 numbers them; 0x50 is a test that has not run since the clear."""
    conditions = (SENSOR.failed, SENSOR.pending, SENSOR.confirmed, SENSOR.present)
    found = [
        condition.truth(window := after(condition, {"C0035-13": status}), window.now_ms)
        for condition in conditions
    ]
    assert [failed, pending, confirmed, present] == found


def test_a_code_that_is_not_listed_has_passed() -> None:
    """A report lists every code whose status is not 0."""
    window = after(SENSOR.present, {})
    assert SENSOR.present.truth(window, window.now_ms) == FALSE


def test_a_component_that_was_not_heard_is_not_known() -> None:
    """And its fault memory is named as missing."""
    other = code(STEERING, "C0545-62").present
    window = after(SENSOR.present, {})
    assert other.truth(window, window.now_ms) == UNKNOWN
    assert other.missing(window, window.now_ms) == ("Fault memory of steering",)


def test_occurrences_count_from_the_last_clear() -> None:
    """Two are not three; a code that is not listed has none."""
    often = occurrences(BRAKES, "C0035-13") >= 3
    for times, expected in ((3, TRUE), (2, FALSE), (0, FALSE)):
        window = after(often, {"C0035-13": (0x2F, times)} if times else {})
        assert expected == often.truth(window, window.now_ms)


def test_a_code_named_twice_counts_with_its_worse_entry() -> None:
    """A component that contradicts itself is believed where it is worse."""
    report = faulty(1, 0, BRAKES, {"C0035-13": (0x50, 1)})
    twice = faulty(1, 0, BRAKES, {"C0035-13": (0x09, 4)}).report.entries
    report = type(report)(
        type(report.report)(report.report.header, BRAKES, 1, (*twice, *report.report.entries)),
        report.at_us,
        report.source,
    )
    window = absorb(Window(), report, SENSOR.present.needs)
    assert SENSOR.failed.truth(window, window.now_ms) == TRUE
    assert (occurrences(BRAKES, "C0035-13") >= 4).truth(window, window.now_ms) == TRUE


def test_evidence_says_who_said_what_and_when() -> None:
    """A sentence that a technician can read out."""
    window = after(SENSOR.present, {"C0035-13": (0x2D, 3)})
    expected = (
        "Brakes reported C0035-13 as failed now, pending, confirmed"
        " at 2026-11-02 09:00:00 UTC, seen 3 times."
    )
    assert (expected,) == SENSOR.present.evidence(window, window.now_ms)


def test_a_misspelt_code_is_refused() -> None:
    """The rulebook does not load with it."""
    with pytest.raises(InvalidTroubleCode):
        code(BRAKES, "C0035")
