"""Laws 2 to 5: nothing safety-critical is touched, evidence comes first, worse stays worse."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.care.conclusion import conclude, worst
from gateway.domain import component as components
from gateway.domain.component import CLEARABLE, INFOTAINMENT, RESETTABLE, ComponentId
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

KNOWN = {value for value in vars(components).values() if isinstance(value, str) and value}
COMPONENTS = sorted(
    {ComponentId(name) for name in KNOWN if re.fullmatch("[a-z_]+", name)}
    | {ComponentId("gearbox"), ComponentId("")}
)
SPELLINGS = (
    *("B1A20-47", "P0071-62", "U1A10-87", "U3000-49"),
    *(
        "P0AA6-1A",
        "P0C73-71",
        "P2B61-71",
        "P1BFF-00",
        "P3F00-00",
        "C0035-13",
        "C1A50-00",
        "B0001-1A",
    ),
    *("U0111-87", "U0121-87", "U0131-87", "U0151-87", "U0415-81", "U0452-81", "U3FFF-33"),
)
CODES = st.sampled_from([TroubleCode.parse(text) for text in SPELLINGS])
HARMLESS = {
    TroubleCode.parse(text) for text in ("B1A20-47", "P0071-62", "U1A10-87", "U3000-49")
}
ACTIONS: st.SearchStrategy[Action] = st.one_of(
    st.builds(ReadEvidence, CODES),
    st.builds(EcuReset, st.sampled_from(ResetType)),
    st.builds(ClearFault, CODES),
    st.builds(ReadFaults),
)
SCREEN = TroubleCode.parse("B1A20-47")
SEVERITIES = st.sampled_from(Severity)
VERDICTS = st.builds(
    a_verdict,
    severity=SEVERITIES,
    component=st.none() | st.sampled_from(COMPONENTS),
    code=st.none() | CODES,
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


def test_little_may_be_changed_from_afar() -> None:
    """Putting a component on one of the lists breaks this test, so that somebody thinks."""
    assert sorted(RESETTABLE) == ["infotainment", "telematics"]
    assert sorted(CLEARABLE) == [
        "body_control",
        "driver_assistance",
        "infotainment",
        "telematics",
        "thermal_management",
    ]


@pytest.mark.parametrize("name", ["charger", "dcdc_converter", "gearbox", "", "Infotainment"])
def test_what_is_not_on_a_list_is_never_changed(name: str) -> None:
    """High voltage that nobody thought of, and what nobody has ever heard of."""
    for change in (EcuReset(ResetType.SOFT), ClearFault(TroubleCode.parse("B1A20-47"))):
        assert is_never(ComponentId(name), change)
        assert written(ComponentId(name), (ReadEvidence(SCREEN), change)) is None


@pytest.mark.parametrize("code", SPELLINGS)
def test_a_safety_critical_code_is_never_cleared(code: str) -> None:
    """Wherever it stands: the infotainment may store what the brakes have told it."""
    number = TroubleCode.parse(code)
    steps = (ReadEvidence(number), ClearFault(number))
    allowed = number in HARMLESS
    assert is_never(INFOTAINMENT, ClearFault(number)) != allowed
    assert (written(INFOTAINMENT, steps) is not None) == allowed
    assert (written(INFOTAINMENT, (steps[0], EcuReset(ResetType.HARD))) is not None) == allowed


@given(st.sampled_from(COMPONENTS), st.lists(ACTIONS, max_size=5).map(tuple))
def test_a_playbook_exists_exactly_when_the_laws_allow_it(
    component: ComponentId, steps: tuple[Action, ...]
) -> None:
    """Laws 2 and 4, told a second time in other words, decide over every list of steps."""
    lawful = bool(steps)
    read: set[TroubleCode] = set()
    named = {step.code for step in steps if isinstance(step, ReadEvidence)}
    for step in steps:
        match step:
            case ReadEvidence(code):
                read.add(code)
            case EcuReset():
                lawful &= component in RESETTABLE and bool(read) and named <= HARMLESS
            case ClearFault(code):
                lawful &= component in CLEARABLE and code in read and named <= HARMLESS
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
    """A reset for what is not known to be harmless is refused, whatever came before."""
    found = plan(verdict, PLAYBOOK, history, NOON)
    if verdict.component in RESETTABLE and verdict.code in HARMLESS:
        assert not isinstance(found, Book) or found.refused is None
    else:
        assert isinstance(found, Book)
        assert found.refused == RESTART


@given(VERDICTS, HISTORIES, st.sampled_from(sorted({*COMPONENTS} - RESETTABLE)))
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
                and one.evidence
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
                evidence=data.draw(st.booleans()),
            )
        )


@given(st.sampled_from(COMPONENTS), CODES)
def test_reading_is_always_allowed(component: ComponentId, code: TroubleCode) -> None:
    """It changes nothing, anywhere."""
    assert not is_never(component, ReadEvidence(code))
    assert not is_never(component, ReadFaults())


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
