"""The timeline as a story."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from gateway.pipeline.views import TimelineEntry
from gateway.web.console.timeline import story
from tests.fix_console_lines import ago


def entries(kinds: Sequence[str]) -> list[TimelineEntry]:
    """The first is the newest."""
    return [
        TimelineEntry(id=100 - n, at=ago(minutes=n), kind=kind, severity=None, text=kind)
        for n, kind in enumerate(kinds)
    ]


def test_steps_of_remote_work_are_one_strand() -> None:
    """What runs without anything in between is told by its newest step."""
    told = story(entries(["proof", "operation", "operation", "operation", "verdict"]))
    assert [strand.newest.kind for strand in told] == ["proof", "operation", "verdict"]
    assert [len(strand.earlier) for strand in told] == [0, 2, 0]


def test_a_strand_keeps_its_name_as_it_grows() -> None:
    """A fold that a person opened is the same fold after the next step."""
    known = entries(["operation", "operation", "operation", "fault"])
    assert [story(known[1:])[0].first_id] == [story(known)[0].first_id]


@given(st.lists(st.sampled_from(["operation", "verdict", "booking"])))
def test_nothing_is_left_out_of_the_story(kinds: list[str]) -> None:
    """Every entry is told once, newest first, whatever order they came in."""
    known = entries(kinds)
    told = [e for strand in story(reversed(known)) for e in (strand.newest, *strand.earlier)]
    assert told == known
