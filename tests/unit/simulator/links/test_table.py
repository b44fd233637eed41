"""The profiles as a table, on the terminal and in the documentation."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from simulator.__main__ import simulator
from simulator.links.profile import LinkProfile
from simulator.links.profiles import PROFILES
from simulator.links.table import HEADINGS, markdown, row

PAGE = Path(__file__).parents[4] / "docs" / "simulator" / "links.md"
NAMED = (
    *("good", "home_no_signal", "underground_garage", "rural_edge", "highway_handover"),
    *("roaming", "captive_wifi", "tower_reboot", "half_open_tcp", "suback_denied"),
    *("brownout_12v", "clock_1970", "metered_2g"),
)


def test_all_thirteen_are_there() -> None:
    """By the names that fleets, benchmarks and scenarios call them by."""
    assert tuple(PROFILES) == NAMED


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.name)
def test_each_models_a_situation(profile: LinkProfile) -> None:
    """It says in one sentence which, and differs from the others in its figures."""
    assert profile.why.endswith(".")
    assert len(row(profile)) == len(HEADINGS)
    assert [
        other.name for other in PROFILES.values() if row(other)[1:] == row(profile)[1:]
    ] == [profile.name]


def test_only_good_is_plain() -> None:
    """Only there may a car connect directly."""
    assert [profile.name for profile in PROFILES.values() if profile.is_plain] == ["good"]


def test_the_page_has_the_figures_of_the_profiles() -> None:
    """After a change: python -m simulator links --markdown."""
    _, found = PAGE.read_text(encoding="utf-8").split("links --markdown -->\n")
    table, _ = found.split("\n<!-- end -->")
    assert table == markdown()


def test_the_command_shows_every_profile() -> None:
    """With its situation, however narrow the terminal."""
    shown = CliRunner().invoke(simulator, ["links"], env={"COLUMNS": "100"})
    assert shown.exit_code == 0
    assert all(name in shown.output for name in NAMED)
    assert CliRunner().invoke(simulator, ["links", "--markdown"]).output == markdown() + "\n"
