"""Sequence numbers as ranges: which reports of one boot there are."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

Range = tuple[int, int]
"""First and last, both in it."""


@dataclass(frozen=True, slots=True)
class Sequences:
    """A set of sequence numbers. `ranges`: rising, apart from each other by at least one."""

    ranges: tuple[Range, ...] = ()

    @classmethod
    def of(cls, numbers: Iterable[int]) -> "Sequences":
        ordered = sorted(set(numbers))
        if len(ordered) == 1:
            return cls(((ordered[0], ordered[0]),))
        return cls(tuple(_merged((number, number) for number in ordered)))

    def __contains__(self, number: int) -> bool:
        at = bisect_right(self.ranges, number, key=lambda one: one[0]) - 1
        return at >= 0 and number <= self.ranges[at][1]

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __or__(self, other: "Sequences") -> "Sequences":
        if self.ranges and len(other.ranges) == 1 and other.ranges[0][0] == self.last + 1:
            return Sequences((*self.ranges[:-1], (self.ranges[-1][0], other.last)))
        return Sequences(tuple(_merged(sorted((*self.ranges, *other.ranges)))))

    def __sub__(self, other: "Sequences") -> "Sequences":
        if not self.ranges or self.ranges[0][0] > other.last:
            return self
        return Sequences(tuple(_less(self.ranges, other.ranges)))

    @property
    def last(self) -> int:
        """The highest; 0 when there is none."""
        return self.ranges[-1][1] if self.ranges else 0

    def gaps(self, until: int) -> "Sequences":
        """Which of 1 … `until` are not in it."""
        return Sequences(tuple(_between(self.ranges, until)))


def _merged(ranges: Iterable[Range]) -> Iterator[Range]:
    """`ranges`: by their first."""
    open_range: Range | None = None
    for first, last in ranges:
        if open_range is None:
            open_range = first, last
        elif first <= open_range[1] + 1:
            open_range = open_range[0], max(open_range[1], last)
        else:
            yield open_range
            open_range = first, last
    if open_range is not None:
        yield open_range


def _less(ranges: Iterable[Range], others: tuple[Range, ...]) -> Iterator[Range]:
    for first, last in ranges:
        left = first
        at = bisect_right(others, left, key=lambda one: one[0])
        for begin, end in others[max(0, at - 1) :]:
            if begin > last:
                break
            if begin > left:
                yield left, begin - 1
            left = max(left, end + 1)
        if left <= last:
            yield left, last


def _between(ranges: Iterable[Range], until: int) -> Iterator[Range]:
    expected = 1
    for first, last in ranges:
        if first > until:
            break
        if first > expected:
            yield expected, first - 1
        expected = last + 1
    if expected <= until:
        yield expected, until
