"""Opening hours in the centre's own time, with its holidays, closures and clock changes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from gateway.booking.calendar import Closed, Opening, opening, public_holidays, region
from gateway.domain.errors import InvalidValue
from gateway.domain.service import Closure, Hours
from tests.fix_centres import BERLIN

NIGHT = replace(BERLIN, week=(Hours(time(2, 30), time(4)),) * 7)


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2026, 1, 15), 7), (date(2026, 7, 15), 6), (date(2026, 3, 30), 6)]
)
def test_local_hours_become_utc_instants(day: date, hour: int) -> None:
    """Eight in Berlin is seven o'clock UTC in winter and six in summer."""
    found = opening(BERLIN, day)
    assert isinstance(found, Opening)
    assert found.opens_at == datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 4, 6), "Easter Monday"),
        (date(2026, 4, 5), "Sunday"),
        (date(2026, 3, 9), None),
        (date(2027, 3, 8), "Women's Day"),  # Berlin only
        (date(2026, 12, 25), "Christmas Day"),
    ],
)
def test_closed_days_say_why(day: date, reason: str | None) -> None:
    """A public holiday is named, those of the region included; a weekday off is the weekday."""
    found = opening(BERLIN, day)
    assert (found.reason if isinstance(found, Closed) else None) == reason


def test_another_region_has_other_holidays() -> None:
    """Corpus Christi closes Munich, not Berlin."""
    munich = replace(BERLIN, subdivision="DE-BY")
    day = date(2026, 6, 4)
    assert opening(munich, day) == Closed("Corpus Christi")
    assert isinstance(opening(BERLIN, day), Opening)


def test_a_centre_closes_for_itself_too() -> None:
    """Days of the centre's own, first and last included, with the reason that it gave."""
    stocktaking = Closure(date(2026, 9, 1), date(2026, 9, 2), "stocktaking")
    centre = replace(BERLIN, closures=(stocktaking,))
    found = [opening(centre, date(2026, 9, day)) for day in (1, 2)]
    assert found == [Closed("stocktaking")] * 2
    assert isinstance(opening(centre, date(2026, 9, 3)), Opening)


def test_hours_that_the_clock_skips_are_left_out() -> None:
    """On 29 March 2026 there is no 02:30 in Berlin: the centre opens at 03:30."""
    assert opening(NIGHT, date(2026, 3, 29)) == Opening(
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 2, tzinfo=UTC)
    )


def test_hours_that_the_clock_shows_twice_are_left_out() -> None:
    """On 25 October 2026 it is 02:30 twice in Berlin: the centre opens at the second."""
    assert opening(NIGHT, date(2026, 10, 25)) == Opening(
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 25, 3, tzinfo=UTC)
    )


def test_a_centre_closes_at_the_first_of_two_equal_times() -> None:
    """Until 02:30 on 25 October means until the first 02:30."""
    centre = replace(BERLIN, week=(Hours(time(1), time(2, 30)),) * 7)
    found = opening(centre, date(2026, 10, 25))
    assert isinstance(found, Opening)
    assert found.closes_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_day_swallowed_by_the_clock_change_is_closed() -> None:
    """Open from 02:00 to 03:00 only: on 29 March that hour does not exist."""
    centre = replace(BERLIN, week=(Hours(time(2), time(3)),) * 7)
    assert opening(centre, date(2026, 3, 29)) == Closed("clock change")


def test_holidays_need_a_known_country() -> None:
    """A country without a list is an error, never a country without holidays."""
    with pytest.raises(InvalidValue, match="no public holidays are known for 'XX'"):
        public_holidays("XX", "", 2026)


def test_a_region_without_its_own_list_has_the_countrys() -> None:
    """The holidays of Paris are those of France."""
    assert public_holidays("FR", "IDF", 2026) == public_holidays("FR", "", 2026)
    assert public_holidays("FR", "IDF", 2026)[date(2026, 7, 14)] == "National Day"


def test_a_region_is_named_without_its_country() -> None:
    """ISO 3166-2 codes begin with the country; both spellings are understood."""
    assert [region("DE", "DE-BE"), region("DE", "BE"), region("BE", "BE-BRU")] == [
        "BE",
        "BE",
        "BRU",
    ]
