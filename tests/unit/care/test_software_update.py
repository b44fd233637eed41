"""When a software update explains a finding: as long as it lasts, never for ever."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.care.explanation import by_update, is_over
from gateway.care.software_update import (
    ECHOES_FOR,
    LONGEST,
    SILENT_FOR,
    installations,
    told_between,
)
from gateway.domain.case import CaseId, CaseOutcome
from gateway.domain.explanation import Explanation, MutedCase, PhaseSample
from gateway.domain.finding import Finding, RuleId
from gateway.domain.severity import Severity
from gateway.domain.signal import UpdatePhase
from tests.fix_knowledge import FINDING, NOON

SYMPTOM, STRANGER = RuleId("network.lost"), RuleId("high_voltage.isolation")
MINUTE = timedelta(minutes=1)
INSTALLED = ((0, UpdatePhase.INSTALLING), (5, UpdatePhase.ACTIVATING), (6, UpdatePhase.NONE))


def said(*phases: tuple[float, UpdatePhase]) -> list[PhaseSample]:
    return [PhaseSample(NOON + minute * MINUTE, phase) for minute, phase in phases]


def finding(
    minute: float, rule: RuleId = SYMPTOM, severity: Severity = Severity.URGENT
) -> Finding:
    return replace(FINDING, rule=rule, severity=severity, at=NOON + minute * MINUTE)


def explained(
    found: Finding, samples: list[PhaseSample], lasted: datetime | None = None
) -> Explanation | None:
    return by_update(
        [found],
        installations(samples),
        lambda rule: rule == SYMPTOM,
        found.at if lasted is None else lasted,
    )


def test_what_begins_while_software_is_installed_comes_from_that() -> None:
    """From its first minute until a little after its end; not before, and not later."""
    for minute, is_explained in ((-2, False), (0, True), (5, True), (20, True), (22, False)):
        assert (explained(finding(minute), said(*INSTALLED)) is not None) is is_explained
    found = explained(finding(1), said(*INSTALLED))
    assert found is not None
    assert (found.outcome, found.until) == (
        CaseOutcome.SUPPRESSED,
        NOON + 6 * MINUTE + ECHOES_FOR,
    )


def test_downloading_waiting_and_what_went_wrong_explain_nothing() -> None:
    """Nothing is done to the car then, or it is over."""
    for phase in UpdatePhase:
        found = explained(finding(1), said((0, phase)))
        assert (found is not None) is phase.works_on_the_car


def test_no_update_explains_what_it_cannot_make_nor_a_stop() -> None:
    """Isolation and hot cells speak at once, and so does whatever says stop driving."""
    assert explained(finding(1, STRANGER), said(*INSTALLED)) is None
    stop = finding(1, severity=Severity.STOP_DRIVING)
    assert explained(stop, said(*INSTALLED)) is None


def test_an_update_of_which_nothing_more_is_heard_is_over() -> None:
    """The unit restarts as well, but not for so long."""
    samples = said((0, UpdatePhase.INSTALLING))
    assert explained(finding(20), samples) is not None
    assert explained(finding(SILENT_FOR / MINUTE + 1), samples) is None


@given(
    st.lists(
        st.tuples(st.integers(-600, 600), st.sampled_from(UpdatePhase)), min_size=1, max_size=30
    ),
    st.integers(-600, 600),
)
def test_no_update_explains_for_ever(
    phases: list[tuple[float, UpdatePhase]], minute: int
) -> None:
    """However long it lasts, and however often it is begun again."""
    found = finding(minute)
    first, last = told_between(found.at, found.at)
    samples = [one for one in said(*phases) if first <= one.at <= last]
    begun = min((one.at for one in samples if one.phase.works_on_the_car), default=None)
    if explained(found, samples) is not None:
        assert begun is not None
        assert begun - MINUTE <= found.at < begun + LONGEST + ECHOES_FOR


@given(st.sampled_from(UpdatePhase), st.integers(0, 200))
def test_one_that_never_ends_explains_only_what_came_early(
    phase: UpdatePhase, minutes: int
) -> None:
    """It says so every minute for four hours; after two the rules speak again."""
    samples = said(*((minute, phase) for minute in range(241)))
    found = explained(finding(minutes), samples)
    early = minutes * MINUTE < LONGEST + ECHOES_FOR
    assert (found is not None) is (phase.works_on_the_car and early)


def test_what_outlasts_it_speaks_for_itself() -> None:
    """Up to its end and a little longer it may last."""
    over = NOON + 6 * MINUTE + ECHOES_FOR
    assert explained(finding(1), said(*INSTALLED), over - MINUTE) is not None
    assert explained(finding(1), said(*INSTALLED), over) is None


ONLY_STORED = MutedCase(
    id=CaseId(3),
    severity=Severity.SOON,
    gravest=Severity.SOON,
    until=NOON,
    root_open=False,
    root_quiet_since=None,
    rules=frozenset({SYMPTOM}),
    passed_at=NOON - MINUTE,
)


def by_code_alone(rule: RuleId) -> bool:
    return rule == SYMPTOM


def test_what_is_only_stored_stays_muted_until_it_fails_again() -> None:
    """Its test has passed since; what no report tells of is judged when the time is over."""
    muted = ONLY_STORED
    assert not is_over(muted, by_code_alone, NOON + timedelta(days=9))
    assert not is_over(replace(muted, passed_at=None), by_code_alone, NOON - MINUTE)
    assert is_over(replace(muted, passed_at=None), by_code_alone, NOON)
    assert is_over(replace(muted, gravest=None, rules=frozenset()), by_code_alone, NOON)
    assert is_over(replace(muted, gravest=Severity.URGENT), by_code_alone, NOON - MINUTE)


def test_what_failed_again_and_passed_again_unseen_speaks() -> None:
    """A car without a signal tells of both at once, days later."""
    muted = replace(ONLY_STORED, passed_at=NOON + MINUTE)
    assert not is_over(muted, by_code_alone, NOON - MINUTE)
    assert is_over(muted, by_code_alone, NOON + timedelta(days=2))


def test_what_is_still_measured_speaks_although_its_code_is_only_stored() -> None:
    """The component has forgiven it, the samples have not; a visit hides it no longer."""
    muted = replace(ONLY_STORED, rules=frozenset({SYMPTOM, STRANGER}))
    assert not is_over(muted, by_code_alone, NOON - MINUTE)
    assert is_over(muted, by_code_alone, NOON)
