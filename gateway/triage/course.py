"""The reports of a batch, each vehicle's in its order, and what each of them leaves behind."""

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from gateway.domain.report import FaultReport
from gateway.domain.vin import Vin
from gateway.triage.absorb import Memories, recent, remembered
from gateway.triage.formulas import Facts
from gateway.triage.heard import Heard, order_in_vehicle
from gateway.triage.screen import Screen
from gateway.triage.sweep import Swept, sweep
from gateway.triage.window import Sight, Window

T = TypeVar("T")
N = TypeVar("N", np.int32, np.int64)
_NEW = Window()


class Stretch(NamedTuple):
    """The reports of one vehicle: from `first` to just before `end`."""

    vin: Vin
    before: Window
    first: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is known after each report.

    `now_ms` is the newest event time, `at_ms` the instant at which rules are asked; `seen`,
    `told` and `facts` (bool[columns, reports]) are the screen's. `with_faults`: the stretches
    in which a component speaks.
    """

    screen: Screen
    heard: Sequence[Heard]
    stretches: Sequence[Stretch]
    with_faults: Collection[int]
    swept: Swept
    now_ms: Sequence[int]
    at_ms: Sequence[int]
    memories: Sequence[Memories]
    told: Sequence[bytes]
    seen: Sequence[bytes]
    facts: Facts

    def window(self, before: Window, first: int, end: int) -> Window:
        """After the reports from `first` to before `end`; nothing is opened or ended."""
        last = end - 1
        blocks = self.swept.blocks[last]
        if end - first > 1:
            blocks = tuple(chain.from_iterable(self.swept.blocks[first:end]))
        tracks = recent(before, self.screen.keeps).followed_by(blocks, self.now_ms[last])
        memories = self.memories[last]
        return Window(
            now_ms=self.now_ms[last],
            tracks=tracks,
            memories=memories,
            open=before.open,
            sight=Sight(self.screen, tracks, memories, self.seen[last], self.told[last]),
        )


def follow(screen: Screen, windows: Mapping[Vin, Window], batch: Sequence[Heard]) -> Course:
    """All vehicles' reports looked over at once; no rule is asked yet."""
    own = _by_vehicle(batch)
    heard = [*chain.from_iterable(own.values())]
    ends = [*accumulate(map(len, own.values()))]
    firsts = [0, *ends[:-1]]
    before = [windows.get(vin, _NEW) for vin in own]
    sights = [screen.sight(window) for window in before]
    memories = _for_each(firsts, ends, [window.memories for window in before])
    told = _for_each(firsts, ends, [sight.told for sight in sights])
    with_faults = set()
    for index, each in enumerate(heard):
        if isinstance(each.report, FaultReport):
            place = bisect_right(firsts, index) - 1
            rest = ends[place] - index
            memory = remembered(memories[index], each, screen.components)
            memories[index : ends[place]] = [memory] * rest
            said = screen.heard(told[index], memory, each.report.component)
            told[index : ends[place]] = [said] * rest
            with_faults.add(place)
    swept = sweep(heard, screen.lanes)
    now_ms = swept.newest_ms[:, None].copy()
    carry(now_ms, firsts, np.array([[window.now_ms] for window in before], np.int64))
    at_ms = np.maximum(now_ms[:, 0], swept.starts_ms)
    until = screen.news(swept)
    carry(until, firsts, screen.seen([sight.seen for sight in sights]))
    packed, width = until.tobytes(), until.shape[1] * until.itemsize
    bounds = range(0, width * len(heard) + 1, width) if width else [0] * (len(heard) + 1)
    return Course(
        screen=screen,
        heard=heard,
        stretches=[*map(Stretch, own, before, firsts, ends)],
        with_faults=with_faults,
        swept=swept,
        now_ms=now_ms[:, 0].tolist(),
        at_ms=at_ms.tolist(),
        memories=memories,
        told=told,
        seen=[packed[first:end] for first, end in pairwise(bounds)],
        facts=screen.facts(until, told, at_ms),
    )


def carry(rows: npt.NDArray[N], firsts: Sequence[int], before: npt.NDArray[N]) -> None:
    """Each row becomes the most that was reached up to it, from what was there before on.

    `firsts`: where each vehicle's rows begin; `before`: one row a vehicle.
    """
    if len(firsts) == len(rows):
        np.maximum(rows, before, out=rows)
        return
    rows[firsts] = np.maximum(rows[firsts], before)
    for first, end in pairwise([*firsts, len(rows)]):
        if end - first > 1:
            np.maximum.accumulate(rows[first:end], axis=0, out=rows[first:end])


def _for_each(firsts: Sequence[int], ends: Sequence[int], values: Sequence[T]) -> list[T]:
    """One a report instead of one a vehicle."""
    if not ends or ends[-1] == len(ends):
        return [*values]
    spans = zip(values, firsts, ends, strict=True)
    return [value for value, first, end in spans for _ in range(first, end)]


def _by_vehicle(batch: Sequence[Heard]) -> dict[Vin, list[Heard]]:
    own: dict[Vin, list[Heard]] = {}
    for each in batch:
        own.setdefault(each.report.header.id.vin, []).append(each)
    if len(own) < len(batch):
        for reports in own.values():
            reports.sort(key=order_in_vehicle)
    return own
