"""The reports of a batch, each vehicle's in its order, and what each of them leaves behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gateway.domain.report import FaultReport
from gateway.domain.vin import Vin
from gateway.triage.absorb import Memories, recent, remembered
from gateway.triage.formulas import Facts
from gateway.triage.heard import Heard, order_in_vehicle
from gateway.triage.screen import Screen
from gateway.triage.sweep import Swept, sweep
from gateway.triage.window import Sight, Window

_NEW = Window()


class Stretch(NamedTuple):
    """The reports of one vehicle: from `first` to just before `end`."""

    vin: Vin
    before: Window
    first: int
    end: int
    has_faults: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What is known after each report.

    `now_ms` is the newest event time, `at_ms` the instant at which rules are asked; `seen`,
    `told` and `facts` (bool[columns, reports]) are the screen's.
    """

    screen: Screen
    heard: Sequence[Heard]
    stretches: Sequence[Stretch]
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
        if end - first == 1:
            blocks = self.swept.blocks.get(first, [])
        else:
            found = (self.swept.blocks.get(index, []) for index in range(first, end))
            blocks = [block for each in found for block in each]
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
    heard, stretches = _in_order(windows, batch)
    swept = sweep(heard, screen.lanes)
    newest_ms = swept.newest_ms.tolist()
    now_ms: list[int] = []
    at_ms: list[int] = []
    memories: list[Memories] = []
    told: list[bytes] = []
    before: list[bytes] = []
    for _, window, first, end, _ in stretches:
        _, _, own_memories, own_seen, own_told = screen.sight(window)
        own_ms = window.now_ms
        before.append(own_seen)
        for index in range(first, end):
            each = heard[index]
            if isinstance(each.report, FaultReport):
                own_memories = remembered(own_memories, each, screen.components)
                own_told = screen.heard(own_told, own_memories, each.report.component)
            own_ms = max(own_ms, newest_ms[index])
            now_ms.append(own_ms)
            at_ms.append(max(own_ms, swept.starts_ms[index]))
            memories.append(own_memories)
            told.append(own_told)
    until = screen.lasting(swept, [each.first for each in stretches], before)
    packed, width = until.tobytes(), until.shape[1] * until.itemsize
    return Course(
        screen=screen,
        heard=heard,
        stretches=stretches,
        swept=swept,
        now_ms=now_ms,
        at_ms=at_ms,
        memories=memories,
        told=told,
        seen=[packed[index * width : (index + 1) * width] for index in range(len(heard))],
        facts=screen.facts(until, told, at_ms),
    )


def _in_order(
    windows: Mapping[Vin, Window], batch: Sequence[Heard]
) -> tuple[list[Heard], list[Stretch]]:
    own: dict[Vin, list[Heard]] = {}
    for each in batch:
        own.setdefault(each.report.header.id.vin, []).append(each)
    heard: list[Heard] = []
    stretches = []
    for vin, reports in own.items():
        if len(reports) > 1:
            reports.sort(key=order_in_vehicle)
        has_faults = any(isinstance(each.report, FaultReport) for each in reports)
        first = len(heard)
        heard += reports
        stretches.append(Stretch(vin, windows.get(vin, _NEW), first, len(heard), has_faults))
    return heard, stretches
