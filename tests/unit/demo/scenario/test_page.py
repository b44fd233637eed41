"""The page on scenarios: its example is one, and it names every figure and every deed."""

import re
from pathlib import Path

import pytest

from gateway.demo.scenario.expectation import OF_A_CAR, OF_THE_PLAY
from gateway.demo.scenario.plan import Plan
from gateway.demo.scenario.programme import Programme
from gateway.demo.scenario.script import Deed, Errand, read_script
from gateway.domain.vin import Vin
from simulator.links.profile import Outage
from simulator.scenario.cast import cast
from simulator.scenario.read import read_story

PAGE = Path(__file__).parents[4] / "docs" / "how-to" / "write-a-scenario.md"


def test_the_example_is_a_scenario(tmp_path: Path) -> None:
    """Both halves of it can be read."""
    [text] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(), re.DOTALL)
    file = tmp_path / "my_story.toml"
    file.write_text(text)
    story = read_story(file)
    programme = Programme(
        file=file,
        name=story.name,
        answers=story.answers,
        about=story.about,
        seed=story.seed,
        start_s=story.start_s,
        speed=story.speed,
        lasts_s=story.lasts_s,
        cars={part.role.name: Vin(part.car.vin) for part in cast(story).parts},
        happenings=(),
        misfortunes={},
        plan=Plan(),
    )
    script = read_script(programme)
    assert len(script.blows) == 1
    assert len(script.expected) == 8


@pytest.mark.parametrize("word", [*Deed, *Errand, *Outage], ids=lambda word: word.value)
def test_every_deed_is_on_the_page(word: Deed | Errand | Outage) -> None:
    """As it is written in a file."""
    assert re.search(rf"`{word.value}\b", PAGE.read_text())


def test_every_kind_of_figure_is_on_the_page() -> None:
    """Each family by its first name."""
    page = PAGE.read_text()
    families = {name.partition(".")[0] for name in (*OF_A_CAR, *OF_THE_PLAY)}
    assert {family for family in families if f"`{family}" not in page} == set()
