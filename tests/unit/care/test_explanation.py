"""What explains a finding, and what never does."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from gateway.care.conclusion import carrying, conclude
from gateway.care.explanation import LINGERS_FOR, by_interruption, by_root, is_over
from gateway.domain.case import CaseId, CaseOutcome
from gateway.domain.component import INFOTAINMENT, TELEMATICS, ComponentId
from gateway.domain.explanation import Interruption, MutedCase, Root
from gateway.domain.finding import Finding, RuleId
from gateway.domain.severity import Severity
from tests.fix_knowledge import ENTRY, FINDING, NOON

ROOT, SYMPTOM, STRANGER = RuleId("low.supply"), RuleId("network.lost"), RuleId("brakes.pump")
AN_HOUR = timedelta(hours=1)
RESET = Interruption(
    because="It was reset.", since=NOON, until=NOON + AN_HOUR, reset=INFOTAINMENT
)
VISIT = replace(RESET, because="The car is in a workshop.", reset=None)


def roots_of(rule: RuleId) -> frozenset[RuleId]:
    return frozenset({ROOT}) if rule == SYMPTOM else frozenset()


def resets_behind(rule: RuleId) -> frozenset[ComponentId]:
    return frozenset({INFOTAINMENT}) if rule == SYMPTOM else frozenset()


def finding(
    rule: RuleId = SYMPTOM, severity: Severity = Severity.URGENT, of: ComponentId = TELEMATICS
) -> Finding:
    return replace(FINDING, rule=rule, severity=severity, component=of)


def root(severity: Severity = Severity.SOON, rule: RuleId = ROOT, case: int = 1) -> Root:
    return Root(case=CaseId(case), rule=rule, severity=severity, title="Supply weak")


def test_a_root_explains_its_symptoms_and_nothing_else() -> None:
    """All findings of a case have to come from it; of several roots the gravest speaks."""
    graver = root(Severity.URGENT, case=2)
    explained = by_root([finding()], [root(), graver], roots_of)
    assert explained is not None
    assert (explained.by, explained.outcome) == (CaseId(2), CaseOutcome.EXPLAINED)
    assert by_root([finding(), finding(STRANGER)], [root()], roots_of) is None
    assert by_root([finding()], [root(rule=STRANGER)], roots_of) is None
    assert by_root([], [root()], roots_of) is None


def test_a_reset_explains_its_component_and_those_who_miss_it() -> None:
    """As long as it lasts, and only what has come since."""
    for symptom, explained in (
        (finding(), True),
        (finding(STRANGER, of=INFOTAINMENT), True),
        (finding(STRANGER), False),
        (replace(finding(), at=NOON - AN_HOUR), False),
    ):
        found = by_interruption([symptom], [RESET], resets_behind, NOON)
        assert (found is not None) is explained
    assert by_interruption([finding()], [RESET], resets_behind, NOON + AN_HOUR) is None


def test_what_comes_up_in_a_workshop_waits_for_its_end() -> None:
    """Whatever it is, unless one must not drive on with it."""
    found = by_interruption([finding(STRANGER)], [VISIT], resets_behind, NOON)
    assert found is not None
    assert (found.outcome, found.until) == (CaseOutcome.SUPPRESSED, VISIT.until)
    grave = finding(STRANGER, Severity.STOP_DRIVING)
    assert by_interruption([grave], [VISIT], resets_behind, NOON) is None


def by_code_alone(_rule: RuleId) -> bool:
    return True


def test_an_explanation_ends_with_what_explains() -> None:
    """The root has gone, its case is closed, time is over, or the symptom has become worse."""
    muted = MutedCase(
        id=CaseId(3),
        severity=Severity.SOON,
        gravest=Severity.SOON,
        until=None,
        root_open=True,
        root_quiet_since=None,
    )
    assert not is_over(muted, by_code_alone, NOON)
    assert is_over(replace(muted, root_open=False), by_code_alone, NOON)
    assert is_over(replace(muted, gravest=Severity.URGENT), by_code_alone, NOON)
    gone = replace(muted, root_quiet_since=NOON)
    assert not is_over(gone, by_code_alone, NOON + LINGERS_FOR / 2)
    assert is_over(gone, by_code_alone, NOON + LINGERS_FOR)
    waiting = replace(muted, root_open=False, until=NOON + AN_HOUR)
    assert [
        is_over(waiting, by_code_alone, NOON),
        is_over(waiting, by_code_alone, NOON + AN_HOUR),
    ] == [False, True]


SEVERITIES = st.sampled_from(list(Severity))
ROOTS = st.lists(
    st.builds(root, SEVERITIES, st.sampled_from([ROOT, STRANGER]), st.integers(1, 5)),
    max_size=4,
)
SYMPTOMS = st.lists(
    st.builds(finding, st.sampled_from([SYMPTOM, STRANGER]), SEVERITIES), max_size=3
)


@given(SYMPTOMS, ROOTS)
def test_muting_never_hides_a_stop_that_the_root_does_not_carry(
    symptoms: list[Finding], roots: list[Root]
) -> None:
    """Nor does any interruption hide one at all."""
    must_stop = any(one.severity is Severity.STOP_DRIVING for one in symptoms)
    explained = by_root(symptoms, roots, roots_of)
    if explained is not None and must_stop:
        assert any(
            one.case == explained.by and one.severity is Severity.STOP_DRIVING for one in roots
        )
    for underway in ([VISIT], [RESET], [VISIT, RESET]):
        assert not (must_stop and by_interruption(symptoms, underway, resets_behind, NOON))


@given(SEVERITIES, st.lists(SEVERITIES, max_size=4), SEVERITIES)
def test_a_root_is_as_grave_as_all_that_it_explains(
    own: Severity, explained: list[Severity], one_more: Severity
) -> None:
    """So that muting lowers nothing, and another symptom never makes it milder."""
    verdict = replace(conclude(FINDING, ENTRY, NOON), severity=own)
    carried = carrying(verdict, explained)
    assert carried.severity == max([own, *explained])
    assert carrying(verdict, [*explained, one_more]).severity >= carried.severity
    if carried.severity is own:
        assert carried == verdict
