"""The demo's two sides: whatever differs is seen, and nothing else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.demo.figures import (
    broken_promises,
    compare,
    lost,
    samples_lost,
    samples_unexpected,
    unexpected,
)
from gateway.domain.component import TELEMATICS
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.store.audit import Audit, Samples, Tally

CARS = [Vin(f"WVWZZZ1JZXW00000{digit}") for digit in range(1, 4)]
BOOTS = st.dictionaries(
    st.tuples(st.sampled_from(CARS), st.integers(1, 4)), st.integers(1, 50), max_size=8
)
SAMPLES = 200  # in each report
FAULT = (CARS[0], TELEMATICS, TroubleCode.parse("U1A10-87"))


def an_audit(boots: dict[tuple[Vin, int], int], **changes: Any) -> Audit:
    """A ledger that holds every report of these boots; `held` says where it does not."""
    tally = Tally(
        reports=sum(boots.values()),
        faults=1,
        verdicts=1,
        cases=1,
        remedies={"tried": 1},
        appointments_booked=0,
        never_reset_violations=changes.pop("violations", 0),
        refused_frames=0,
    )
    known: dict[str, Any] = {
        "omitted": {},
        "held_back": 0,
        "samples": {boot: Samples(SAMPLES * last, 0, 0) for boot, last in boots.items()},
        "doubled": 0,
        "without_content": 0,
        "faults": frozenset({FAULT}),
    }
    held = changes.pop("held", {})
    ledger = {boot: (last, last) for boot, last in boots.items()} | held
    return Audit(tally=tally, boots=ledger, **(known | changes))


def a_truth(boots: dict[tuple[Vin, int], int], **changes: Any) -> dict[str, Any]:
    """What vehicles know that committed just these reports, and broke one component."""
    reports: dict[str, list[tuple[int, int]]] = {}
    samples: dict[str, list[tuple[int, int, int]]] = {}
    for (vin, boot), last in boots.items():
        reports.setdefault(vin.text, []).append((boot, last))
        samples.setdefault(vin.text, []).append((boot, SAMPLES * last, 0))
    vin, component, code = FAULT
    fault = {"vin": vin.text, "component": component, "dtc": code.number, "set_at": 1.0}
    known: dict[str, Any] = {
        "vehicles": len(CARS),
        "reports": reports,
        "samples": samples,
        "faults": [fault],
        "safety_violations": 0,
        "power_failures": 0,
        "commands": {"executed_twice": 0},
        "seed": 7,
    }
    return known | changes


def a_report(truth: dict[str, Any], audit: Audit) -> dict[str, Any]:
    return compare(truth, audit, {"children_orphaned": 0})


@given(BOOTS)
def test_two_sides_that_agree_break_no_promise(boots: dict[tuple[Vin, int], int]) -> None:
    """Zeros everywhere, and the same count on both sides."""
    report = a_report(a_truth(boots), an_audit(boots))
    assert broken_promises(report) == []
    assert report["messages_published"] == report["messages_stored"] == sum(boots.values())
    assert (report["faults_injected"], report["faults_seen"]) == (1, 1)


@given(BOOTS.filter(bool), st.data())
def test_each_report_that_is_missing_is_counted(
    boots: dict[tuple[Vin, int], int], data: st.DataObject
) -> None:
    """In the middle, at the end, or a whole boot; what others have too much does not help."""
    boot = data.draw(st.sampled_from([*boots]))
    missing = data.draw(st.integers(1, boots[boot]))
    held = {boot: (boots[boot] - missing, boots[boot]), (CARS[0], 99): (missing, missing)}
    audit = an_audit(boots, held=held)
    assert lost(boots, audit) == missing
    assert unexpected(boots, audit) == missing
    assert len(broken_promises(a_report(a_truth(boots), audit))) == 2


@given(BOOTS.filter(bool), st.data())
def test_what_nobody_sent_is_unexpected(
    boots: dict[tuple[Vin, int], int], data: st.DataObject
) -> None:
    """A sequence beyond the last one that was committed on board, or more than those."""
    boot = data.draw(st.sampled_from([*boots]))
    beyond = data.draw(st.integers(1, 9))
    last = boots[boot]
    for found in ((last, last + beyond), (last + beyond, last)):
        audit = an_audit(boots, held={boot: found})
        assert (lost(boots, audit), unexpected(boots, audit)) == (0, beyond)


def test_nothing_sent_and_nothing_stored_is_no_loss() -> None:
    """An empty run breaks no promise by itself."""
    assert (lost({}, an_audit({})), unexpected({}, an_audit({}))) == (0, 0)


@pytest.mark.parametrize(
    ("truth", "audit", "words"),
    [
        ({}, {"doubled": 2}, "messages_duplicated is 2"),
        ({}, {"without_content": 3}, "messages_lost is 3"),
        ({}, {"violations": 1}, "never_reset_violations is 1"),
        ({"safety_violations": 1}, {}, "never_reset_violations is 1"),
        ({"commands": {"executed_twice": 1}}, {}, "commands_executed_twice is 1"),
        ({}, {"faults": frozenset()}, "1 injected faults were not seen"),
    ],
)
def test_each_broken_promise_is_said(
    truth: dict[str, Any], audit: dict[str, Any], words: str
) -> None:
    """In words that name what it is and how often."""
    boots = {(CARS[0], 1): 5}
    report = a_report(a_truth(boots, **truth), an_audit(boots, **audit))
    assert broken_promises(report) == [words]


def test_a_child_that_is_left_behind_is_a_broken_promise() -> None:
    """What only the one who ran it knows counts too."""
    boots = {(CARS[0], 1): 5}
    report = compare(a_truth(boots), an_audit(boots), {"children_orphaned": 1})
    assert broken_promises(report) == ["children_orphaned is 1"]


def test_a_fault_that_was_never_set_need_not_be_seen() -> None:
    """It was planned for later than the run lasted."""
    boots = {(CARS[0], 1): 5}
    truth = a_truth(boots)
    truth["faults"][0]["set_at"] = None
    report = a_report(truth, an_audit(boots, faults=frozenset()))
    assert (report["faults_injected"], broken_promises(report)) == (0, [])


def test_a_fault_that_cars_develop_by_themselves_is_no_injected_one() -> None:
    """More faults in the store than were injected do not hide one that is missing."""
    boots = {(CARS[0], 1): 5}
    other = (CARS[1], TELEMATICS, FAULT[2])
    report = a_report(a_truth(boots), an_audit(boots, faults=frozenset({other})))
    assert broken_promises(report) == ["1 injected faults were not seen"]


def test_what_a_car_owns_up_to_is_not_lost() -> None:
    """Reports given up and samples left out are shown, and only what is hidden is a loss."""
    car, other = (CARS[0], 1), (CARS[1], 1)
    boots = {car: 10, other: 10}
    samples = {car: Samples(6 * SAMPLES, SAMPLES, 2 * SAMPLES), other: Samples(1, 0, 0)}
    held, omitted = {car: (8, 10), other: (9, 10)}, {car: 2}
    truth = a_truth(boots)
    truth["samples"] = {
        CARS[0].text: [(1, 10 * SAMPLES, SAMPLES)],
        CARS[1].text: [(1, 3, 1)],
    }
    report = a_report(truth, an_audit(boots, held=held, omitted=omitted, samples=samples))
    assert (report["messages_omitted"], report["messages_lost"]) == (2, 1)
    assert (report["samples_made"], report["samples_lost"]) == (10 * SAMPLES + 3, 1)
    shown = tuple(report[f"samples_{name}"] for name in ("stored", "thinned", "omitted"))
    assert shown == (6 * SAMPLES + 1, SAMPLES, 2 * SAMPLES)
    assert broken_promises(report) == ["messages_lost is 1", "samples_lost is 1"]


@given(BOOTS.filter(bool), st.data())
def test_each_sample_beyond_those_made_is_counted(
    boots: dict[tuple[Vin, int], int], data: st.DataObject
) -> None:
    """Stored twice, or owned up to although it arrived; one that is missing hides none."""
    boot = data.draw(st.sampled_from([*boots]))
    beyond, missing = data.draw(st.integers(1, 9)), data.draw(st.integers(0, 9))
    made = SAMPLES * boots[boot]
    other = (CARS[0], 99)
    for counts in (
        Samples(made + beyond, 0, 0),
        Samples(made, beyond, 0),
        Samples(made, 0, beyond),
    ):
        everywhere = an_audit(boots).samples | {boot: counts, other: Samples(SAMPLES, 0, 0)}
        truth, audit = a_truth({**boots, other: 1}), an_audit(boots, samples=everywhere)
        truth["samples"][CARS[0].text][-1] = (99, SAMPLES + missing, 0)
        assert (samples_lost(truth, audit), samples_unexpected(truth, audit)) == (
            missing,
            beyond,
        )


def test_a_sample_of_a_boot_that_nobody_made_breaks_a_promise() -> None:
    """Whatever was made in other boots."""
    boots = {(CARS[0], 1): 5}
    samples = an_audit(boots).samples | {(CARS[0], 2): Samples(1, 0, 0)}
    report = a_report(a_truth(boots), an_audit(boots, samples=samples))
    assert broken_promises(report) == ["samples_unexpected is 1"]


def test_a_sample_that_arrived_unacknowledged_is_expected() -> None:
    """It is stored, and the car still has it on board."""
    boots = {(CARS[0], 1): 5}
    truth = a_truth(boots)
    truth["samples"] = {CARS[0].text: [(1, 5 * SAMPLES, SAMPLES)]}
    assert broken_promises(a_report(truth, an_audit(boots))) == []
