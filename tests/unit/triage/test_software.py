"""Versions of software, number by number."""

import pytest

from gateway.domain.component import BRAKES, TELEMATICS
from gateway.domain.errors import InvalidValue
from gateway.triage.absorb import absorb
from gateway.triage.hindsight import count_within
from gateway.triage.needs import joined
from gateway.triage.software import HasSoftware, software
from gateway.triage.truth import Truth
from gateway.triage.units import minutes
from gateway.triage.window import Window
from tests.fix_triage import faulty

FALSE, UNKNOWN, TRUE = Truth.FALSE, Truth.UNKNOWN, Truth.TRUE
OLD = software(TELEMATICS) < "2026.20.1"


def after(*versions: str) -> Window:
    """One report each, a minute apart."""
    window = Window()
    for seq, said in enumerate(versions, start=1):
        heard = faulty(seq, 60 * seq, TELEMATICS, {}, software=said)
        window = absorb(window, heard, OLD.needs)
    return window


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026.8.2", TRUE),
        ("2026.20", TRUE),
        ("2026.20.0.9", TRUE),
        ("2026.20.1", FALSE),
        ("2026.20.1.0", FALSE),
        ("2026.100", FALSE),
        ("", UNKNOWN),
        ("2026.8-beta", UNKNOWN),
        ("v2026.8", UNKNOWN),
        ("2026..8", UNKNOWN),
        ("٢٠٢٦", UNKNOWN),
        ("1" * 10, UNKNOWN),
    ],
)
def test_older_goes_by_number(said: str, expected: Truth) -> None:
    """8 before 20; of what is not a row of numbers no order is known."""
    window = after(said)
    assert expected == OLD.truth(window, window.now_ms)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (software(TELEMATICS) < "1.2", [TRUE, FALSE, FALSE]),
        (software(TELEMATICS) <= "1.2", [TRUE, TRUE, FALSE]),
        (software(TELEMATICS) > "1.2", [FALSE, FALSE, TRUE]),
        (software(TELEMATICS) >= "1.2", [FALSE, TRUE, TRUE]),
        (software(TELEMATICS).exactly("1.2"), [FALSE, TRUE, FALSE]),
    ],
)
def test_operators_are_what_they_look_like(
    condition: HasSoftware, expected: list[Truth]
) -> None:
    """`<` is older."""
    windows = [after(said) for said in ("1.1", "1.2", "1.10")]
    assert expected == [condition.truth(window, window.now_ms) for window in windows]


def test_the_newest_report_counts() -> None:
    """After an update the rule is quiet; before the report nothing is known of it."""
    window = after("2026.8.2", "2026.20.1")
    assert OLD.truth(window, window.now_ms) == FALSE
    assert OLD.truth(window, window.now_ms - 1) == UNKNOWN


def test_a_version_that_is_none_is_refused_in_a_rule() -> None:
    """A slip of the author."""
    with pytest.raises(InvalidValue):
        software(TELEMATICS) < "newest"  # noqa: B015 -- it must raise


def test_it_is_not_counted_by_edges() -> None:
    """As with codes, windows keep the newest word only."""
    with pytest.raises(InvalidValue):
        count_within(OLD, minutes(1)) >= 1  # noqa: B015 -- it must raise


def test_its_component_is_among_those_that_are_read() -> None:
    """A car that invents components must not crowd it out."""
    needs = joined([OLD.needs, (software(BRAKES) > "1").needs.held(60_000)])
    assert needs.components == {TELEMATICS, BRAKES}
    assert not needs.codes


def test_it_reads_aloud_and_says_what_was_there() -> None:
    """And what is missing when it was not."""
    assert str(OLD) == "the software of telematics is older than 2026.20.1"
    window = after("2026.8.2")
    [line] = OLD.evidence(window, window.now_ms)
    assert line == (
        "Telematics had software 2026.8.2 at 2026-11-02 09:01:00 UTC, older than 2026.20.1."
    )
    window = after("")
    assert OLD.missing(window, window.now_ms) == ("Software version of telematics",)
