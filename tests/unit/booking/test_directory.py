"""The directory of service centres: read strictly, errors name the key."""

import tomllib
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from gateway.booking.directory import nearest, parse_centres
from gateway.booking.slots import choose_slot
from gateway.domain.catalogue import Skill
from gateway.domain.errors import InvalidValue
from gateway.domain.service import Closure, Hours, Slot, SlotNeed

EXAMPLE = (
    Path(__file__).parents[3].joinpath("gateway/demo/service_centres.toml").read_text("utf-8")
)
ONE = """
[[centres]]
id = "berlin"
name = "Berlin"
country = "DE"
subdivision = "DE-BE"
time_zone = "Europe/Berlin"
phone = "+493023125101"
week.monday = "08:00-17:30"
bays = [{ id = "1", skills = ["general", "tyres"] }]
closures = [{ first = 2026-12-28, last = 2026-12-30, reason = "stocktaking" }]
"""


def test_a_centre_is_read() -> None:
    """Hours, bays and closures arrive as values; days that are not named are closed."""
    (centre,) = parse_centres(tomllib.loads(ONE))
    assert centre.week == (Hours(time(8), time(17, 30)), *(None,) * 6)
    assert [bay.skills for bay in centre.bays] == [{Skill.GENERAL, Skill.TYRES}]
    assert centre.closures == (Closure(date(2026, 12, 28), date(2026, 12, 30), "stocktaking"),)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (ONE, "", "centres: at least 1 is needed"),
        (ONE, ONE + ONE, "centres: 'berlin' is there twice"),
        (ONE, "centres = 3", "centres: it must be a list of tables"),
        ("[[centres]]", "colour = 1\n[[centres]]", "colour: there is no such key"),
        ('name = "Berlin"', "", "centres[1].name: it is missing; it must be a text"),
        ('name = "Berlin"', "name = 7", "centres[1].name: it must be a text"),
        ('name = "Berlin"', 'name = " "', "centres[1].name: it is empty"),
        ('name = "Berlin"', 'nmae = "x"', "centres[1].nmae: there is no such key"),
        ('"DE"', '"XX"', "centres[1].country: no public holidays are known for it"),
        ('"DE-BE"', '"BE"', "centres[1].subdivision: write it as DE-…"),
        ("Europe/Berlin", "Europe/Nowhere", "centres[1].time_zone: there is no such zone"),
        ("Europe/Berlin", "Europe", "centres[1].time_zone: there is no such zone"),
        ("Europe/Berlin", "../x", "centres[1].time_zone: there is no such zone"),
        ("+49", "0049", "centres[1].phone: write it as +493055501"),
        ("monday", "mnoday", "centres[1].week.mnoday: there is no such key"),
        ('week.monday = "08:00-17:30"', "week = {}", "centres[1].week: it is never open"),
        ("08:00-17:30", "8-17", "centres[1].week.monday: write it as 08:00-17:30"),
        ("08:00-17:30", "18:00-17:30", "centres[1].week.monday: it must open before it closes"),
        ('[{ id = "1", skills = ["general", "tyres"] }]', "[]", "centres[1].bays: at least 1"),
        ('["general", "tyres"]', "[]", "centres[1].bays[1].skills: it must be a list of texts"),
        ('"tyres"', '"magic"', "centres[1].bays[1].skills: 'magic' is none of general"),
        ('"tyres"', "3", "centres[1].bays[1].skills: it must be a list of texts"),
        (
            '"tyres"] }',
            '"tyres"] }, { id = "1", skills = ["tyres"] }',
            "centres[1].bays: '1' is there twice",
        ),
        ("2026-12-30", "2026-12-01", "centres[1].closures[1].last: it lies before the first"),
        ("2026-12-30", "2026-12-30T08:00:00", "closures[1].last: it must be a date without"),
        ("2026-12-30", '"later"', "centres[1].closures[1].last: it must be a date"),
    ],
)
def test_an_error_names_the_key(old: str, new: str, said: str) -> None:
    """Who wrote the file finds the line."""
    with pytest.raises(InvalidValue) as caught:
        parse_centres(tomllib.loads(ONE.replace(old, new)))
    assert said in str(caught.value)


def test_every_country_of_the_example_can_do_every_job() -> None:
    """In each country every skill finds a slot within a month of any first day of a month."""
    centres = parse_centres(tomllib.loads(EXAMPLE))
    assert len(centres) == 7
    for country in {centre.country for centre in centres}:
        served = [centre for centre in centres if centre.country == country]
        for skill in Skill:
            need = SlotNeed(
                skills=frozenset({skill, Skill.GENERAL}),
                duration=timedelta(hours=6),
                earliest=datetime(2027, 1, 1, tzinfo=UTC),
                within=timedelta(days=10),
            )
            assert isinstance(choose_slot(served, {}, need, timedelta(days=10)), Slot)


def test_the_nearest_comes_first() -> None:
    """Same part of the country, then the others of it as in the file; none abroad."""
    centres = parse_centres(tomllib.loads(EXAMPLE))
    found = [centre.id for centre in nearest(centres, "DE", "DE-NW")]
    assert found == ["cologne-ehrenfeld", "berlin-adlershof", "munich-freimann"]
    assert nearest(centres, "XX", "") == ()
    assert nearest(centres, "DE", "NW") == nearest(centres, "DE", "DE-NW")
