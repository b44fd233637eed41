"""Less data is less certain, and says nothing else: the unknown is neither well nor ill."""

import pkgutil
from collections.abc import Hashable
from dataclasses import replace
from importlib import import_module

from hypothesis import given, settings
from hypothesis import strategies as st

import diagnostics_rules
from gateway.triage.rehearsal import Case, Event, rehearse
from gateway.triage.truth import Truth

CASES: list[Case] = [
    case
    for module in pkgutil.walk_packages(diagnostics_rules.__path__, "diagnostics_rules.")
    if module.name.endswith("_test")
    for case in import_module(module.name).CASES
]
DECIDED = [case for case in CASES if case.expected is not Truth.UNKNOWN]


def sources(case: Case) -> list[Hashable]:
    return sorted({source(event) for event in case.story}, key=repr)


def source(event: Event) -> Hashable:
    """Which signal, which component or which papers it is about."""
    told = getattr(event, "signal", None) or getattr(event, "component", None)
    return type(event), told


def without(case: Case, gone: set[Hashable]) -> Case:
    story = tuple(event for event in case.story if source(event) not in gone)
    return replace(case, story=story)


def test_no_source_of_data_is_an_excuse_by_its_absence() -> None:
    """Whichever signal, component or papers are taken away: the same answer, or not known."""
    for case in DECIDED:
        for gone in sources(case):
            said = rehearse(without(case, {gone}))
            assert (str(case), gone, said in {case.expected, Truth.UNKNOWN}) == (
                str(case),
                gone,
                True,
            )


@settings(max_examples=300)
@given(st.sampled_from([case for case in DECIDED if len(sources(case)) > 1]), st.data())
def test_the_less_is_known_the_less_is_certain(case: Case, data: st.DataObject) -> None:
    """However much is taken away: a fault is not known any more, it is never denied."""
    gone = data.draw(st.sets(st.sampled_from(sources(case))))
    more = gone | data.draw(st.sets(st.sampled_from(sources(case))))
    less, least = rehearse(without(case, gone)), rehearse(without(case, more))
    assert less in {case.expected, Truth.UNKNOWN}
    assert least in {less, Truth.UNKNOWN}
