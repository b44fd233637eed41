"""The rulebook: complete, free of loose ends, with a version that is its content."""

import subprocess
import sys
from dataclasses import replace

import pytest

from diagnostics_rules import RULEBOOK
from gateway.domain.catalogue import CatalogueEntry, RemedyId
from gateway.domain.component import BRAKES, TELEMATICS
from gateway.domain.errors import InvalidValue, StaleKnowledge
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.triage.reported import code
from gateway.triage.rulebook import Rulebook

SENSOR = TroubleCode.parse("C0035-13")
SHOW_VERSION = "from diagnostics_rules import RULEBOOK; print(RULEBOOK.version)"


def test_entries_and_rules_are_found_by_name() -> None:
    """An entry by component and code, a rule by id; a stranger is None."""
    entry = RULEBOOK.entry(BRAKES, SENSOR)
    assert entry is not None
    assert entry.title == "Wheel speed sensor front left fault"
    assert RULEBOOK.entry(TELEMATICS, SENSOR) is None
    rule = RULEBOOK.rule(RuleId("brakes.wheel_speed_front_left"))
    assert rule is not None
    assert entry == rule.entry


def test_the_version_is_the_same_in_another_process() -> None:
    """Sets and hashes differ from process to process; the version does not."""
    said = [
        subprocess.run(  # noqa: S603 -- our own interpreter and one constant line
            [sys.executable, "-c", SHOW_VERSION],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert [RULEBOOK.version] * 2 == said


def test_the_version_changes_with_every_word_and_threshold() -> None:
    """Nothing that a verdict rests on can change behind a version."""
    entry = RULEBOOK.catalogue[0]
    reworded = _with_entry(entry, replace(entry, advice=entry.advice + " "))
    last = RULEBOOK.rules[-1]
    changed = replace(last, when=code(TELEMATICS, "U1A10-87").present)
    looser = replace(RULEBOOK, rules=(*RULEBOOK.rules[:-1], changed))
    versions = {RULEBOOK.version, reworded.version, looser.version}
    assert len(versions) == 3
    assert all(version.startswith("2026.11+") for version in versions)


def _with_entry(old: CatalogueEntry, new: CatalogueEntry) -> Rulebook:
    rules = tuple(
        replace(rule, entry=new) if rule.entry == old else rule for rule in RULEBOOK.rules
    )
    catalogue = tuple(new if entry == old else entry for entry in RULEBOOK.catalogue)
    return replace(RULEBOOK, rules=rules, catalogue=catalogue)


def test_a_rule_twice_is_refused() -> None:
    """Two rules of one name could not be told apart in the store."""
    with pytest.raises(StaleKnowledge, match="twice"):
        replace(RULEBOOK, rules=(*RULEBOOK.rules, RULEBOOK.rules[0]))


def test_a_code_twice_is_refused() -> None:
    """One verdict, one wording."""
    with pytest.raises(StaleKnowledge, match="twice"):
        replace(RULEBOOK, catalogue=(*RULEBOOK.catalogue, RULEBOOK.catalogue[0]))


def test_a_rule_about_an_unknown_code_is_refused() -> None:
    """A misspelt code would never fire."""
    odd = replace(RULEBOOK.rules[0], id=RuleId("x"), when=code(BRAKES, "C0035-14").present)
    with pytest.raises(StaleKnowledge, match="C0035-14"):
        replace(RULEBOOK, rules=(*RULEBOOK.rules, odd))


def test_a_rule_with_words_of_its_own_is_refused() -> None:
    """A finding names its code; the catalogue must word it the same."""
    entry = replace(RULEBOOK.rules[0].entry, title="Something else")
    odd = replace(RULEBOOK.rules[0], entry=entry)
    with pytest.raises(StaleKnowledge, match="catalogue"):
        replace(RULEBOOK, rules=(odd, *RULEBOOK.rules[1:]))


def test_a_remedy_that_is_not_there_is_refused() -> None:
    """Nothing is promised that nobody can do."""
    with pytest.raises(StaleKnowledge, match="telematics_reset"):
        replace(RULEBOOK, remedies=RULEBOOK.remedies - {RemedyId("telematics_reset")})


def test_an_entry_without_remedy_or_reason_is_refused() -> None:
    """Somebody has to have thought about it."""
    entry = RULEBOOK.catalogue[0]
    with pytest.raises(StaleKnowledge, match="reason"):
        _with_entry(entry, replace(entry, no_remedy_because=""))


def test_a_rule_milder_than_its_entry_is_refused() -> None:
    """The entry's sentences say how bad it is at least."""
    with pytest.raises(InvalidValue):
        replace(RULEBOOK.rules[0], severity=Severity.SOON)
