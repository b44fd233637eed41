"""What follows from a verdict: attempt, book, watch or ask."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.catalogue import RemedyId
from gateway.domain.component import BRAKES
from gateway.domain.errors import StaleKnowledge
from gateway.domain.severity import Severity
from gateway.remedy.plan import (
    AskPerson,
    Attempt,
    AttemptState,
    Book,
    PastAttempt,
    Watch,
    plan,
)
from tests.fix_knowledge import NOON, PLAYBOOK, RESTART, a_verdict

DAY = timedelta(days=1)


def tried(state: AttemptState, days_ago: float = 1) -> PastAttempt:
    return PastAttempt(RESTART, NOON - days_ago * DAY, state)


def test_a_fault_with_a_remedy_is_attempted() -> None:
    """The remedy that the catalogue names is begun when nothing speaks against it."""
    found = plan(a_verdict(), PLAYBOOK, [], NOON)
    assert Attempt(PLAYBOOK, "“Restart the screen” can be done from afar.") == found


@pytest.mark.parametrize("severity", [Severity.STOP_DRIVING, Severity.URGENT])
def test_a_grave_fault_is_booked_at_once(severity: Severity) -> None:
    """Nobody experiments with a car that must not be driven, even where a remedy exists."""
    found = plan(a_verdict(severity=severity), PLAYBOOK, [], NOON)
    assert Book("Screen frozen needs a workshop at once.") == found


def test_an_unknown_severity_asks_a_person() -> None:
    """Unknown is never taken for harmless."""
    found = plan(a_verdict(severity=Severity.UNKNOWN, remedy=None), None, [], NOON)
    assert isinstance(found, AskPerson)


def test_a_harmless_fault_without_remedy_is_watched() -> None:
    """Watching has an end: a day later someone looks again."""
    verdict = a_verdict(severity=Severity.MONITOR, remedy=None, no_remedy_because="It ages.")
    assert Watch(NOON + DAY, "It ages.") == plan(verdict, None, [], NOON)


def test_a_fault_without_remedy_is_booked_with_the_catalogues_reason() -> None:
    """The reason why nothing was tried is the catalogue's own."""
    verdict = a_verdict(remedy=None, no_remedy_because="A wire is broken.")
    assert Book("A wire is broken.") == plan(verdict, None, [], NOON)


def test_a_playbook_that_is_gone_is_named() -> None:
    """A catalogue that names a missing playbook leads to a booking that says so."""
    assert Book(f"The playbook {RESTART} is not in force.") == plan(a_verdict(), None, [], NOON)


def test_another_playbook_is_an_error() -> None:
    """The playbook must be the one that the verdict names."""
    other = replace(PLAYBOOK, id=RemedyId("other"))
    with pytest.raises(StaleKnowledge, match="restart_infotainment, not other"):
        plan(a_verdict(), other, [], NOON)


def test_a_remedy_on_the_never_list_is_refused() -> None:
    """A catalogue that sends a brake fault to a reset is overruled, and the refusal counted."""
    found = plan(a_verdict(component=BRAKES), PLAYBOOK, [], NOON)
    assert found == Book(
        "“Restart the screen” is never done from afar for U3000-49 on brakes.", RESTART
    )


@pytest.mark.parametrize(
    "state", [one for one in AttemptState if one is not AttemptState.UNDER_WAY]
)
def test_a_used_up_remedy_is_booked(state: AttemptState) -> None:
    """However the one allowed attempt ended, it is not offered again (hawkbit#1667)."""
    assert isinstance(plan(a_verdict(), PLAYBOOK, [tried(state)], NOON), Book)


def test_a_relapse_is_booked_although_attempts_are_left() -> None:
    """What came back once will come back again."""
    patient = replace(PLAYBOOK, attempts=3)
    found = plan(a_verdict(), patient, [tried(AttemptState.RELAPSED)], NOON)
    assert Book("The fault came back after “Restart the screen” within 7 days.") == found


@pytest.mark.parametrize(
    "history",
    [
        [tried(AttemptState.RELAPSED, days_ago=7)],
        [PastAttempt(RemedyId("other"), NOON, AttemptState.RELAPSED)],
    ],
)
def test_old_and_other_attempts_do_not_count(history: Sequence[PastAttempt]) -> None:
    """Only attempts of this remedy within its own window count."""
    assert isinstance(plan(a_verdict(), PLAYBOOK, history, NOON), Attempt)


def test_attempts_left_are_used() -> None:
    """Two attempts are allowed, one was in vain without a relapse: the second follows."""
    patient = replace(PLAYBOOK, attempts=2)
    history = [tried(AttemptState.GAVE_UP)]
    assert isinstance(plan(a_verdict(), patient, history, NOON), Attempt)
    assert isinstance(plan(a_verdict(), patient, [*history, *history], NOON), Book)


def test_a_remedy_is_never_run_twice_at_once() -> None:
    """Another case of the same vehicle waits until the attempt under way has ended."""
    patient = replace(PLAYBOOK, attempts=5)
    found = plan(a_verdict(), patient, [tried(AttemptState.UNDER_WAY)], NOON)
    assert Watch(NOON + DAY, "“Restart the screen” is already under way.") == found
