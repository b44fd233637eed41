"""Prospects of many rules, looked up for many reports at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
        if self.count == 1:
            return self._folded(rows, np.bitwise_or)
        if self.count == len(self.parts):
            return self._folded(rows, np.bitwise_and)
        return self._counted(rows)

    def _folded(self, rows: Bits, fold: Callable[..., Bits]) -> Bits:
        made: Bits = rows[self.parts[0]]
        for part in self.parts[1:]:
            fold(made, rows[part], out=made)
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
        known = dict(rows)
        certain = {ALWAYS, NEVER}
        waiting = [each for each in dict.fromkeys(_counts(prospects)) if each not in certain]
        self._shapes: list[_Shape] = []
        while waiting:
            ready = [each for each in waiting if known.keys() >= set(each.parts)]
            for count, alike in _by_shape(ready):
                parts = [[known[part] for part in each.parts] for each in alike]
                self._shapes.append(_Shape(count, np.array(parts, np.intp).T))
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
        for shape in self._shapes:
            made = shape.over(rows)
            rows[end : end + len(made)] = made
            end += len(made)
        found = rows[self._roots]
        found[self._always] = 0xFF
        found[self._never] = 0
        return found


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
