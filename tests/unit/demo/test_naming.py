"""Whether the true cause was named: rankings made by hand, each counted as it deserves."""

from typing import Any

import pytest

from gateway.demo.score.cause_names import LEFT_TO_A_PERSON, cause_names
from gateway.demo.score.machine_figures import headlines
from gateway.demo.score.naming import NONE_NAMED, NOT_JUDGED, share
from gateway.demo.score.score import Score
from gateway.domain.cause import CauseId
from gateway.domain.severity import Severity
from tests.fix_score import CARS, ISOLATION, ONSET_S, a_case, a_fault, a_stop, at, scored

WORN, WEAK = "lv_battery_worn", "dcdc_output_weak"
FIRST, SECOND, THIRD, FOURTH = (CauseId(f"system.{name}") for name in "abcd")


def right(root_cause: str) -> CauseId:
    return cause_names()[root_cause]


def named(*causes: CauseId, **changes: Any) -> Score:
    return scored([a_fault(root_cause=WORN)], a_case(causes=causes, **changes))


@pytest.mark.parametrize(
    ("before", "rank"),
    [((), 1), ((FIRST,), 2), ((FIRST, SECOND), 3), ((FIRST, SECOND, THIRD), 4)],
)
def test_the_rank_is_the_place_in_the_verdict(before: tuple[CauseId, ...], rank: int) -> None:
    """The first is top 1; the fourth is not among the first three."""
    found = named(*before, right(WORN), FOURTH)
    [one] = found.named
    assert one.rank == rank
    assert one.said == (*before, right(WORN))[0]
    assert (share(found.named, 1), share(found.named, 3)) == (rank == 1, rank <= 3)
    [line] = found.root_causes
    assert (line.first, line.third) == (rank == 1, rank <= 3)
    assert line.instead.total() == (rank > 1)


def test_what_was_not_judged_or_not_named_is_a_miss() -> None:
    """So is another cause; what has not shown is no question."""
    missed, nothing, other = scored([a_fault(root_cause=WORN)]), named(), named(FIRST)
    assert [one.said for one in missed.named] == [NOT_JUDGED]
    assert [one.said for one in nothing.named] == [NONE_NAMED]
    assert [share(found.named, 3) for found in (missed, nothing, other)] == [0, 0, 0]
    assert scored([a_fault(root_cause=WORN, set_at=None)]).named == ()
    assert share([], 1) is None


def test_what_nobody_can_name_is_left_to_a_person() -> None:
    """Any cause that is named for it is wrong, and so is any other word than unknown."""
    [unknown] = [name for name, cause in cause_names().items() if cause == LEFT_TO_A_PERSON]
    fault = a_fault(root_cause=unknown)
    cases = (
        a_case(severity=Severity.UNKNOWN),
        a_case(severity=Severity.SOON),
        a_case(severity=Severity.UNKNOWN, causes=(FIRST,)),
    )
    assert [scored([fault], case).named[0].rank for case in cases] == [1, None, None]


def test_the_gravest_case_leads() -> None:
    """Of several about one fault; of equally grave ones that which was judged first."""
    wanted, other = right(WORN), FIRST
    mild = a_case(number=1, causes=(other,), severity=Severity.MONITOR)
    grave = a_case(number=2, causes=(wanted,), severity=Severity.URGENT, judged_at=at(90))
    later = a_case(number=3, causes=(other,), severity=Severity.URGENT, judged_at=at(95))
    [one] = scored([a_fault(root_cause=WORN)], mild, later, grave).named
    assert one.rank == 1


def test_look_alikes_and_intermittents_stand_apart() -> None:
    """Look-alikes are not in top 1; those that come and go are, and have their own share."""
    faults = [
        a_fault(root_cause=WORN),
        a_fault(1, root_cause=WORN, intermittent=True),
        a_fault(2, root_cause=WEAK, look_alikes=[WORN]),
    ]
    found = scored(
        faults,
        a_case(causes=(right(WORN),)),
        a_case(car=1, number=2, causes=(FIRST,)),
        a_case(car=2, number=3, causes=(right(WORN), right(WEAK))),
    )
    line = headlines(found)
    assert (line["top1"], line["top3"], line["lookalike_top1"]) == (0.5, 0.5, 0.0)
    assert share(found.look_alikes, 3) == 1
    assert share(found.intermittents, 1) == 0


def test_the_headlines_are_those_that_were_agreed() -> None:
    """By name and in order: others read them."""
    assert list(headlines(scored([]))) == [
        "seed",
        "vehicles",
        "vehicle_days",
        "root_causes",
        "top1",
        "top3",
        "lookalike_top1",
        "verdicts",
        "unsafe_advice",
        "needless_stop",
        "false_cases_per_1000_days",
        "seconds_to_verdict_p50",
        "seconds_to_verdict_p99",
    ]


def test_a_case_beside_the_fault_is_told() -> None:
    """It is about another component than any in which the fault sets a code."""
    found = scored([a_fault()], a_case(), a_case(number=2, code=ISOLATION))
    assert (found.beside.total(), found.false_cases.total()) == (1, 0)
    assert scored([a_stop()], a_case(code=ISOLATION)).beside.total() == 0


def test_quiet_days_end_with_the_first_fault() -> None:
    """A car that turns faulty was healthy until then; each is counted by its link."""
    halfway = 86_400 / 8
    faults = [
        a_fault(onset=ONSET_S + halfway, set_at=None),
        a_fault(onset=ONSET_S + 2 * halfway, set_at=None),
    ]
    links = {CARS[0].text: "good", CARS[1].text: "rural_edge"}
    early = a_case(car=1, opened_at=at(halfway / 2))
    found = scored(faults, early, truth={"links_by_vin": links})
    assert (found.vehicle_days, found.quiet_days) == (1.0, 0.875)
    good, rural = found.links
    assert (good.profile, good.quiet_days, good.false_cases) == ("good", 0.125, 0)
    assert (rural.profile, rural.quiet_days, rural.false_cases) == ("rural_edge", 0.25, 1)
