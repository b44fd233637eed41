"""What the console says, word by word."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.case import CaseOutcome, CaseState
from gateway.domain.component import TELEMATICS
from gateway.domain.operation import OperationState
from gateway.domain.proof import ProofState
from gateway.domain.service import AppointmentState
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import Status
from gateway.pipeline.views import Contact
from gateway.web.words import (
    case,
    contact,
    event,
    operation,
    quantity,
    severity,
    status,
    week,
)
from gateway.web.words.age import age, due, span
from gateway.web.words.moment import moment, stretch, zone
from gateway.web.words.operation import StepState, steps
from gateway.web.words.term import term
from tests import fix_console_lines as invented
from tests import fix_console_signals as invented_signals
from tests.fix_console_lines import NOW, ago, ahead

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 s"),
        (0.9, "0 s"),
        (59.9, "59 s"),
        (60, "1 min"),
        (3_599, "59 min"),
        (3_600, "1 h"),
        (172_799, "47 h"),
        (172_800, "2 d"),
    ],
)
def test_a_span_is_one_rounded_number(seconds: float, words: str) -> None:
    """A length is one number and one unit, never more than it really is."""
    assert words == span(timedelta(seconds=seconds))


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_older_never_looks_younger(seconds: int, more: int) -> None:
    """What is older is never worded as younger."""
    size = {"s": 1, "min": 60, "h": 3_600, "d": 86_400}

    def worth(length: int) -> int:
        number, unit = span(timedelta(seconds=length)).split()
        return int(number) * size[unit]

    assert worth(seconds) <= worth(seconds + more)
    assert worth(seconds) <= seconds


def test_what_is_due_says_so() -> None:
    """A promise says when, and by how much it is broken."""
    assert due(ahead(minutes=5), NOW) == "in 5 min"
    assert due(ago(minutes=5), NOW) == "5 min overdue"
    assert age(ahead(minutes=5), NOW) == "0 s"


def test_a_moment_is_told_in_its_zone() -> None:
    """Today is a time, another day carries its date, another year its year; always the zone."""
    assert moment(NOW, BERLIN, NOW) == "14:05:20 CET"
    assert moment(ago(days=2), BERLIN, NOW) == "Mon 16 Nov 14:05 CET"
    summer = datetime(2025, 7, 1, 10, tzinfo=UTC)
    assert moment(summer, BERLIN, NOW) == "Tue 1 Jul 2025 12:00 CEST"


def test_an_unknown_zone_is_utc_and_says_so() -> None:
    """A zone that nobody knows never shifts a time silently."""
    assert moment(NOW, zone("Mars/Olympus"), NOW) == "13:05:20 UTC"
    assert zone("../../etc/passwd") is UTC


def test_an_appointment_has_both_ends() -> None:
    """A slot over midnight names both days."""
    slot = invented.NORD_SLOT
    assert stretch(slot.starts_at, slot.ends_at, BERLIN) == "Thu 19 Nov 08:00 to 10:30 CET"
    late = slot.starts_at + timedelta(hours=20)
    assert stretch(slot.starts_at, late, BERLIN) == "Thu 19 Nov 08:00 to Fri 20 Nov 04:00 CET"


def test_contact_tells_how_fresh_it_is() -> None:
    """Online is dated by the last word, offline and silent by when it began."""

    def said(**fields: object) -> str:
        known = {"online": True, "since": None, "last_heard_at": None, "backlog": 0, **fields}
        return contact.contact_words(Contact(**known), NOW)  # type: ignore[arg-type]

    assert said(since=ago(hours=1), last_heard_at=ago(seconds=4)) == "online, 4 s ago"
    assert said(since=ago(hours=1)) == "online, 1 h ago"
    assert said(online=False, since=ago(hours=3), last_heard_at=ago(days=1)) == "offline 3 h"
    assert said(online=False, last_heard_at=ago(minutes=2)) == "offline 2 min"
    assert said(online=False, since=ago(hours=3), silent=True) == "silent for 3 h"
    assert said(online=False) == "never heard from"


def test_a_backlog_of_one_is_singular() -> None:
    """One report waits, two wait."""
    known = Contact(online=True, since=NOW, last_heard_at=NOW, backlog=1)
    assert contact.backlog_words(known) == "1 report on board"


def test_a_backlog_is_said_when_it_matters() -> None:
    """A few reports on their way are no news; many, or a car that has fallen silent, are."""

    def said(backlog: int, seconds: int) -> bool:
        heard = ago(seconds=seconds)
        known = Contact(online=True, since=None, last_heard_at=heard, backlog=backlog)
        return contact.behind(known, NOW)

    assert [said(60, 1), said(1, 60), said(0, 3600)] == [False] * 3
    assert [said(61, 1), said(1, 61)] == [True] * 2


def test_weeks_are_named_as_people_name_them() -> None:
    """The ISO name goes into addresses, near weeks have words, far ones have none."""
    assert week.week_name(date(2027, 1, 1)) == "2026-W53"
    assert week.week_at(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), BERLIN) == "2026-W48"
    assert [week.relative_week(n) for n in (-1, 0, 1, 2)] == [
        *("last week", "this week", "next week"),
        "",
    ]


def test_a_closed_day_says_why() -> None:
    """The name of a holiday is said, that a Sunday is a Sunday is not."""
    sunday = date(2026, 11, 22)
    assert week.closed_words("Easter Monday", sunday) == "Closed: Easter Monday"
    assert week.closed_words("Sunday", sunday) == "Closed"


def test_kinds_of_events_are_worded() -> None:
    """Known kinds have words of their own, a new one is at least legible."""
    assert event.kind_word("operation") == "Remote work"
    assert event.kind_word("tow_truck") == "Tow truck"


@pytest.mark.parametrize(
    ("clause", "said"),
    [("the test failed again", "The test failed again."), ("Why?", "Why?"), ("", "")],
)
def test_a_clause_becomes_a_sentence(clause: str, said: str) -> None:
    """A capital and one full stop, and nothing out of nothing."""
    assert said == event.sentence(clause)


def test_every_state_has_a_word() -> None:
    """No state can reach a page without words."""
    for states, words in (
        (Severity, severity.WORDS),
        (OperationState, operation.WORDS),
        (CaseState, case.CASES),
        (CaseOutcome, case.OUTCOMES),
        (ProofState, case.PROOFS),
        (AppointmentState, case.APPOINTMENTS),
    ):
        assert set(states) == set(words)


def test_no_fault_is_not_called_healthy() -> None:
    """A vehicle without findings is said to have no known fault."""
    assert severity.severity_word(None) == "No fault known"
    assert severity.severity_class(Severity.STOP_DRIVING) == "severity-stop-driving"


@given(st.integers(0, 255))
def test_each_status_bit_is_one_clause(byte: int) -> None:
    """As many clauses as bits, whatever the byte."""
    assert byte.bit_count() == len(status.status_words(Status(byte)))


def test_a_fault_says_what_matters_now() -> None:
    """Present faults by their bits, ended ones by how they ended."""
    shown = invented.fault(TELEMATICS, invented.HEALED, title="", owner_text="")
    assert status.fault_state(shown) == "Failing now, confirmed, pending, warning lamp on"
    stored = invented.fault(
        TELEMATICS, invented.HEALED, title="", owner_text="", status=Status(0x50)
    )
    assert status.fault_state(stored) == "Stored, not present"
    ended = invented.fault(
        TELEMATICS, invented.HEALED, title="", owner_text="", ended_at=NOW, end="healed"
    )
    assert status.fault_state(ended) == "Healed by itself"


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0"), (12.413, "12.41"), (12.5, "12.5"), (401.4, "401"), (48_312, "48\u202f312")],
)
def test_numbers_have_three_to_four_figures(value: float, words: str) -> None:
    """Enough figures to compare, no more."""
    assert words == quantity.number(value)


def test_values_are_told_in_units_of_people() -> None:
    """Speed in km/h, distance in km, the phase by name; nothing and NaN are not measured."""
    shown = {s.number: quantity.value_words(s) for s in invented_signals.signal_values(NOW)}
    assert shown[2] == "driving"
    assert shown[3] == "48\u202f312 km"
    assert shown[1].endswith(" km/h")
    assert shown[41] == quantity.NOT_MEASURED


def test_how_far_an_update_is_has_a_word() -> None:
    """Not its number; one that no wire knows is unknown."""
    any_value, *_ = invented_signals.signal_values(NOW)
    words = {
        value: quantity.value_words(replace(any_value, number=64, value=value))
        for value in (0.0, 3.0, 5.0, 9.0)
    }
    assert words == {0: "none", 3: "installing", 5: "rolled back", 9: "unknown"}


def test_names_of_code_become_words() -> None:
    """Abbreviations keep their capitals."""
    assert term("battery_management") == "Battery management"
    assert term("vin_mismatch") == "VIN mismatch"
    assert term("dcdc_converter") == "DC/DC converter"


def test_a_running_operation_stands_on_one_step() -> None:
    """Before the present step all is done, after it all lies ahead."""
    _, running, queued = invented.PUMP_ATTEMPT.operations
    assert [s.state.value for s in steps(running)] == ["done", "done", "done", "now", "ahead"]
    assert [s.state.value for s in steps(queued)] == ["now", "ahead", "ahead", "ahead", "ahead"]


@pytest.mark.parametrize("state", [s for s in OperationState if s.final])
def test_an_ended_operation_has_no_step_ahead(state: OperationState) -> None:
    """A final state leaves nothing to wait for, and only success is unbroken."""
    card = invented.operation(invented.QUEUED, "Soft reset", state)
    shown = {step.state for step in steps(card)}
    assert StepState.AHEAD not in shown
    assert StepState.NOW not in shown
    assert (StepState.BROKEN in shown) is (state is not OperationState.SUCCEEDED)


def test_reason_codes_are_worded_and_sentences_are_kept() -> None:
    """A code of the vehicle becomes a sentence, a sentence stays."""
    assert operation.reason_words("vehicle_moving") == "The vehicle is moving."
    assert (
        operation.reason_words("NRC 0x22 from the component") == "NRC 0x22 from the component"
    )
