"""Which of a log's times to believe."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from simulator.replay.note import Reason

LATE_S: Final = 60.0
LONGEST_GAP_S: Final = 86_400.0


def doubts(times_s: Sequence[float]) -> dict[int, Reason]:
    """Index → why this time is not believed.

    Believed are the most rows that follow one another in time, and what stands up to a minute
    off between them: it is sorted in. Of drives more than a day apart the longest counts.
    """
    chain = _longest_chain(times_s)
    found = dict(_out_of_line(times_s, chain))
    believed = [index for index in range(len(times_s)) if index not in found]
    return found | dict.fromkeys(_far_away(believed, times_s), Reason.FAR_AWAY)


def _longest_chain(times_s: Sequence[float]) -> list[int]:
    """The indices of the longest sequence that does not fall (patience sorting)."""
    ends: list[int] = []
    end_times: list[float] = []
    before: list[int] = []
    for index, time_s in enumerate(times_s):
        length = bisect_right(end_times, time_s)
        before.append(ends[length - 1] if length else -1)
        ends[length : length + 1] = [index]
        end_times[length : length + 1] = [time_s]
    chain = [ends[-1]] if ends else []
    while chain and before[chain[-1]] >= 0:
        chain.append(before[chain[-1]])
    return chain[::-1]


def _out_of_line(
    times_s: Sequence[float], chain: Sequence[int]
) -> Iterator[tuple[int, Reason]]:
    limits = [float("-inf"), *(times_s[index] for index in chain), float("inf")]
    edges = [-1, *chain, len(times_s)]
    for place, (first, last) in enumerate(pairwise(edges)):
        for index in range(first + 1, last):
            if times_s[index] < limits[place] - LATE_S:
                yield index, Reason.BACKWARDS
            elif times_s[index] > limits[place + 1] + LATE_S:
                yield index, Reason.LEAP


def _far_away(believed: Sequence[int], times_s: Sequence[float]) -> list[int]:
    drives: list[list[int]] = [[]]
    for before, after in pairwise([*believed[:1], *believed]):
        if times_s[after] - times_s[before] > LONGEST_GAP_S:
            drives.append([])
        drives[-1].append(after)
    longest = max(drives, key=len)
    return [index for drive in drives if drive is not longest for index in drive]
