"""Prospects of many rules, looked up for many reports at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gateway.triage.prospect import ALWAYS, NEVER, Prospect, Several

Bits = npt.NDArray[np.uint8]
"""A row a fact or a rule, a bit a report, the first one the highest of the first byte."""
Indices = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Shape:
    """Counts that are alike; each makes one row more of the rows that are there already."""

    count: int
    parts: Indices  # [parts, counts]: rows

    def over(self, rows: Bits) -> Bits:
        made: Bits
        if self.count == 1:
            made = np.bitwise_or.reduce(rows.take(self.parts, axis=0), axis=0)
        elif self.count == len(self.parts):
            made = np.bitwise_and.reduce(rows.take(self.parts, axis=0), axis=0)
        else:
            made = self._counted(rows)
        return made

    def _counted(self, rows: Bits) -> Bits:
        """`reached[n]`: where more than `n` of the parts so far are so."""
        reached: Bits = np.zeros((self.count, self.parts.shape[1], rows.shape[1]), np.uint8)
        for part in self.parts:
            fact = rows[part]
            reached[1:] |= reached[:-1] & fact
            reached[0] |= fact
        most: Bits = reached[-1]
        return most


class Formulas:
    """One prospect a rule.

    Those of one shape are counted together, level by level, so that the number of numpy calls
    depends on how many shapes there are and not on how many rules.
    """

    def __init__(self, prospects: Sequence[Prospect], rows: Mapping[Prospect, int]) -> None:
        """`rows`: where the facts of each simple prospect stand, from 0 on."""
        known = {**rows, ALWAYS: len(rows), NEVER: len(rows) + 1}
        waiting = [each for each in dict.fromkeys(_counts(prospects)) if each not in known]
        self._shapes: list[_Shape] = []
        while waiting:
            ready = [each for each in waiting if known.keys() >= set(each.parts)]
            for count, alike in _by_shape(ready):
                parts = [[known[part] for part in each.parts] for each in alike]
                self._shapes.append(_Shape(count, np.array(parts, np.intp).T))
                known |= {each: row for row, each in enumerate(alike, len(known))}
            waiting = [each for each in waiting if each not in known]
        self._rows = len(known)
        self._roots = np.array([known[each] for each in prospects], np.intp)

    def over(self, facts: Bits) -> Bits:
        """By rule, of the facts by row; what is beyond the last report means nothing."""
        rows = np.empty((self._rows, facts.shape[1]), np.uint8)
        always, never, end = len(facts), len(facts) + 1, len(facts) + 2
        rows[:always], rows[always], rows[never] = facts, 0xFF, 0
        for shape in self._shapes:
            made = shape.over(rows)
            rows[end : end + len(made)] = made
            end += len(made)
        return rows.take(self._roots, axis=0)


def _by_shape(ready: Iterable[Several]) -> list[tuple[int, list[Several]]]:
    alike: dict[tuple[int, int], list[Several]] = {}
    for each in ready:
        alike.setdefault((each.count, len(each.parts)), []).append(each)
    return [(count, several) for (count, _), several in alike.items()]


def _counts(prospects: Iterable[Prospect]) -> Iterator[Several]:
    for each in prospects:
        if isinstance(each, Several):
            yield each
            yield from _counts(each.parts)
