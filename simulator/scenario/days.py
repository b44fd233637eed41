"""The day of a car in a story: a list that is repeated, or one of those that are drawn."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle
from types import MappingProxyType
from typing import Final, Protocol

from simulator.busy_day import busy_day
from simulator.commuter_day import commuter_day
from simulator.day_plan import Segment
from simulator.scenario.story import Stretch


class DrawnDay(Protocol):
    """From the seed of a car, for ever; `charges`: whether it has a cable at all."""

    def __call__(self, seed: int, start_s: int, *, charges: bool) -> Iterator[Segment]: ...


DRAWN: Final[Mapping[str, DrawnDay]] = MappingProxyType(
    {"busy": busy_day, "commuter": commuter_day}
)


def repeated(day: Sequence[Stretch], start_s: int) -> Iterator[Segment]:
    """From the start of the story, without a gap, for ever."""
    begins_s = start_s
    for stretch in cycle(day):
        ends_s = begins_s + max(1, round(stretch.lasts_s))
        yield Segment(stretch.phase, begins_s, ends_s, stretch.place, stretch.charger_w)
        begins_s = ends_s
