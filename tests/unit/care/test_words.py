"""The timeline's sentences: every event has one, and it can be read aloud."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import Enum

import pytest

from gateway.care import invitation as said
from gateway.care import words
from gateway.domain.case import CaseOutcome
from gateway.domain.component import BATTERY_MANAGEMENT, INFOTAINMENT, ComponentId
from gateway.domain.episode import Episode, EpisodeEnd, FaultKey
from gateway.domain.operation import EcuReset, OperationState, ReadEvidence, ResetType
from gateway.domain.proof import Proof, ProofState
from gateway.domain.service import AppointmentState, BayId, NoSlot, Slot
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import Status
from tests.fix_centres import BERLIN
from tests.fix_knowledge import FINDING, NOON, SCREEN_FROZEN, a_verdict

SLOT = Slot(
    centre=BERLIN.id,
    bay=BayId("2"),
    starts_at=datetime(2026, 4, 7, 7, 30, tzinfo=UTC),
    ends_at=datetime(2026, 4, 7, 9, 0, tzinfo=UTC),
)
EPISODE = Episode(
    key=FaultKey(FINDING.vin, INFOTAINMENT, SCREEN_FROZEN),
    opened_at=NOON,
    updated_at=NOON,
    status=Status.TEST_FAILED,
    occurrences=2,
)


@pytest.mark.parametrize(
    ("table", "kinds"),
    [
        (words.SEVERITY, Severity),
        (words.OPERATION, OperationState),
        (words.PROOF, ProofState),
        (words.OUTCOME, CaseOutcome),
        (words.END, EpisodeEnd),
        (said.APPOINTMENT, AppointmentState),
    ],
)
def test_every_kind_has_words(table: Mapping[Enum, str], kinds: type[Enum]) -> None:
    """Nothing that can happen is left without a sentence."""
    assert set(table) == set(kinds)
    assert all(table.values())


def test_a_fault_is_told_with_its_title_and_count() -> None:
    """Component, code, title and how often."""
    assert words.fault_seen(EPISODE, "Screen frozen") == (
        "Infotainment reports U3000-49 (Screen frozen), seen 2 times."
    )
    assert words.fault_seen(replace(EPISODE, occurrences=1)).endswith("U3000-49, seen once.")


@pytest.mark.parametrize(
    ("end", "sentence"),
    [
        (None, "U3000-49 on infotainment is still there."),
        (
            EpisodeEnd.CLEARED,
            "U3000-49 on infotainment was erased from the component by a diagnostic request.",
        ),
    ],
)
def test_the_end_of_a_fault_is_told(end: EpisodeEnd | None, sentence: str) -> None:
    """Healing and erasing are different things."""
    assert words.fault_ended(replace(EPISODE, end=end)) == sentence


def test_a_verdict_is_told_with_what_was_not_known() -> None:
    """Severity, the sentence on driving, and the data that was missing."""
    verdict = a_verdict(drivability="You may drive.", missing=("12 V battery", "Speed"))
    assert words.verdict_reached(verdict) == (
        "Screen frozen: soon. You may drive. Not known: 12 V battery, Speed."
    )


def test_an_operation_is_told_with_the_vehicles_reason() -> None:
    """Known reasons are put into words, others are told as they are."""
    found = words.operation_is(
        OperationState.WAITING, INFOTAINMENT, EcuReset(ResetType.HARD), "vehicle_moving"
    )
    assert found == (
        "“Hard reset” on infotainment waits in the vehicle: the vehicle is moving."
    )
    other = words.operation_is(
        OperationState.FAILED, BATTERY_MANAGEMENT, ReadEvidence(SCREEN_FROZEN), "odd_thing"
    )
    assert other == ("“Read the evidence of U3000-49” on battery management failed: odd thing.")


def test_a_proof_is_told_with_its_reason() -> None:
    """The state in words, then what was seen."""
    proof = Proof(state=ProofState.RELAPSED, reason="the test failed again", due_at=None)
    assert words.proof_is(proof) == "It did not help: the test failed again."


def test_remedies_and_closings_are_told() -> None:
    """Giving up and closing have their sentences."""
    assert words.remedy_given_up("Restart", "no answer") == "“Restart” is given up: no answer."
    assert "proved" in words.case_closed(CaseOutcome.FIXED_REMOTELY)


VISIT = said.Visit(
    title="Screen frozen",
    drivability="You may drive.",
    tow=False,
    centre=BERLIN.name,
    phone=BERLIN.phone,
    time_zone=BERLIN.time_zone,
    starts_at=SLOT.starts_at,
    ends_at=SLOT.ends_at,
)


def test_an_appointment_is_told_in_local_time() -> None:
    """07:30 UTC is half past nine in Berlin in April."""
    assert said.appointment_is(AppointmentState.BOOKED, BERLIN, SLOT) == (
        "A place at Berlin is booked for Tuesday 7 April 2026 at 09:30, bay 2."
    )


def test_the_next_step_is_where_and_when() -> None:
    """Short enough for a line in a list, with the zone of the workshop."""
    assert said.where_and_when(BERLIN, SLOT) == "Berlin, Tue 7 Apr 09:30 CEST"


def test_the_owner_is_told_where_when_and_how() -> None:
    """One text: what, where, when in local time, how long, whether to drive, whom to call."""
    assert said.invitation(VISIT) == (
        "Screen frozen: Berlin expects your car on Tuesday 7 April 2026 at 09:30 (local time); "
        "it will take about 1 h 30 min. You may drive. Questions? Call +493023125101."
    )


def test_a_towed_car_is_not_invited_to_drive() -> None:
    """The drivability of the verdict is replaced by the tow."""
    found = said.invitation(replace(VISIT, tow=True))
    assert "Do not drive there; the car has to be towed." in found
    assert "You may drive" not in found


def test_the_lack_of_a_slot_is_told_with_its_reasons() -> None:
    """Closed days and full ones, as the booking found them."""
    found = said.no_slot(NoSlot(("Berlin: full until 7 April", "Munich: closed")))
    assert found == (
        "No appointment could be found: Berlin: full until 7 April; Munich: closed."
    )


@pytest.mark.parametrize(
    ("minutes", "words_for_it"), [(45, "45 min"), (60, "1 h"), (90, "1 h 30 min")]
)
def test_a_duration_is_told_in_hours_and_minutes(minutes: int, words_for_it: str) -> None:
    """Without zeros."""
    assert said.duration(timedelta(minutes=minutes)) == words_for_it


def test_what_people_do_is_told_with_their_names() -> None:
    """Asked, called back, found, missed and judged: each line says who."""
    parts = [ComponentId("body_control"), ComponentId("brakes")]
    assert [
        words.reading_asked(parts, "R. Meyer"),
        words.cancelled("hard reset", parts[0], "R. Meyer"),
        words.found_and_done("A cable.", "R. Meyer"),
        words.did_not_come("R. Meyer"),
        words.judged("Harmless.", "R. Meyer"),
    ] == [
        "R. Meyer asked to read the fault memory of body control, brakes.",
        "R. Meyer cancelled “Hard reset” on body control.",
        "Found and done at the workshop, says R. Meyer: A cable.",
        "The car did not come, says R. Meyer; another place is looked for.",
        "R. Meyer has judged it: Harmless.",
    ]
