"""The day of a car in a story, where the file lists it stretch by stretch."""

from collections.abc import Iterator, Sequence
from itertools import cycle

from simulator.days.day_plan import Segment
from simulator.scenario.story import Stretch


def repeated(day: Sequence[Stretch], start_s: int) -> Iterator[Segment]:
    """From the start of the story, without a gap, for ever."""
    begins_s = start_s
    for stretch in cycle(day):
        ends_s = begins_s + max(1, round(stretch.lasts_s))
        yield Segment(stretch.phase, begins_s, ends_s, stretch.place, stretch.charger_w)
        begins_s = ends_s
