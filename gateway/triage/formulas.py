"""Prospects of many rules, looked up for many reports at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from gateway.triage.prospect import ALWAYS, NEVER, Prospect, Several

Bits = npt.NDArray[np.uint8]
"""A row a fact or a rule, a bit a report, the first one the highest of the first byte."""
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Level:
    """Counts over the rows that are there already; each makes one row more."""

    count: "Callable[[_Level, Bits], Bits]"
    parts: Indices  # rows to be counted, one count after the other
    starts: Indices  # where each begins in `parts`
    counts: npt.NDArray[np.uint16]

    def over(self, rows: Bits) -> Bits:
        return self.count(self, rows[self.parts])

    def any_(self, facts: Bits) -> Bits:
        return np.bitwise_or.reduceat(facts, self.starts, axis=0)

    def all_(self, facts: Bits) -> Bits:
        return np.bitwise_and.reduceat(facts, self.starts, axis=0)

    def at_least(self, facts: Bits) -> Bits:
        each = np.unpackbits(facts, axis=1)
        found = np.add.reduceat(each, self.starts, axis=0, dtype=np.uint16)
        return np.packbits(found >= self.counts[:, None], axis=1)


class Formulas:
    """One prospect a rule.

    Counts are taken level by level, so that the number of numpy calls depends on the depth of
    the deepest rule and not on how many rules there are.
    """

    def __init__(self, prospects: Sequence[Prospect], rows: Mapping[Prospect, int]) -> None:
        """`rows`: where the facts of each `Seen` and `Told` stand, from 0 on."""
        known = dict(rows)
        certain = {ALWAYS, NEVER}
        waiting = [each for each in dict.fromkeys(_counts(prospects)) if each not in certain]
        self._levels: list[_Level] = []
        while waiting:
            ready = [each for each in waiting if known.keys() >= set(each.parts)]
            for count in (_Level.any_, _Level.all_, _Level.at_least):
                alike = [each for each in ready if _way(each) is count]
                if alike:
                    self._levels.append(_level(count, alike, known))
                    known |= {each: row for row, each in enumerate(alike, len(known))}
            waiting = [each for each in waiting if each not in known]
        self._rows = len(known)
        self._always = np.array([each == ALWAYS for each in prospects], np.bool_)
        self._never = np.array([each == NEVER for each in prospects], np.bool_)
        self._roots = np.array([known.get(each, 0) for each in prospects], np.intp)

    def over(self, facts: Bits) -> Bits:
        """By rule, of the facts by row; what is beyond the last report means nothing."""
        rows = np.empty((max(self._rows, 1), facts.shape[1]), np.uint8)
        end = len(facts)
        rows[:end] = facts
        for level in self._levels:
            made = level.over(rows)
            rows[end : end + len(made)] = made
            end += len(made)
        found = rows[self._roots]
        found[self._always] = 0xFF
        found[self._never] = 0
        return found


def _way(several: Several) -> Callable[[_Level, Bits], Bits]:
    if several.count == 1:
        return _Level.any_
    return _Level.all_ if several.count == len(several.parts) else _Level.at_least


def _level(
    count: Callable[[_Level, Bits], Bits],
    alike: Sequence[Several],
    rows: Mapping[Prospect, int],
) -> _Level:
    parts = [rows[part] for each in alike for part in each.parts]
    ends = list(accumulate(len(each.parts) for each in alike))
    return _Level(
        count,
        np.array(parts, np.intp),
        np.array([0, *ends[:-1]], np.intp),
        np.array([each.count for each in alike], np.uint16),
    )


def _counts(prospects: Iterable[Prospect]) -> Iterator[Several]:
    for each in prospects:
        if isinstance(each, Several):
            yield each
            yield from _counts(each.parts)
