"""Sequence numbers as ranges: which reports of one boot there are."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from operator import itemgetter

Range = tuple[int, int]
"""First and last, both in it."""


class Sequences:
    """A set of sequence numbers, never changed in place.

    `ranges`: rising, apart from each other by at least one.
    """

    __slots__ = ("ranges",)

    def __init__(self, ranges: tuple[Range, ...] = ()) -> None:
        self.ranges = ranges

    @classmethod
    def of(cls, numbers: Collection[int]) -> "Sequences":
        if len(numbers) == 1:
            [number] = numbers
            return cls(((number, number),))
        return cls(tuple(_merged((number, number) for number in sorted(set(numbers)))))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequences) and self.ranges == other.ranges

    def __hash__(self) -> int:
        return hash(self.ranges)

    def __repr__(self) -> str:
        return f"Sequences({self.ranges})"

    def __contains__(self, number: int) -> bool:
        ranges = self.ranges
        if not ranges or number >= ranges[-1][0]:
            return bool(ranges) and number <= ranges[-1][1]
        at = bisect_right(ranges, number, key=_first) - 1
        return at >= 0 and number <= ranges[at][1]

    def __len__(self) -> int:
        ranges = self.ranges
        if len(ranges) == 1:
            return ranges[0][1] - ranges[0][0] + 1
        return sum(last - first + 1 for first, last in ranges)

    def __bool__(self) -> bool:
        return bool(self.ranges)

    def __or__(self, other: "Sequences") -> "Sequences":
        mine, others = self.ranges, other.ranges
        if mine and len(others) == 1 and others[0][0] == mine[-1][1] + 1:
            return Sequences((*mine[:-1], (mine[-1][0], others[0][1])))
        return Sequences(tuple(_merged(sorted((*mine, *others)))))

    def __sub__(self, other: "Sequences") -> "Sequences":
        mine, others = self.ranges, other.ranges
        if not mine or not others or mine[0][0] > others[-1][1]:
            return self
        return Sequences(tuple(_less(mine, others)))

    def is_followed_by(self, number: int) -> bool:
        """Is it the first after all of these?"""
        return bool(self.ranges) and number == self.ranges[-1][1] + 1

    @property
    def last(self) -> int:
        """The highest; 0 when there is none."""
        return self.ranges[-1][1] if self.ranges else 0

    def gaps(self, until: int) -> "Sequences":
        """Which of 1 … `until` are not in it."""
        return Sequences(tuple(_between(self.ranges, until)))


_first = itemgetter(0)


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
        at = bisect_right(others, left, key=_first)
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
