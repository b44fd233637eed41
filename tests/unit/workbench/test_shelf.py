"""Rulebooks out of folders, beside the one in force."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import diagnostics_rules
from diagnostics_rules import RULEBOOK
from gateway.domain.errors import RulesUnreadable, SettingsInvalid
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.triage.measured import latest
from gateway.triage.rulebook import Rulebook
from gateway.triage.units import volts
from gateway.workbench.difference import differences
from gateway.workbench.shelf import read_cases, read_rulebook

HOME = Path(diagnostics_rules.__file__).parent


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A folder that holds the rules of today, to be changed."""
    shutil.copytree(HOME, tmp_path / HOME.name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def changed(checkout: Path, old: str, new: str) -> None:
    """Wherever it stands."""
    for path in (checkout / HOME.name).rglob("*.py"):
        path.write_text(path.read_text().replace(old, new))


def test_the_one_in_force_is_read_without_a_folder() -> None:
    """The very same value."""
    assert read_rulebook(None) is RULEBOOK


def test_the_same_rules_elsewhere_are_the_same_rulebook(checkout: Path) -> None:
    """By content, from the folder that holds the package and from the package itself."""
    for folder in (checkout, checkout / HOME.name):
        assert read_rulebook(folder).version == RULEBOOK.version


def test_a_changed_rulebook_is_held_beside_the_one_in_force(checkout: Path) -> None:
    """What is imported of ours stays as it was; each difference has its line."""
    changed(checkout, "Isolation resistance low", "Isolation resistance is low")
    other = read_rulebook(checkout)
    assert read_rulebook(None) is RULEBOOK
    assert other.version != RULEBOOK.version
    lines = [line.plain for line in differences(RULEBOOK, other)]
    title = "Isolation resistance low → Isolation resistance is low"
    assert lines == [f"~ rule high_voltage.isolation_low, title: {title}"]
    assert list(differences(RULEBOOK, RULEBOOK)) == []


def test_what_follows_from_a_change_has_no_line_of_its_own() -> None:
    """A rule over a code that reads a voltage instead: one thing has changed."""
    low = latest(LV_BATTERY_VOLTAGE) < volts(11)
    rule = next(one for one in RULEBOOK.rules if not one.by_samples)
    books = (
        Rulebook(
            rules=(each,),
            catalogue=RULEBOOK.catalogue,
            remedies=RULEBOOK.remedies,
            release="2026.11",
        )
        for each in (rule, replace(rule, when=low))
    )
    [line] = differences(*books)
    assert line.plain.startswith(f"~ rule {rule.id}, when: ")


def test_stories_come_with_their_rules(checkout: Path) -> None:
    """Every rule in force has some, here and elsewhere."""
    assert {case.rule.id for case in read_cases(None)} == {rule.id for rule in RULEBOOK.rules}
    assert len(read_cases(checkout)) == len(read_cases(None))


def test_what_is_no_rulebook_is_refused_in_words(tmp_path: Path) -> None:
    """A folder without one, and one that this version cannot read."""
    with pytest.raises(SettingsInvalid, match="is no package of rules"):
        read_rulebook(tmp_path)
    home = tmp_path / HOME.name
    home.mkdir()
    (home / "__init__.py").write_text("from gateway.triage import gone\n")
    with pytest.raises(RulesUnreadable, match=r"by this version: .*__init__.py:1: "):
        read_rulebook(tmp_path)
    (home / "__init__.py").write_text("RULEBOOK = None\n")
    with pytest.raises(SettingsInvalid, match="defines no RULEBOOK"):
        read_rulebook(tmp_path)
    assert read_rulebook(None) is RULEBOOK


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ("latest(LV_BATTERY_VOLTAGE) > amperes(4)", "lv_battery_voltage is not compared with"),
        ("latest(LV_BATTERY_VOLTAGE) > volt(4)", "NameError: name 'volt' is not defined"),
        ("latest(LV_BATTERY_VOLTAGE).held_for(volts(4))", "AttributeError: 'Latest'"),
        ("all_of()", "at least 0 of 0 conditions"),
        ("(latest(LV_BATTERY_VOLTAGE) > volts(4)", "SyntaxError: "),
        ("HAS_CONVERTER and True", "combine with all_of"),
    ],
)
def test_a_mistake_is_told_with_its_file_and_line(
    checkout: Path, mistake: str, words: str
) -> None:
    """Who writes rules is led to where it stands, whatever kind of mistake it is."""
    path = checkout / HOME.name / "low_voltage" / "rules.py"
    right = "latest(LV_BATTERY_VOLTAGE) > volts(4)"
    lines = path.read_text().splitlines()
    [at] = [place for place, line in enumerate(lines, 1) if line == f"IS_THERE = {right}"]
    path.write_text(path.read_text().replace(f"IS_THERE = {right}", f"IS_THERE = {mistake}"))
    with pytest.raises(RulesUnreadable) as refused:
        read_rulebook(checkout)
    assert f"low_voltage/rules.py:{at}: " in str(refused.value)
    assert words in str(refused.value)


def test_a_mistake_in_a_story_is_told_likewise(checkout: Path) -> None:
    """The rules beside it can be read all the same."""
    path = checkout / HOME.name / "brakes" / "rules_test.py"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines, "STORY = not_there", ""]))
    with pytest.raises(RulesUnreadable) as refused:
        read_cases(checkout)
    assert f"brakes/rules_test.py:{len(lines) + 1}: NameError" in str(refused.value)
    assert read_rulebook(checkout).version == RULEBOOK.version
