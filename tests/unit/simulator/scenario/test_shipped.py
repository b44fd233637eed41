"""The scenarios that are shipped: each loads, names what it answers, and is the same twice."""

import json
import re
from pathlib import Path

import pytest

from simulator.scenario.cast import cast
from simulator.scenario.read import read_story
from simulator.scenario.rehearsal import contents, rehearse
from simulator.scenario.section import InvalidScenario
from simulator.scenario.shelf import find, shipped
from simulator.scenario.transcript import transcript

SHIPPED = sorted(shipped().values())
SOURCE = re.compile(r"(DESIGN, (story|law) \d+|DESIGN, \S+|lessons \d+)")
SHORTEST_S, LONGEST_S = 30.0, 120.0


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_scenario_is_fit_to_be_played(file: Path) -> None:
    """It says which story or lesson it answers, tells the same twice, and takes a minute."""
    story = read_story(file)
    assert SOURCE.match(story.answers)
    assert len(story.about.split()) > 10
    assert SHORTEST_S <= story.wall_s <= LONGEST_S
    told = transcript(cast(story))
    assert told
    assert transcript(cast(read_story(file))) == told


def test_there_are_enough_of_them() -> None:
    """Ten at least, and the list names each."""
    assert len(SHIPPED) >= 10
    assert all(file.stem in contents() for file in SHIPPED)


def test_one_is_found_by_its_name_or_as_a_file(tmp_path: Path) -> None:
    """A name that is nearly right is answered with the right one."""
    assert find("twins") == shipped()["twins"]
    assert find(str(tmp_path / "own.toml")) == tmp_path / "own.toml"
    with pytest.raises(InvalidScenario, match="did you mean 'twins'"):
        find("twin")


def test_a_rehearsal_tells_programs_the_same_as_people(tmp_path: Path) -> None:
    """And leaves the cars in the garage, whose VINs are those of the roles."""
    garage = tmp_path / "garage.json"
    said = json.loads(rehearse(find("stop_driving_once"), garage, as_json=True))
    text = rehearse(find("stop_driving_once"), None, as_json=False)
    cars = {car["vin"] for car in json.loads(garage.read_text())}
    assert set(said["cars"].values()) == cars
    assert len(said["transcript"]) > 1
    assert said["misfortunes"] == {"outages": [], "power_failures": []}
    for _, words, _ in said["transcript"]:
        assert words.partition(": ")[2] in text
