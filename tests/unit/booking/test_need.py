"""What a verdict asks of a workshop."""

from datetime import timedelta

import pytest

from gateway.booking.need import NOT_BEFORE, WITHIN, need_for
from gateway.domain.catalogue import Skill
from gateway.domain.severity import Severity
from tests.fix_knowledge import NOON, a_verdict


@pytest.mark.parametrize(
    ("minutes", "planned"), [(0, 15), (1, 15), (15, 15), (50, 60), (61, 75)]
)
def test_a_repair_takes_whole_quarters(minutes: int, planned: int) -> None:
    """Rounded up, never to nothing."""
    found = need_for(a_verdict(repair_minutes=minutes), NOON)
    assert found.duration == timedelta(minutes=planned)


def test_a_towed_car_comes_two_hours_later() -> None:
    """As early as the tow truck can be there."""
    found = need_for(a_verdict(severity=Severity.STOP_DRIVING), NOON)
    assert found.earliest == NOON + timedelta(hours=2)
    assert found.within == WITHIN[Severity.STOP_DRIVING]


def test_the_graver_the_sooner() -> None:
    """Neither the earliest start nor the horizon grows with the severity."""
    known = sorted(Severity, reverse=True)
    assert [NOT_BEFORE[one] for one in known] == sorted(NOT_BEFORE.values())
    assert [WITHIN[one] for one in known] == sorted(WITHIN.values())


def test_a_job_without_named_skills_needs_a_general_bay() -> None:
    """Every job needs someone; the catalogue's own skills are kept as they are."""
    assert need_for(a_verdict(skills=frozenset()), NOON).skills == {Skill.GENERAL}
    assert need_for(a_verdict(), NOON).skills == {Skill.ELECTRONICS}
