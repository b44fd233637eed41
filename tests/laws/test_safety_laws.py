"""Laws 2 to 5: nothing safety-critical is touched, evidence comes first, worse stays worse."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.care.conclusion import conclude, worst
from gateway.domain import component as components
from gateway.domain.component import NEVER_RESET, ComponentId
from gateway.domain.errors import InvalidValue
from gateway.domain.operation import (
    Action,
    ClearFault,
    EcuReset,
    OperationState,
    ReadEvidence,
    ReadFaults,
    ResetType,
    SafetyClass,
    is_never,
)
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.verdict import Verdict
from gateway.remedy.plan import Attempt, AttemptState, Book, PastAttempt, plan
from gateway.remedy.playbook import Remedy, is_erasing
from gateway.remedy.steps import NOT_DONE_YET, Do, StepResult, next_step
from tests.fix_knowledge import ENTRY, FINDING, NOON, PLAYBOOK, RESTART, a_verdict

COMPONENTS = sorted(
    {
        value
        for name, value in vars(components).items()
        if name.isupper() and value != NEVER_RESET
    }
)
CODES = st.sampled_from([0x123456, 0x0AA61A, 0xC10087, 0xFFFF33, 0xFFFFFF]).map(TroubleCode)
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.builds(ReadEvidence, CODES),
    st.builds(EcuReset, st.sampled_from(ResetType)),
    st.builds(ClearFault, CODES),
    st.builds(ReadFaults),
)
SEVERITIES = st.sampled_from(Severity)
VERDICTS = st.builds(
    a_verdict,
    severity=SEVERITIES,
    component=st.none() | st.sampled_from(COMPONENTS),
    tow=st.booleans(),
)
HISTORIES = st.lists(
    st.builds(
        PastAttempt,
        st.just(RESTART),
        st.timedeltas(timedelta(), timedelta(days=20)).map(lambda ago: NOON - ago),
        st.sampled_from(AttemptState),
    )
)


def written(component: ComponentId, steps: tuple[Action, ...]) -> Remedy | None:
    try:
        return replace(PLAYBOOK, component=component, steps=steps)
    except InvalidValue:
        return None


def test_the_safety_critical_components_are_all_on_the_list() -> None:
    """High voltage, brakes, steering and airbag: taking one off the list breaks this test."""
    assert sorted(NEVER_RESET) == [
        "airbag",
        "battery_management",
        "brakes",
        "inverter",
        "steering",
    ]


@given(st.sampled_from(COMPONENTS), st.lists(ACTIONS, max_size=5).map(tuple))
def test_a_playbook_exists_exactly_when_the_laws_allow_it(
    component: ComponentId, steps: tuple[Action, ...]
) -> None:
    """Laws 2 and 4, told a second time in other words, decide over every list of steps."""
    lawful = bool(steps)
    read: set[TroubleCode] = set()
    for step in steps:
        match step:
            case ReadEvidence(code):
                read.add(code)
            case EcuReset():
                lawful &= component not in NEVER_RESET and bool(read)
            case ClearFault(code):
                single = code.number < 0xFFFF00
                lawful &= component not in NEVER_RESET and code in read and single
            case ReadFaults():
                pass
    assert (written(component, steps) is not None) == lawful


@given(ACTIONS)
def test_a_service_only_playbook_never_runs_from_afar(action: Action) -> None:
    """Law 3: the class alone is enough to refuse."""
    with pytest.raises(InvalidValue):
        replace(PLAYBOOK, safety_class=SafetyClass.SERVICE_ONLY, steps=(action,))


@given(VERDICTS, HISTORIES)
def test_no_plan_touches_what_must_not_be_touched(
    verdict: Verdict, history: list[PastAttempt]
) -> None:
    """A reset for a verdict on a safety-critical component is refused, whatever came before."""
    found = plan(verdict, PLAYBOOK, history, NOON)
    if verdict.component in NEVER_RESET:
        assert isinstance(found, Book)
        assert found.refused == RESTART
    else:
        assert not isinstance(found, Book) or found.refused is None


@given(VERDICTS, HISTORIES, st.sampled_from(sorted(NEVER_RESET)))
def test_a_forged_playbook_is_refused_by_the_plan(
    verdict: Verdict, history: list[PastAttempt], component: ComponentId
) -> None:
    """Even a playbook that slipped past its own construction is not run."""
    forged = replace(PLAYBOOK)
    object.__setattr__(forged, "component", component)
    found = plan(verdict, forged, history, NOON)
    assert isinstance(found, Book)
    assert found.refused == RESTART


@given(VERDICTS, HISTORIES)
def test_only_a_car_that_may_drive_is_experimented_with(
    verdict: Verdict, history: list[PastAttempt]
) -> None:
    """An attempt is made only for what is known, not urgent, and within its number of tries."""
    if isinstance(plan(verdict, PLAYBOOK, history, NOON), Attempt):
        recent = [one for one in history if NOON - one.started_at < PLAYBOOK.attempts_within]
        assert verdict.severity in {Severity.SOON, Severity.MONITOR}
        assert len(recent) < PLAYBOOK.attempts


@given(st.data())
def test_nothing_is_erased_before_its_evidence_is_here(data: st.DataObject) -> None:
    """Law 4, along every way that an attempt can go; and nothing is erased twice blindly."""
    done: list[StepResult] = []
    now = NOON
    for _ in range(12):
        now += timedelta(hours=data.draw(st.integers(0, 30)))
        following = next_step(PLAYBOOK, done, now)
        if not isinstance(following, Do):
            break
        if is_erasing(following.action):
            assert any(
                isinstance(PLAYBOOK.steps[one.action_index], ReadEvidence)
                and one.state is OperationState.SUCCEEDED
                for one in done
            )
            earlier = [one for one in done if one.action_index == following.index]
            assert {one.reason for one in earlier} <= NOT_DONE_YET
            assert OperationState.UNKNOWN not in {one.state for one in earlier}
        done.append(
            StepResult(
                action_index=following.index,
                state=data.draw(st.sampled_from(OperationState)),
                at=now,
                reason=data.draw(st.sampled_from([*sorted(NOT_DONE_YET), "never_reset", ""])),
                settled=data.draw(st.booleans()),
            )
        )


@given(st.sampled_from(sorted(NEVER_RESET)), ACTIONS)
def test_the_never_list_forbids_every_change(component: ComponentId, action: Action) -> None:
    """On these components everything that is not a reading is forbidden."""
    assert is_never(component, action) == (not isinstance(action, ReadEvidence | ReadFaults))


@pytest.mark.parametrize("group", [0xFFFF00, 0xFFFF33, 0xFFFFFF])
def test_no_group_of_codes_is_ever_cleared(group: int) -> None:
    """ClearDiagnosticInformation for all would clear a crash code too (Battery-Emulator)."""
    steps = (ReadEvidence(TroubleCode(group)), ClearFault(TroubleCode(group)))
    assert all(is_never(component, steps[1]) for component in COMPONENTS)
    assert not any(written(component, steps) for component in COMPONENTS)


@given(SEVERITIES, SEVERITIES, st.none() | SEVERITIES)
def test_worse_evidence_never_lowers_a_severity(
    one: Severity, other: Severity, catalogued: Severity | None
) -> None:
    """Law 5, first half: the worse finding never leads to the milder verdict."""
    entry = None if catalogued is None else replace(ENTRY, severity=catalogued)
    milder, graver = (
        conclude(replace(FINDING, severity=level), entry, NOON)
        for level in sorted([one, other])
    )
    assert milder.severity <= graver.severity


@given(SEVERITIES)
def test_a_missing_entry_never_makes_it_harmless(found: Severity) -> None:
    """Law 5, second half: what the catalogue does not know is at least unknown."""
    assert conclude(replace(FINDING, severity=found), None, NOON).severity >= Severity.UNKNOWN


@given(st.lists(VERDICTS, min_size=1, max_size=6))
def test_another_finding_never_improves_the_vehicle(verdicts: list[Verdict]) -> None:
    """The vehicle is as bad as its worst verdict; a further one never makes it better."""
    found = [worst(verdicts[: number + 1]) for number in range(len(verdicts))]
    ranks = [one.severity.rank for one in found if one is not None]
    assert len(ranks) == len(verdicts)
    assert all(before <= after for before, after in pairwise(ranks))
    assert ranks[-1] == max(one.severity.rank for one in verdicts)
