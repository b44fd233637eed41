"""Laws of the rulebook in force, tested like safety equipment."""

import pkgutil
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from importlib import import_module
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import diagnostics_rules
from diagnostics_rules import REMEDIES, RULEBOOK
from gateway.domain.catalogue import CatalogueEntry
from gateway.domain.component import CLEARABLE, ComponentId
from gateway.domain.finding import Finding, RuleId
from gateway.domain.instant import EPOCH
from gateway.domain.operation import (
    ClearFault,
    ReadEvidence,
    is_never,
    is_safety_critical,
)
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.remedy.playbook import Remedy
from gateway.triage.heard import Heard
from gateway.triage.judge import judge
from gateway.triage.rehearsal import (
    FAILED,
    Case,
    reports,
    told,
)
from gateway.triage.rule import Rule
from gateway.triage.story_of_days import END, told_days
from gateway.triage.survey import survey
from gateway.triage.truth import Truth
from gateway.triage.window import Window
from tests.fix_triage import COMPONENT_CODES, STATUSES, faulty, streams, telemetry

LOOKS_LIKE_A_CODE = re.compile(r"\b[PCBU][0-3][0-9A-F]{3}\b")
WORSE_BITS = st.sampled_from([0x01, 0x04, 0x08, 0x0C, 0x2F, 0x80])

CASES: list[Case] = [
    case
    for module in pkgutil.walk_packages(diagnostics_rules.__path__, "diagnostics_rules.")
    if module.name.endswith("_test")
    for case in import_module(module.name).CASES
]


def opened(heard: Sequence[Heard]) -> dict[RuleId, Finding]:
    """The findings that are open after these reports, in one batch."""
    judged = judge(RULEBOOK, {}, heard)
    said = {each.rule: each for each in judged.findings if isinstance(each, Finding)}
    open_ = {rule for window in judged.windows.values() for rule in window.open}
    return {rule: said[rule] for rule in open_}


def surveyed(case: Case) -> dict[RuleId, Finding]:
    """The findings of a survey at the end of the story."""
    car, fleet = told_days(case.story, RULEBOOK.needs)
    said = survey(RULEBOOK, [car], fleet, EPOCH + timedelta(days=END))
    return {each.rule: each for each in said if isinstance(each, Finding)}


def worst(heard: Sequence[Heard]) -> Severity:
    return max((each.severity for each in opened(heard).values()), default=Severity.MONITOR)


Memories = Mapping[ComponentId, dict[str, tuple[int, int]]]


def as_reports(memories: Memories) -> list[Heard]:
    return [
        faulty(seq, 0, component, said)
        for seq, (component, said) in enumerate(sorted(memories.items()), start=1)
    ]


def memories() -> st.SearchStrategy[Memories]:
    """Fault memories with any status bytes and counters."""
    said = st.tuples(STATUSES, st.integers(0, 9))
    one = st.tuples(st.sampled_from(COMPONENT_CODES), said)
    return st.lists(one, max_size=6).map(_grouped)


def _grouped(lines: Sequence[tuple[tuple[ComponentId, str], tuple[int, int]]]) -> Memories:
    grouped: dict[ComponentId, dict[str, tuple[int, int]]] = {}
    for (component, spelling), said in lines:
        grouped.setdefault(component, {})[spelling] = said
    return grouped


def cases_of(rule: Rule) -> list[Case]:
    return [case for case in CASES if case.rule.id == rule.id]


def test_every_rule_has_a_case_of_each_kind() -> None:
    """Fires, stays quiet, stays undecided: beside the rule, for everybody to read."""
    assert {case.rule.id for case in CASES} == {rule.id for rule in RULEBOOK.rules}
    for rule in RULEBOOK.rules:
        kinds = {case.expected for case in cases_of(rule) if case.rule == rule}
        assert (rule.id, set(Truth)) == (rule.id, kinds)


@pytest.mark.parametrize("rule", RULEBOOK.rules, ids=lambda rule: rule.id)
def test_the_judge_says_what_the_cases_expect(rule: Rule) -> None:
    """A case that fires opens a finding with evidence; the others open none of that rule."""
    for case in cases_of(rule):
        said = surveyed(case) if rule.when.needs.days else opened(told(case.story))
        finding = said.get(rule.id)
        assert (str(case), case.expected is Truth.TRUE) == (str(case), finding is not None)
        assert finding is None or finding.evidence


def test_silence_never_fires_a_rule() -> None:
    """Nothing heard, no rule is true; nor is it certainly false."""
    assert {Truth.UNKNOWN} == {rule.when.truth(Window(), 0) for rule in RULEBOOK.rules}


def test_components_that_report_no_fault_fire_nothing() -> None:
    """A car whose every component is well has no finding."""
    components = {entry.component for entry in RULEBOOK.catalogue}
    assert not opened(told(tuple(reports(component) for component in sorted(components))))


@given(memories(), st.data())
def test_worse_faults_never_lower_a_severity(before: Memories, data: st.DataObject) -> None:
    """More failure bits, more occurrences, more codes: at least as grave."""
    component, spelling = data.draw(st.sampled_from(COMPONENT_CODES))
    status, occurrences = before.get(component, {}).get(spelling, (0, 0))
    worse_line = (
        status | data.draw(WORSE_BITS),
        occurrences + data.draw(st.integers(0, 5)),
    )
    worse = {**before, component: {**before.get(component, {}), spelling: worse_line}}
    assert worst(as_reports(before)) <= worst(as_reports(worse))


@given(memories(), st.lists(telemetry(), max_size=4))
def test_more_telemetry_never_excuses_a_fault(before: Memories, measured: list[Heard]) -> None:
    """What the components say stands, however good the signals look."""
    faults = as_reports(before)
    assert opened(faults).keys() <= opened([*faults, *measured]).keys()


@given(streams())
def test_no_rule_raises_on_any_input(stream: list[Heard]) -> None:
    """Not a number, infinite, unheard of or contradictory: every finding can still be read."""
    for finding in judge(RULEBOOK, {}, stream).findings:
        assert RULEBOOK.rule(finding.rule) or finding.rule.startswith("unknown_code.")
        if isinstance(finding, Finding):
            assert all(line.endswith(".") for line in finding.evidence)
            assert finding.evidence


@given(streams(), st.randoms(use_true_random=False))
def test_permuting_a_batch_changes_nothing(stream: list[Heard], random: Random) -> None:
    """The broker may deliver as it likes."""
    shuffled = random.sample(stream, len(stream))
    assert judge(RULEBOOK, {}, stream) == judge(RULEBOOK, {}, shuffled)


@given(st.sampled_from(RULEBOOK.catalogue), st.integers(0, 0xFFFFFF))
def test_a_code_that_no_catalogue_knows_goes_to_a_person(
    entry: CatalogueEntry, number: int
) -> None:
    """Never "medium": severity unknown, until somebody has judged it."""
    code = TroubleCode(number)
    if RULEBOOK.entry(entry.component, code) is None:
        finding = opened([faulty(1, 0, entry.component, {str(code): 0x09})])
        assert {Severity.UNKNOWN} == {each.severity for each in finding.values()}


class TestEveryEntry:
    """Every trouble code of the catalogue."""

    def test_failing_now_it_is_found(self) -> None:
        """A known code without a rule would be worse than an unknown one."""
        for entry in RULEBOOK.catalogue:
            story = reports(entry.component, {str(entry.code): FAILED})
            assert [(entry.component, entry.code, entry.severity)] == [
                (finding.component, finding.code, finding.severity)
                for finding in opened(told((story,))).values()
            ]

    def test_its_remedy_exists_and_is_about_it(self) -> None:
        """The same component, evidence of the same code, and nothing cleared but this code."""
        playbook = {remedy.id: remedy for remedy in REMEDIES}
        assert len(playbook) == len(REMEDIES)
        for entry in RULEBOOK.catalogue:
            if entry.remedy is None:
                assert entry.no_remedy_because, entry.code
                continue
            remedy = playbook[entry.remedy]
            assert (entry.code, entry.component) == (entry.code, remedy.component)
            assert ReadEvidence(entry.code) in remedy.steps
            cleared = {step.code for step in remedy.steps if isinstance(step, ClearFault)}
            assert cleared <= {entry.code}

    def test_safety_critical_ones_have_no_remedy(self) -> None:
        """High voltage, brakes, steering, airbag: law 2."""
        critical = [
            entry
            for entry in RULEBOOK.catalogue
            if entry.component not in CLEARABLE or is_safety_critical(entry.code)
        ]
        assert critical
        assert [entry.code for entry in critical if entry.remedy is not None] == []

    def test_it_speaks_to_people(self) -> None:
        """Whole sentences, and no code where the owner reads."""
        for entry in RULEBOOK.catalogue:
            for text in (entry.owner_text, entry.drivability, entry.advice):
                assert text.endswith("."), entry.code
                assert not LOOKS_LIKE_A_CODE.search(text)
            if entry.if_worse is not None:
                told = (entry.if_worse.owner_text, entry.if_worse.drivability)
                for text in (*told, entry.if_worse.advice):
                    assert text.endswith("."), entry.code
                    assert not LOOKS_LIKE_A_CODE.search(text)
                assert entry.if_worse.severity > entry.severity
            assert entry.service_text.endswith("."), entry.code
            assert entry.skills, entry.code
            assert entry.repair_minutes > 0, entry.code

    def test_stopping_and_towing_go_together(self) -> None:
        """Who must not drive on is fetched, and is told to stop in so many words."""
        for entry in RULEBOOK.catalogue:
            stop = entry.severity is Severity.STOP_DRIVING
            assert (entry.code, stop) == (entry.code, entry.tow)
            assert (entry.code, stop) == (
                entry.code,
                entry.drivability.startswith("Please stop"),
            )
            if entry.if_worse is not None:
                stop = entry.if_worse.severity is Severity.STOP_DRIVING
                assert stop == entry.if_worse.drivability.startswith("Please stop")


@pytest.mark.parametrize("remedy", REMEDIES, ids=lambda remedy: remedy.id)
def test_no_remedy_touches_what_must_never_be_touched(remedy: Remedy) -> None:
    """Checked here, in the playbook's own constructor and again in the car."""
    assert not [step for step in remedy.steps if is_never(remedy.component, step)]
    assert remedy.id in {entry.remedy for entry in RULEBOOK.catalogue}
