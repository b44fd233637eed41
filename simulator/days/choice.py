"""The days that a car can live, by name."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Protocol

from simulator.days.busy_day import busy_day
from simulator.days.commuter_day import commuter_day
from simulator.days.day_plan import Segment


class Day(Protocol):
    def __call__(self, seed: int, start_s: int, *, charges: bool) -> Iterator[Segment]:
        """Segments without a gap, for ever; the first begins at or before `start_s`.

        Without `charges` the car is never plugged in.
        """


BUSY: Final = "busy"
DAYS: Final[Mapping[str, Day]] = MappingProxyType({BUSY: busy_day, "commuter": commuter_day})
