"""Rules in the shadow in words."""

from dataclasses import replace
from datetime import timedelta

from gateway.domain.case import CaseOutcome
from gateway.web.words.shadow import enough_words, lead_words, outcome_words, watched_words
from tests.fix_console_shadows import EARLY_STORY, FRESH_STORY


def test_how_long_it_was_watched() -> None:
    """One day of one car is no plural."""
    assert watched_words(FRESH_STORY.tally) == "watched for 5 h, over 1 vehicle-day"
    assert watched_words(EARLY_STORY.tally).endswith("over 4\u202f120 vehicle-days")


def test_what_is_not_known_yet_is_said() -> None:
    """Neither a week alone nor vehicles alone are enough; a quiet rule has a figure too."""
    tally = replace(EARLY_STORY.tally, new_cases=0)
    assert enough_words(tally).startswith("Long enough to say: new cases on 0 vehicles")
    for short in (
        replace(tally, vehicle_days=2999),
        replace(tally, seen=timedelta(days=6, hours=23)),
    ):
        assert enough_words(short).startswith("Not yet long enough to say")


def test_who_came_first() -> None:
    """The shadow or the rule in force; nothing where it was alone."""
    assert lead_words(timedelta(minutes=5)) == "5 min earlier"
    assert lead_words(timedelta(minutes=-5)) == "5 min later"
    assert lead_words(None) == ""


def test_every_end_of_a_case_has_words() -> None:
    """As a store writes them, and what is no end."""
    stored = [*(one.value for one in CaseOutcome), "open", "no case"]
    assert len({outcome_words(one) for one in stored}) == len(stored)
