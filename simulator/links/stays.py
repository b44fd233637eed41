"""Where a car is and for how long, told from its day, which is walked through only once."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import inf

from simulator.days.day_plan import Place, Segment

DAY_S = 86_400.0
LONGEST_STAY_S = 2 * DAY_S


@dataclass(frozen=True, slots=True)
class Stay:
    """The car is at `place` from `begins_s`; the end is not included."""

    place: Place
    begins_s: float
    ends_s: float


class Stays:
    """Remembers how far it has come: who asks for later and later times walks on from there.

    A question more than a day before the latest one sends it back to the beginning.
    """

    def __init__(self, day: Callable[[], Iterable[Segment]]) -> None:
        """`day` always tells the same, from the same beginning and without a gap."""
        self._day = day
        self._known: deque[Stay] = deque()
        self._ahead: Iterator[Stay] | None = None
        self._forgotten_until_s = -inf

    def between(self, start_s: float, end_s: float) -> list[Stay]:
        """Those that end at `start_s` or later and begin before `end_s`, in their order."""
        if start_s < self._forgotten_until_s:
            self._known.clear()
            self._ahead, self._forgotten_until_s = None, -inf
        self._walk(end_s)
        self._forget(start_s - DAY_S)
        return [s for s in self._known if s.ends_s >= start_s and s.begins_s < end_s]

    def _walk(self, end_s: float) -> None:
        """Until a stay is known that begins at `end_s` or later, or there is none."""
        if self._ahead is None:
            self._ahead = _joined(self._day())
        while not self._known or self._known[-1].begins_s < end_s:
            stay = next(self._ahead, None)
            if stay is None:
                return
            self._known.append(stay)

    def _forget(self, until_s: float) -> None:
        while self._known and self._known[0].ends_s < until_s:
            self._known.popleft()
            self._forgotten_until_s = until_s


def _joined(day: Iterable[Segment]) -> Iterator[Stay]:
    """Neighbours at one place as one stay, of two days at most."""
    joined: Stay | None = None
    for part in day:
        stay = Stay(part.place, part.begins_s, part.ends_s)
        if joined is None:
            joined = stay
        elif stay.place is joined.place and stay.ends_s - joined.begins_s <= LONGEST_STAY_S:
            joined = Stay(joined.place, joined.begins_s, stay.ends_s)
        else:
            yield joined
            joined = stay
    if joined is not None:
        yield joined
