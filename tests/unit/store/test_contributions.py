"""Contributions to the roll-ups: a fast sum says what a slow one says."""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gateway.store.contributions import DAY_MS, HOUR_MS, Block, Rows, by_hour, merged
from gateway.triage.heard import LONGEST_REPORT_MS

SIGNALS = (3, 7)
Told = tuple[int, float, float, float, int, int, float, float]

numbers = st.sampled_from([math.nan, math.inf, -1.5, 0.0, 2.25, 8.0])
readings = st.lists(
    st.tuples(st.integers(0, 3 * HOUR_MS), numbers, numbers), min_size=0, max_size=8
)
blocks = st.lists(
    st.tuples(st.integers(1, 2), st.integers(-2 * HOUR_MS, 30 * HOUR_MS), readings), max_size=6
)


def block(vehicle: int, start: int, rows: Sequence[tuple[int, float, float]]) -> Block:
    offsets = np.array([row[0] for row in rows], "<u4")
    values = np.array([row[1:] for row in rows], "<f4")
    return Block(
        vehicle=vehicle,
        starts_ms=start,
        offsets_ms=offsets.tobytes(),
        samples=values.tobytes(),
    )


def told(rows: Rows) -> dict[tuple[int, int, int], Told]:
    """By vehicle, signal and start of the span."""
    return {
        (int(r["vehicle"]), int(r["signal"]), int(r["start_ms"])): (
            int(r["samples"]),
            float(r["total"]),
            float(r["lowest"]),
            float(r["highest"]),
            int(r["first_ms"]),
            int(r["last_ms"]),
            float(r["first"]),
            float(r["last"]),
        )
        for r in rows
    }


def slowly(given_blocks: Sequence[Any], span: int) -> dict[tuple[int, int, int], Told]:
    found: dict[tuple[int, int, int], list[tuple[int, float]]] = defaultdict(list)
    for vehicle, start, rows in given_blocks:
        for offset, *values in sorted(rows, key=lambda row: row[0]):
            for signal, value in zip(SIGNALS, values, strict=True):
                if math.isfinite(value):
                    at = start + offset
                    found[vehicle, signal, at - at % span].append((at, value))
    expected = {}
    for key, samples in found.items():
        values = [value for _, value in samples]
        ordered = sorted(samples, key=lambda sample: sample[0])
        first, last = ordered[0], ordered[-1]
        expected[key] = (
            len(values),
            math.fsum(values),
            min(values),
            max(values),
            first[0],
            last[0],
            first[1],
            last[1],
        )
    return expected


@given(blocks)
def test_all_at_once_and_one_by_one_say_what_a_slow_sum_says(given_blocks: Any) -> None:
    """By hour and by day, whatever the blocks' order in time."""
    made = [block(*one) for one in given_blocks]
    expected = slowly(given_blocks, HOUR_MS)
    assert told(merged([by_hour(SIGNALS, made)])) == expected
    assert told(merged([by_hour(SIGNALS, [one]) for one in made])) == expected
    by_day = merged([by_hour(SIGNALS, [one]) for one in made], DAY_MS)
    assert told(by_day) == slowly(given_blocks, DAY_MS)


@given(blocks, blocks)
def test_what_is_merged_is_left_alone(given_blocks: Any, others: Any) -> None:
    """A day out of hours has not changed the hours that it was made of."""
    hours = by_hour(SIGNALS, [block(*one) for one in given_blocks])
    before = hours.copy()
    merged([hours, by_hour(SIGNALS, [block(*one) for one in others])], DAY_MS)
    assert before.tobytes() == hours.tobytes()


def test_what_triage_does_not_believe_is_not_summed() -> None:
    """A row further from its block's start than any report spans."""
    rows = [(0, 1.0, 1.0), (LONGEST_REPORT_MS + 1, 9.0, 9.0)]
    assert {(1, 3, 0), (1, 7, 0)} == told(by_hour(SIGNALS, [block(1, 0, rows)])).keys()
