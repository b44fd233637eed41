"""`vdg rules` as somebody types it: what is said, and the exit status."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import diagnostics_rules
from diagnostics_rules import RULEBOOK
from gateway.commands.rules import rules

HOME = Path(diagnostics_rules.__file__).parent


def run(*words: str) -> Result:
    return CliRunner().invoke(rules, words)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that holds the rules of today, to be changed."""
    shutil.copytree(HOME, tmp_path / HOME.name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_rules_and_codes_are_listed_by_system() -> None:
    """With the version and how many there are; a system that is none is refused."""
    listed = run("list", "--system", "brakes")
    assert listed.exit_code == 0
    assert "brakes." in listed.output
    assert "steering." not in listed.output
    assert f"{len(RULEBOOK.catalogue)} codes" in run("list", "--codes").output
    odd = run("list", "--system", "wings")
    assert (odd.exit_code, "wings is none of body" in odd.output) == (2, True)


def test_a_code_is_shown_and_an_unknown_one_is_an_error_in_words() -> None:
    """Nobody is told of a setting who has none in mind."""
    assert "Isolation resistance" in run("show", "P0AA6-1A").output
    odd = run("show", "P0AA7-1A")
    said = "Error: There is nothing to look at: no rule and no code P0AA7-1A"
    assert (odd.exit_code, said in odd.output) == (1, True)


def test_the_rulebook_in_force_leaves_nothing_open() -> None:
    """Every story comes out as told, and every end is tied."""
    assert run("check").exit_code == 0
    played = run("test", "steering", "brakes")
    assert (played.exit_code, "0 not as told" in played.output) == (0, True)
    assert run("test", "wings").exit_code == 2


def test_a_story_that_comes_out_otherwise_fails(checkout: Path) -> None:
    """With the rule's name, for whoever has changed its limit."""
    path = checkout / HOME.name / "high_voltage" / "rules.py"
    path.write_text(path.read_text().replace("kilohms(500)", "kilohms(50)"))
    failed = run("test", "high_voltage", "--rules", str(checkout))
    assert failed.exit_code == 1
    assert "high_voltage.isolation_low is true, but it says" in failed.output


def test_a_rule_without_stories_and_a_code_without_a_rule_are_named(checkout: Path) -> None:
    """As a gateway would refuse them."""
    home = checkout / HOME.name
    (home / "powertrain" / "rules_test.py").unlink()
    path = home / "powertrain" / "rules.py"
    text = path.read_text().replace("(*FAILING, *REPORTED, INVERTER_HOT)", "(INVERTER_HOT,)")
    path.write_text(text)
    checked = run("check", "--rules", str(checkout))
    assert checked.exit_code == 1
    assert "rule powertrain.inverter_hot has no story in which it is true" in checked.output
    assert "is in the catalogue, but no rule sees it" in checked.output


def test_two_rulebooks_are_held_side_by_side(checkout: Path) -> None:
    """What differs has a line; how far to go is said one way at a time."""
    same = run("diff", str(HOME), str(checkout))
    assert (same.exit_code, "the same rules, codes and words" in same.output) == (0, True)
    assert run("diff", str(HOME), str(checkout), "--now", "--history").exit_code == 2
    assert run("diff", str(HOME), str(checkout), "--history").exit_code == 2


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "WVWZZZ1KZ8W100001"),
        ("backtest", "--since", "2026-11-01"),
        ("diff", str(HOME), str(HOME), "--now"),
        ("shadow",),
        ("reload", "--wait", "0.1"),
    ],
    ids=lambda words: words[0],
)
def test_a_data_folder_that_is_none_is_left_as_it_is(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    """No command that looks at a gateway's data makes a database of its own."""
    slip = tmp_path / "slip"
    refused = run(*words, "--data", str(slip))
    assert (refused.exit_code, slip.exists()) == (1, False)
    assert "is no data folder of a gateway" in refused.output
