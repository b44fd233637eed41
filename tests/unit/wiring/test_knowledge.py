"""What wiring hands on of the service centres."""

from dataclasses import replace
from datetime import date

import pytest

from gateway.domain.service import CentreId, Closure
from gateway.wiring.knowledge import closing
from tests.fix_centres import BERLIN

MOVING = Closure(date(2026, 11, 24), date(2026, 11, 25), "moving house")


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 23), None),
        (date(2026, 11, 24), "moving house"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 11, 28), None),
        (date(2026, 11, 29), "Sunday"),
    ],
)
def test_a_closed_day_has_its_reason(day: date, reason: str | None) -> None:
    """The centre's own closure, a public holiday, the week; nothing on an open day."""
    why_closed = closing([replace(BERLIN, closures=(MOVING,))])
    assert why_closed(BERLIN.id, day) == reason


def test_of_an_unknown_centre_no_day_off_is_known() -> None:
    """A centre that is in the store but no longer in the settings is not called closed."""
    assert closing([BERLIN])(CentreId("elsewhere"), date(2026, 12, 25)) is None
