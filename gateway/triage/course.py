"""The reports of a batch, each vehicle's in its order, and what each of them leaves behind."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from gateway.domain.report import FaultReport
from gateway.domain.vin import Vin
from gateway.triage.absorb import Memories, recent, remembered
from gateway.triage.formulas import Bits
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
    `told` and `facts` are the screen's. `with_faults`: the stretches
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
    facts: Bits

    def window(self, before: Window, first: int, end: int) -> Window:
        """After the reports from `first` to before `end`; nothing is opened or ended."""
        last = end - 1
        blocks = self.swept.blocks[last]
        if end - first > 1:
            blocks = tuple(chain.from_iterable(self.swept.blocks[first:end]))
        now_ms, memories = self.now_ms[last], self.memories[last]
        tracks = recent(before, self.screen.keeps).followed_by(blocks, now_ms)
        sight = Sight(self.screen, tracks, memories, self.seen[last], self.told[last])
        return Window(now_ms, tracks, memories, before.open, sight)


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
    several = _several(firsts, ends)
    now_ms = np.array(_for_each(firsts, ends, [window.now_ms for window in before]), np.int64)
    now_ms = carried(swept.newest_ms, now_ms, several)
    at_ms = np.maximum(now_ms, swept.starts_ms)
    seen = screen.seen(_for_each(firsts, ends, [sight.seen for sight in sights]))
    until = carried(screen.news(swept), seen, several)
    return Course(
        screen=screen,
        heard=heard,
        stretches=[*map(Stretch, own, before, firsts, ends)],
        with_faults=with_faults,
        swept=swept,
        now_ms=now_ms.tolist(),
        at_ms=at_ms.tolist(),
        memories=memories,
        told=told,
        seen=screen.packed(until),
        facts=screen.facts(until, told, at_ms),
    )


def carried(
    reports: npt.NDArray[N], before: npt.NDArray[N], several: Iterable[tuple[int, int]]
) -> npt.NDArray[N]:
    """The most that was reached up to each report, from what was there before on.

    `several`: from where to before where a vehicle has more than one.
    """
    reached = np.maximum(reports, before)
    for first, end in several:
        stretch = reached[..., first:end]
        np.maximum.accumulate(stretch, axis=-1, out=stretch)
    return reached


def _several(firsts: Sequence[int], ends: Sequence[int]) -> list[tuple[int, int]]:
    if not ends or ends[-1] == len(ends):
        return []
    return [each for each in zip(firsts, ends, strict=True) if each[1] - each[0] > 1]


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
            if len(reports) > 1:
                reports.sort(key=order_in_vehicle)
    return own
