"""The reports of a batch, each vehicle's in its order, and what each of them leaves behind."""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate, chain, repeat
from operator import sub
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from gateway.domain.report import FaultReport
from gateway.domain.vin import Vin
from gateway.triage.absorb import Memories, recent, remembered
from gateway.triage.block import Block
from gateway.triage.formulas import Bits
from gateway.triage.heard import Heard, order_in_vehicle
from gateway.triage.present import Samples
from gateway.triage.screen import Screen, by_report
from gateway.triage.sweep import Swept, sweep
from gateway.triage.window import Sight, Window

T = TypeVar("T")
N = TypeVar("N", np.int32, np.int64, np.complex128)
_NEW = Window()
_SIGHT, _WINDOW = partial(tuple.__new__, Sight), partial(tuple.__new__, Window)


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is known after each report.

    By vehicle: its window `before`, and its reports, from `firsts` to just before `ends`;
    `with_faults`: the vehicles of which a component speaks. By report: `now_ms` is the newest
    event time, `at_ms` the instant at which rules are asked; `newest`, `seen`, `told` and
    `facts` are the screen's.
    """

    screen: Screen
    vins: Sequence[Vin]
    before: Sequence[Window]
    firsts: Sequence[int]
    ends: Sequence[int]
    with_faults: Collection[int]
    heard: Sequence[Heard]
    swept: Swept
    now_ms: Sequence[int]
    at_ms: Sequence[int]
    memories: Sequence[Memories]
    newest: Sequence[bytes]
    seen: Sequence[bytes]
    told: Sequence[bytes]
    facts: Bits

    def windows(self, places: Sequence[int]) -> Iterator[Window]:
        """After all reports of these vehicles; nothing is opened or ended."""
        before = [self.before[place] for place in places]
        spans = [(self.firsts[place], self.ends[place]) for place in places]
        return self._after(before, spans)

    def window(self, before: Window, index: int) -> Window:
        """After this report of its vehicle."""
        return next(self._after([before], [(index, index + 1)]))

    def _after(
        self, before: Sequence[Window], spans: Sequence[tuple[int, int]]
    ) -> Iterator[Window]:
        if not before:
            return iter(())
        lasts = [end - 1 for _, end in spans]
        now_ms = [self.now_ms[last] for last in lasts]
        memories = map(self.memories.__getitem__, lasts)
        newest = map(self.newest.__getitem__, lasts)
        seen = map(self.seen.__getitem__, lasts)
        told = map(self.told.__getitem__, lasts)
        tracks = [
            recent(window, self.screen.keeps).followed_by(blocks, now)
            for window, blocks, now in zip(before, self._blocks(spans), now_ms, strict=True)
        ]
        every = repeat(self.screen)
        sights = map(_SIGHT, zip(every, newest, seen, told, strict=False))
        _, _, _, still_open, _, types, _ = zip(*before, strict=True)
        no_days = repeat(None, len(before))
        windows = zip(now_ms, tracks, memories, still_open, no_days, types, sights, strict=True)
        return map(_WINDOW, windows)

    def _blocks(self, spans: Iterable[tuple[int, int]]) -> list[tuple[Block, ...]]:
        each = self.swept.blocks
        return [
            each[first] if end - first == 1 else tuple(chain.from_iterable(each[first:end]))
            for first, end in spans
        ]


def follow(screen: Screen, windows: Mapping[Vin, Window], batch: Sequence[Heard]) -> Course:
    """All vehicles' reports looked over at once; no rule is asked yet."""
    own = _by_vehicle(batch)
    heard = [*chain.from_iterable(own.values())]
    ends = [*accumulate(map(len, own.values()))]
    firsts = [0, *ends[:-1]]
    before = [windows.get(vin, _NEW) for vin in own]
    now_before, _, memories_before, *_ = zip(*before, strict=True)
    _, newest_before, seen_before, told_before = zip(*screen.sights(before), strict=True)
    memories = _for_each(firsts, ends, memories_before)
    told = _for_each(firsts, ends, told_before)
    with_faults = set()
    for index, each in enumerate(heard):
        if isinstance(each.report, FaultReport):
            place = bisect_right(firsts, index) - 1
            rest = ends[place] - index
            memory = remembered(memories[index], each, screen.components)
            memories[index : ends[place]] = [memory] * rest
            said = screen.telling.heard(told[index], memory, each.report.component)
            told[index : ends[place]] = [said] * rest
            with_faults.add(place)
    swept = sweep(heard, screen.lanes)
    several = _several(firsts, ends)
    now_ms = np.array(_for_each(firsts, ends, now_before), np.int64)
    now_ms = carried_on(np.maximum(now_ms, swept.newest_ms), several)
    at_ms = np.maximum(now_ms, swept.starts_ms)
    newest = screen.newest(_for_each(firsts, ends, newest_before))
    newest = carried_on(_followed(newest, swept), several)
    seen = screen.seen(_for_each(firsts, ends, seen_before))
    until = carried_on(np.maximum(seen, screen.news(swept)), several)
    return Course(
        screen=screen,
        heard=heard,
        vins=[*own],
        before=before,
        firsts=firsts,
        ends=ends,
        with_faults=with_faults,
        swept=swept,
        now_ms=now_ms.tolist(),
        at_ms=at_ms.tolist(),
        memories=memories,
        newest=by_report(newest),
        seen=by_report(until),
        told=told,
        facts=screen.facts(newest, until, told, at_ms),
    )


def _followed(newest: Samples, swept: Swept) -> Samples:
    """The newest samples, with those of each report itself."""
    for cells, own in swept.newest:
        newest[cells] = np.maximum(newest[cells], own)
    return newest


def carried_on(reached: npt.NDArray[N], several: Sequence[tuple[int, int]]) -> npt.NDArray[N]:
    """The most that was reached up to each report of a vehicle.

    `several`: from where to before where a vehicle has more than one.
    """
    most = max([end - first for first, end in several], default=1)
    if most > len(several):
        for first, end in several:
            stretch = reached[..., first:end]
            np.maximum.accumulate(stretch, axis=-1, out=stretch)
        return reached
    for later in _by_turn(several, most):
        reached[..., later] = np.maximum(reached[..., later], reached[..., later - 1])
    return reached


def _by_turn(several: Sequence[tuple[int, int]], most: int) -> Iterator[npt.NDArray[np.intp]]:
    """The second report of each, then the third of those that have one, and so on."""
    firsts, ends = np.array(several, np.intp).reshape(-1, 2).T
    for turn in range(1, most):
        at = firsts + turn
        yield at[at < ends]


def _several(firsts: Sequence[int], ends: Sequence[int]) -> list[tuple[int, int]]:
    if not ends or ends[-1] == len(ends):
        return []
    return [each for each in zip(firsts, ends, strict=True) if each[1] - each[0] > 1]


def _for_each(firsts: Sequence[int], ends: Sequence[int], values: Sequence[T]) -> list[T]:
    """One a report instead of one a vehicle."""
    if not ends or ends[-1] == len(ends):
        return [*values]
    counts = map(sub, ends, firsts)
    return [*chain.from_iterable(map(repeat, values, counts))]


def _by_vehicle(batch: Sequence[Heard]) -> dict[Vin, list[Heard]]:
    own: dict[Vin, list[Heard]] = {}
    for each in batch:
        own.setdefault(each.report.header.id.vin, []).append(each)
    if len(own) < len(batch):
        for reports in own.values():
            if len(reports) > 1:
                reports.sort(key=order_in_vehicle)
    return own
