"""Which cars of a recorded fleet have which fault."""

from collections import Counter

import pytest

from simulator.faults.library import never_first, root_causes
from simulator.fleet.fault_plan import candidates
from simulator.garage.garage import draw_garage
from simulator.recorder.assignment import Span, assign

CARS = candidates(draw_garage(600, 3), 3)
HOURS = 3600.0
SPAN = Span(0.0, 5 * HOURS)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_so_many_cars_have_one_fault_each(share: float) -> None:
    """That lives in such a car; the others are healthy."""
    faults = assign(CARS, share, 3, SPAN)
    assert len(faults) == round(share * len(CARS))
    by_vin = {car.vin: car for car in CARS}
    for vin, [fault] in faults.items():
        assert by_vin[vin].suits(root_causes()[fault.root_cause_id])


def test_every_cause_is_there_about_equally_often() -> None:
    """But for those that only come of others, and those that few cars can have."""
    dealt = Counter(f.root_cause_id for [f] in assign(CARS, 1.0, 3, SPAN).values())
    assert dealt.keys() == root_causes().keys() - never_first(root_causes())
    assert max(dealt.values()) <= 3 * len(CARS) / len(dealt)


def test_a_fault_has_the_time_that_it_needs_to_show() -> None:
    """It begins early enough for that; in too short a span as early as may be."""
    for [fault] in assign(CARS, 1.0, 3, SPAN).values():
        cause = root_causes()[fault.root_cause_id]
        assert 600 <= fault.onset_s <= SPAN.ends_s - cause.shows_within_s
    short = assign(CARS, 0.1, 3, Span(0.0, 900.0))
    assert {fault.onset_s for [fault] in short.values()} == {600.0}


def test_the_seed_decides() -> None:
    """The same one, the same faults; another one, others."""
    assert assign(CARS, 0.5, 3, SPAN) == assign(CARS, 0.5, 3, SPAN)
    assert assign(CARS, 0.5, 3, SPAN).keys() != assign(CARS, 0.5, 4, SPAN).keys()
