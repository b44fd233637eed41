"""Prospects of many rules, looked up for many reports at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from gateway.triage.prospect import ALWAYS, Prospect, Several

Facts = npt.NDArray[np.bool_]
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Level:
    """Counts over the rows that are there already; each makes one row more."""

    parts: Indices  # rows to be counted, one count after the other
    starts: Indices  # where each begins in `parts`
    counts: npt.NDArray[np.uint16]

    def over(self, rows: Facts) -> Facts:
        facts = rows[self.parts].view(np.uint8)
        found = np.add.reduceat(facts, self.starts, axis=0, dtype=np.uint16)
        return found >= self.counts[:, None]


class Formulas:
    """One prospect a rule.

    Counts are taken level by level, so that the number of numpy calls depends on the depth of
    the deepest rule and not on how many rules there are.
    """

    def __init__(self, prospects: Sequence[Prospect], rows: Mapping[Prospect, int]) -> None:
        """`rows`: where the facts of each `Seen` and `Told` stand, from 0 on."""
        known = dict(rows)
        waiting = [each for each in dict.fromkeys(_counts(prospects)) if each != ALWAYS]
        self._levels: list[_Level] = []
        while waiting:
            ready = [each for each in waiting if known.keys() >= set(each.parts)]
            self._levels.append(_level(ready, known))
            known |= {each: row for row, each in enumerate(ready, len(known))}
            waiting = [each for each in waiting if each not in known]
        self._rows = len(known)
        always = [each == ALWAYS for each in prospects]
        self._always = np.array(always, np.bool_)[:, None]
        self._roots = np.array([known.get(each, 0) for each in prospects], np.intp)

    def over(self, facts: Facts) -> Facts:
        """bool[rules, reports] of bool[rows, reports]."""
        rows = np.empty((self._rows, facts.shape[1]), np.bool_)
        end = len(facts)
        rows[:end] = facts
        for level in self._levels:
            made = level.over(rows)
            rows[end : end + len(made)] = made
            end += len(made)
        found = rows[self._roots] if end else False
        return found | self._always.repeat(facts.shape[1], axis=1)


def _level(ready: Sequence[Several], rows: Mapping[Prospect, int]) -> _Level:
    parts = [rows[part] for each in ready for part in each.parts]
    ends = list(accumulate(len(each.parts) for each in ready))
    return _Level(
        np.array(parts, np.intp),
        np.array([0, *ends[:-1]], np.intp),
        np.array([each.count for each in ready], np.uint16),
    )


def _counts(prospects: Iterable[Prospect]) -> Iterator[Several]:
    for each in prospects:
        if isinstance(each, Several):
            yield each
            yield from _counts(each.parts)
