"""The score: hand-made truths and conclusions, each judged as it deserves."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.demo.score.appointments import FOR_NOTHING, LACKING, RIGHT
from gateway.demo.score.machine_figures import as_json
from gateway.demo.score.remedies import RemedyResult
from gateway.demo.score.score import score
from gateway.demo.score.severities import WORDS
from gateway.demo.score.truth import TruthUnreadable, read_truth, truth_of
from gateway.domain.case import CaseId
from gateway.domain.finding import RuleId
from gateway.domain.proof import ProofState
from gateway.domain.severity import Severity
from gateway.store.conclusions import BookedSkills, Conclusions
from tests.fix_score import (
    CARS,
    ISOLATION,
    ONSET_S,
    a_case,
    a_fault,
    a_stop,
    a_try,
    at,
    printout,
    scored,
)


def test_all_is_well() -> None:
    """A fault that is judged as a specialist would, and cars about which nothing is said."""
    found = scored([a_fault()], a_case())
    assert found.severities.confusion == Counter(
        {("nothing", "nothing"): 3, ("soon", "soon"): 1}
    )
    assert (found.severities.under_triaged, found.severities.over_triaged) == (0, 0)
    assert (found.false_cases_per_1000_days, found.strangers) == (0.0, Counter())
    [line] = found.root_causes
    assert (line.planted, line.shown, line.seen, line.judged) == (1, 1, 1, 1)


@pytest.mark.parametrize(
    ("said", "missed", "unsafe"),
    [
        (None, 1, 0),
        (Severity.UNKNOWN, 1, 0),
        (Severity.MONITOR, 1, 1),
        (Severity.URGENT, 1, 1),
        (Severity.STOP_DRIVING, 0, 0),
    ],
)
def test_a_missed_stop_is_the_headline(said: Severity | None, missed: int, unsafe: int) -> None:
    """Nothing less will do; whoever was told to drive has had unsafe advice."""
    cases = [] if said is None else [a_case(code=ISOLATION, severity=said)]
    found = scored([a_stop()], *cases)
    assert len(found.severities.missed_stops) == missed
    assert len(found.severities.unsafe_advice) == unsafe
    printed = printout(found)
    assert ("hv_isolation_loss" in printed.splitlines()[0]) is bool(missed)


def test_a_needless_stop_is_counted() -> None:
    """Also on a car without any fault, where it is a false case too."""
    found = scored(
        [a_fault()],
        a_case(severity=Severity.STOP_DRIVING),
        a_case(car=1, number=2, severity=Severity.STOP_DRIVING),
    )
    assert len(found.severities.needless_stops) == 2
    assert found.severities.over_triaged == 2
    assert found.false_cases.total() == 1
    assert (found.vehicle_days, found.quiet_days) == (1.0, 0.75)
    assert found.false_cases_per_1000_days == round(1000 / 0.75, 2)


def test_the_worst_of_a_car_counts() -> None:
    """On both sides: two faults and two cases, the milder ones do not speak for the car."""
    found = scored(
        [a_fault(), a_stop()],
        a_case(),
        a_case(number=2, code=ISOLATION, severity=Severity.STOP_DRIVING),
    )
    assert found.severities.confusion["stop_driving", "stop_driving"] == 1


def test_what_has_not_shown_cannot_be_missed() -> None:
    """A fault without a code yet makes its car no worse."""
    found = scored([a_stop(set_at=None)])
    assert found.severities.missed_stops == ()
    assert found.severities.confusion == Counter({("nothing", "nothing"): 4})
    assert (found.root_causes[0].planted, found.root_causes[0].shown) == (1, 0)


def test_unknown_is_neither_too_mild_nor_too_grave() -> None:
    """It is left to a person."""
    found = scored([a_fault()], a_case(severity=Severity.UNKNOWN))
    severities = found.severities
    assert (severities.under_triaged, severities.over_triaged) == (0, 0)
    assert severities.left_to_person == 1


def test_delays() -> None:
    """From the onset, and from when a code arrived; a signal may have told before any code."""
    cases = a_case(), a_case(car=1, number=2)
    seen = {(CARS[0], cases[0].component, cases[0].code): at(20)}
    late = {(CARS[1], cases[1].component, cases[1].code): at(200)}
    found = scored([a_fault(), a_fault(1)], *cases, seen=seen | late)
    assert (found.from_onset.p50, found.from_onset.count) == (60, 2)
    assert (found.from_first_telling.p50, found.from_first_telling.p99) == (0, 40)
    assert scored([a_fault()], cases[0], seen={}).from_first_telling.count == 0
    assert scored([]).from_onset.p50 is None


CURED = {"ended": ONSET_S + 101, "ended_by": "soft_reset"}
TURNED = {
    **CURED,
    "interventions": [
        {
            "at": ONSET_S + 101,
            "action": "soft_reset",
            "component": "telematics",
            "did": "turns_into",
        }
    ],
}


@pytest.mark.parametrize(
    ("truth", "proof", "result"),
    [
        (CURED, ProofState.VERIFIED, RemedyResult.CURED),
        ({}, ProofState.VERIFIED, RemedyResult.MASKED),
        ({"ended": ONSET_S + 9000}, ProofState.VERIFIED, RemedyResult.MASKED),
        (TURNED, ProofState.VERIFIED, RemedyResult.MADE_ANOTHER),
        ({}, ProofState.RELAPSED, RemedyResult.RELAPSED),
        (CURED, ProofState.RELAPSED, RemedyResult.WRONGLY_RELAPSED),
        (CURED, ProofState.UNVERIFIABLE, RemedyResult.UNVERIFIABLE),
        (CURED, ProofState.MONITORING, RemedyResult.OPEN),
        (CURED, None, RemedyResult.OPEN),
    ],
)
def test_a_proof_is_held_against_the_truth(
    truth: dict[str, Any], proof: ProofState | None, result: RemedyResult
) -> None:
    """What was only hidden, or has made room for something else, is no cure."""
    found = scored([a_fault(**truth)], a_case(), tried=(a_try(proof=proof),))
    assert found.remedies == Counter({result: 1})


def test_remedies_that_were_left_out_or_in_vain() -> None:
    """The one would have helped and was not tried, the other was tried and could not help."""
    found = scored(
        [a_fault(), a_stop(1)],
        a_case(),
        a_case(car=1, number=2, code=ISOLATION),
        tried=(a_try(case=2),),
    )
    assert found.remedies_left_out == Counter({"telematics_half_connected": 1})
    assert found.useless_remedies == Counter({"hv_isolation_loss": 1})
    helped = scored([a_fault()], a_case(), tried=(a_try(),))
    assert (helped.remedies_left_out, helped.useless_remedies) == (Counter(), Counter())


def test_another_remedy_than_the_one_that_helps_is_in_vain() -> None:
    """To clear the code of what needs a reset leaves the reset untried."""
    tried = (a_try(resets=False, clears=True),)
    found = scored([a_fault()], a_case(), tried=tried)
    assert found.useless_remedies == found.remedies_left_out
    assert found.useless_remedies.total() == 1


def test_a_remedy_on_a_healthy_car() -> None:
    """It has nothing to cure, whatever was proved."""
    found = scored([], a_case(), tried=(a_try(),))
    assert found.remedies == Counter({RemedyResult.WITHOUT_CAUSE: 1})


def test_appointments_need_the_right_skills() -> None:
    """More than are needed are fine, fewer are not, and none are for nothing."""
    found = scored(
        [a_fault(), a_stop(1)],
        a_case(),
        a_case(car=1, number=2, code=ISOLATION),
        a_case(car=2, number=3),
        booked=(
            BookedSkills(CaseId(1), frozenset({"electronics", "general"})),
            BookedSkills(CaseId(2), frozenset({"general"})),
            BookedSkills(CaseId(3), frozenset({"general"})),
        ),
    )
    assert found.bookings == Counter({RIGHT: 1, LACKING: 1, FOR_NOTHING: 1})


def test_a_case_belongs_to_the_nearest_fault() -> None:
    """By code, else by component, else to the car's fault; never to one that came later."""
    later = a_stop(onset=ONSET_S + 5000)
    found = scored([a_fault(), later], a_case(code=ISOLATION))
    assert [line.judged for line in found.root_causes] == [0, 1]
    assert found.false_cases == Counter()
    assert scored([later], a_case(code=ISOLATION)).false_cases.total() == 1


def test_codes_that_no_rule_knows() -> None:
    """They are named, with the number of their cases."""
    rule = RuleId("unknown_code.telematics.U1A10-87")
    found = scored([a_fault()], a_case(rule=rule, severity=Severity.UNKNOWN))
    assert found.strangers == Counter({"telematics U1A10-87": 1})


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 3), st.sampled_from(Severity)), max_size=6))
def test_every_car_stands_in_the_table_once(said: list[tuple[int, Severity]]) -> None:
    """Whatever is said about them; and the table can always be printed."""
    cases = [
        a_case(car=car, number=number, severity=severity)
        for number, (car, severity) in enumerate(said, start=1)
    ]
    found = scored([a_fault(), a_stop(1)], *cases)
    assert found.severities.confusion.total() == len(CARS)
    assert {word for pair in found.severities.confusion for word in pair} <= set(WORDS)
    assert "a specialist's worst word" in printout(found)


def test_machines_get_plain_json() -> None:
    """With the headlines on top."""
    found = as_json(scored([a_stop()], a_case(code=ISOLATION, severity=Severity.SOON)))
    read = json.loads(json.dumps(found))
    assert (read["seed"], read["vehicles"], read["vehicle_days"]) == (7, 4, 1.0)
    assert (read["missed_stop_driving"], read["unsafe_advice"]) == (1, 1)
    assert read["confusion"]["stop_driving"] == {"soon": 1}


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"seed": 1, "vehicles": 1, "injected": [{}]}']
)
def test_what_is_no_truth_is_refused(text: str, tmp_path: Path) -> None:
    """In one line that names the file."""
    path = tmp_path / "truth.json"
    path.write_text(text)
    with pytest.raises(TruthUnreadable, match="not the truth of a simulated fleet"):
        read_truth(path)


def test_a_day_without_a_report() -> None:
    """Nothing heard is no day, and no rate."""
    nothing = Conclusions(vehicles=4, heard=None, cases=(), tried=(), booked=(), seen={})
    found = score(truth_of({"seed": 7, "vehicles": 4, "injected": []}), nothing)
    assert (found.vehicle_days, found.false_cases_per_1000_days) == (0.0, None)
