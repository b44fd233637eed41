"""The world's half of a scenario file: what it may say, and what is refused with a hint."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from simulator.car_types.car_type import COMBUSTION, ELECTRIC
from simulator.days.day_plan import Phase, Place
from simulator.links.profile import Outage
from simulator.links.profiles import PROFILES
from simulator.scenario.read import read_section, read_story
from simulator.scenario.section import InvalidScenario, Section
from simulator.scenario.story import LinkOutage, Offer, Onset, PowerCut, Repair, Story, Stretch

HEAD = """
answers = "a row of lessons"
about = "One car."
start = 2026-11-18T08:00:00+01:00
speed = 60
lasts_min = 30
"""
FROZEN = "infotainment_frozen"
ONCE = f'cause = "{FROZEN}", at_min = 1'
LEAK = 'cause = "hv_isolation_loss", at_min = 1'


def read(text: str) -> Story:
    """The story of a file with this text behind the head."""
    return read_section(Section("story.toml", tomllib.loads(HEAD + text)), "story")


def test_a_car_without_more_is_an_ordinary_one() -> None:
    """Electric, on a good link, with a busy day and nothing wrong."""
    story = read("[cars.anna]\n")
    [role] = story.roles
    assert (role.name, role.type, role.link) == ("anna", ELECTRIC, PROFILES["good"])
    assert role.lot.day == "busy"
    assert (role.lot.faults, role.lot.outages, role.lot.home) == ((), (), None)
    assert (story.start_s, story.lasts_s, story.wall_s) == (1_794_985_200.0, 1800.0, 30.0)


def test_all_that_befalls_a_car_is_read() -> None:
    """Minutes of the file are seconds of the story."""
    [role] = read(
        f"""
[cars.anna]
home = "DE-BE"
link = "rural_edge"
day = [{{ phase = "driving", for_min = 5 }}, {{ phase = "parked", at = "work", for_min = 1 }}]
faults = [{{ cause = "{FROZEN}", at_min = 2 }}]
repairs = [{{ cause = "{FROZEN}", at_min = 20 }}]
updates = [{{ of = "steering", at_min = 6 }}]
outages = [{{ kind = "half_open", at_min = 3, for_min = 0.5 }}]
power_cuts = [{{ at_min = 4, for_min = 1 }}]
"""
    ).roles
    lot = role.lot
    assert lot.day == (
        Stretch(Phase.DRIVING, Place.ROAD, 300.0),
        Stretch(Phase.PARKED, Place.WORK, 60.0),
    )
    assert [onset.at_s for onset in lot.faults] == [120.0]
    assert isinstance(lot.faults[0], Onset)
    assert isinstance(lot.repairs[0], Repair)
    assert lot.updates == (Offer("steering", 360.0),)
    assert lot.outages == (LinkOutage(Outage.HALF_OPEN, 180.0, 30.0),)
    assert lot.power_cuts == (PowerCut(240.0, 60.0),)
    assert (lot.home, role.link) == ("DE-BE", PROFILES["rural_edge"])


def test_a_fleet_is_many_cars_of_which_some_have_a_fault() -> None:
    """Their number is that of the file, who they are is drawn from the seed."""
    text = f"""
[fleets.town]
cars = 12
type = "electric"
profile_mix = "good=0.5,rural_edge=0.5"
faults = [{{ cause = "{FROZEN}", at_min = 2, cars = 5 }}]
outages = [{{ at_min = 3, for_min = 1 }}]
"""
    roles = read(text).roles
    assert [role.name for role in roles][:2] == ["town-01", "town-02"]
    assert len(roles) == 12
    assert sum(bool(role.lot.faults) for role in roles) == 5
    assert all(role.lot.outages for role in roles)
    assert sum(role.link is PROFILES["good"] for role in roles) == 6
    struck = [[bool(r.lot.faults) for r in read(f"seed = {n}\n{text}").roles] for n in (1, 2)]
    assert struck[0] != struck[1]


def test_a_combustion_car_may_have_a_part() -> None:
    """The type is one of those that there are."""
    [role] = read('[cars.otto]\ntype = "combustion"\n').roles
    assert role.type is COMBUSTION


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "a story needs a car"),
        ('[cars.anna]\nlnik = "good"\n', "cars.anna: nobody knows 'lnik'; did you mean 'link'"),
        ('[cars.anna]\nlink = "goood"\n', "did you mean 'good'"),
        ("sped = 3\n[cars.anna]\n", "nobody knows 'sped'; did you mean 'speed'"),
        ('[cars.anna]\nfaults = [{ cause = "infotainment_frozn", at_min = 1 }]\n', FROZEN),
        (f'[cars.anna]\nfaults = [{{ cause = "{FROZEN}", at = 1 }}]\n', "at_min is missing"),
        (f'[cars.anna]\nfaults = [{{ cause = "{FROZEN}", at_min = 30 }}]\n', "minute 30"),
        (f'[cars.anna]\nrepairs = [{{ cause = "{FROZEN}", at_min = 3 }}]\n', FROZEN),
        ('[cars.anna]\nday = "lazy"\n', "there are busy, commuter"),
        ('[cars.anna]\nday = [{ phase = "flying", for_min = 1 }]\n', "flying"),
        ('[cars.anna]\nhome = "DE-XX"\n', "did you mean 'DE-"),
        ("[cars.anna]\noutages = [{ at_min = 1, for_min = 0 }]\n", "above 0"),
        ("[cars.anna]\noutages = [{ at_min = -1, for_min = 1 }]\n", "0 or more"),
        ('[cars.anna]\noutages = "often"\n', "must be a list"),
        ("[fleets.town]\ncars = 0\n", "cars must be above 0"),
        (f"[fleets.town]\ncars = 2\nfaults = [{{ {ONCE}, cars = 3 }}]\n", "from 1 to 2"),
        ('[fleets.town]\ncars = 2\nprofile_mix = "good=x"\n', "not a number"),
        ('[fleets.town]\ncars = 501\nhome = "DE-BE"\n', "at most 500"),
        ("[cars.town-1]\n[fleets.town]\ncars = 2\n", "the same name"),
        (f'[cars.otto]\ntype = "combustion"\nfaults = [{{ {LEAK} }}]\n', "no combustion car"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(text: str, complaint: str) -> None:
    """With the place, and the nearest word that is known."""
    with pytest.raises(InvalidScenario, match=complaint):
        read(text)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"start": "tomorrow"}, "start must be a date"),
        ({"speed": 0}, "speed must be above 0"),
        ({"answers": 3}, "answers must be a text"),
        ({"seed": 1.5}, "seed must be a whole number"),
    ],
)
def test_a_bad_head_is_refused(change: dict[str, Any], complaint: str) -> None:
    """Each value has its kind."""
    document = tomllib.loads(HEAD + "[cars.anna]\n") | change
    with pytest.raises(InvalidScenario, match=complaint):
        read_section(Section("story.toml", document), "story")


def test_a_start_without_an_offset_is_refused(tmp_path: Path) -> None:
    """Eight o'clock is not a moment."""
    file = tmp_path / "story.toml"
    file.write_text(HEAD.replace("+01:00", "") + "[cars.anna]\n")
    with pytest.raises(InvalidScenario, match="start needs an offset"):
        read_story(file)


def test_what_is_no_toml_is_refused_by_name(tmp_path: Path) -> None:
    """The file's name and the parser's words."""
    file = tmp_path / "broken.toml"
    file.write_text("answers = \n")
    with pytest.raises(InvalidScenario, match=r"broken\.toml"):
        read_story(file)


def test_the_gateways_half_is_left_alone() -> None:
    """Chaos, people and expectations are read by who plays against the world."""
    text = (
        '[cars.anna]\n[[chaos]]\nat_min = 1\nkill = "x"\n[[people]]\nwho = 1\n[expect]\na = 1\n'
    )
    assert len(read(text).roles) == 1
