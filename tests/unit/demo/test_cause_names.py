"""The scorer's dictionary: every root cause that can be planted has our name for it."""

import pytest

from diagnostics_rules import RULEBOOK
from gateway.demo.score.cause_names import (
    LEFT_TO_A_PERSON,
    cause_names,
    cause_names_by_system,
)
from simulator.faults.library import root_causes
from simulator.trouble_code import spelling

CAUSES = {cause.id for rule in RULEBOOK.rules for cause in rule.causes}


def test_every_system_has_its_file() -> None:
    """One of the simulator's systems that is missing here would never be scored."""
    there = {cause.system for cause in root_causes().values()}
    assert there == cause_names_by_system().keys()


@pytest.mark.parametrize("system", cause_names_by_system())
def test_a_file_names_the_root_causes_of_its_system(system: str) -> None:
    """All of them and no other, so that what is new or renamed there is noticed here."""
    there = {str(cause.id) for cause in root_causes().values() if cause.system == system}
    assert there == cause_names_by_system()[system].keys()


@pytest.mark.parametrize("root_cause", cause_names())
def test_a_root_cause_means_a_cause_of_the_rulebook(root_cause: str) -> None:
    """One that some rule can come to; what nobody can know is left to a person."""
    assert cause_names()[root_cause] in CAUSES | {LEFT_TO_A_PERSON}


def test_what_is_left_to_a_person_shows_by_unknown_codes_alone() -> None:
    """A known code would deserve a better answer."""
    known = {(entry.component, str(entry.code)) for entry in RULEBOOK.catalogue}
    left = {name for name, cause in cause_names().items() if cause == LEFT_TO_A_PERSON}
    for root_cause in root_causes().values():
        if root_cause.id in left:
            shown = {(each.component, spelling(each.dtc)) for each in root_cause.codes}
            assert not shown & known
