"""What a batch of reports has measured: looked over once, for all vehicles together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gateway.domain.report import Matrix, Telemetry, TimeSource
from gateway.triage.block import Block, Layout, record
from gateway.triage.heard import LONGEST_REPORT_MS, Heard
from gateway.triage.instant import BEGINNING, to_ms
from gateway.triage.track import Keep

_MOST_LANES = 1024

Instants = npt.NDArray[np.int64]
Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lane:
    """The columns that rules read of matrices with one and the same set of signals."""

    layout: Layout
    columns: npt.NDArray[np.intp]  # in the matrix
    places: npt.NDArray[np.intp]  # in `Swept.lowest` and `highest`


class Lanes:
    """Of each set of signals that was met, which of them are needed."""

    def __init__(self, keeps: Mapping[int, Keep]) -> None:
        self.numbers = tuple(sorted(keeps))
        self._places = {number: place for place, number in enumerate(self.numbers)}
        self._known: dict[tuple[int, ...], Lane] = {}

    def lane(self, signals: tuple[int, ...]) -> Lane:
        known = self._known.get(signals)
        return known if known is not None else self._learn(signals)

    def _learn(self, signals: tuple[int, ...]) -> Lane:
        if len(self._known) >= _MOST_LANES:
            self._known.clear()  # somebody makes them up
        read = [column for column, number in enumerate(signals) if number in self._places]
        layout = tuple(signals[column] for column in read)
        places = [self._places[number] for number in layout]
        lane = Lane(layout, np.array(read, np.intp), np.array(places, np.intp))
        self._known[signals] = lane
        return lane


@dataclass(frozen=True, slots=True)
class Swept:
    """By report: when it starts, its newest event time, and what of it windows keep.

    `newest_ms` of a report whose time is not known is the beginning of time. `lowest` and
    `highest`: float32[reports, signals] of `Lanes.numbers`, NaN where nothing was measured.
    """

    starts_ms: list[int]
    newest_ms: Instants
    lowest: Values
    highest: Values
    blocks: dict[int, list[Block]]


@dataclass(slots=True)
class _Stack:
    """Matrices of one set of signals, at most one a report; none of them is empty."""

    reports: list[int] = field(default_factory=list)
    offsets: list[npt.NDArray[np.uint32]] = field(default_factory=list)
    values: list[Values] = field(default_factory=list)

    def put(self, report: int, matrix: Matrix) -> None:
        self.reports.append(report)
        self.offsets.append(matrix.offsets_ms)
        self.values.append(matrix.values)

    def believed(self) -> "_Stack":
        """Without the rows whose offset cannot be."""
        rows = [offsets <= LONGEST_REPORT_MS for offsets in self.offsets]
        left = [index for index, own in enumerate(rows) if own.any()]
        return _Stack(
            [self.reports[index] for index in left],
            [self.offsets[index][rows[index]] for index in left],
            [self.values[index][rows[index]] for index in left],
        )


def sweep(batch: Sequence[Heard], lanes: Lanes) -> Swept:
    """Nothing of the payloads is kept: blocks are copies of the columns that rules read."""
    starts_ms = [to_ms(heard.at) for heard in batch]
    timed = [heard.source is not TimeSource.ARRIVAL for heard in batch]
    starts = np.array(starts_ms, np.int64)
    shape = (len(batch), len(lanes.numbers))
    swept = Swept(
        starts_ms,
        np.where(timed, starts, BEGINNING),
        np.full(shape, np.nan, np.float32),
        np.full(shape, np.nan, np.float32),
        {},
    )
    left = [
        (index, matrix)
        for index, heard in enumerate(batch)
        if timed[index] and isinstance(heard.report, Telemetry)
        for matrix in heard.report.matrices
        if len(matrix.offsets_ms)
    ]
    while left:
        stacks, left = _stacked(left)
        for signals, stack in stacks.items():
            _take(swept, lanes.lane(signals), stack, starts)
    return swept


def _stacked(
    matrices: Iterable[tuple[int, Matrix]],
) -> tuple[dict[tuple[int, ...], _Stack], list[tuple[int, Matrix]]]:
    """By their signals; a report's second matrix of the same ones is left for another pass."""
    stacks: dict[tuple[int, ...], _Stack] = {}
    left = []
    for index, matrix in matrices:
        stack = stacks.get(matrix.signals)
        if stack is None:
            stack = stacks[matrix.signals] = _Stack()
        if stack.reports and stack.reports[-1] == index:
            left.append((index, matrix))
        else:
            stack.put(index, matrix)
    return stacks, left


def _take(swept: Swept, lane: Lane, stack: _Stack, starts: Instants) -> None:
    offsets = np.concatenate(stack.offsets)
    if offsets.max() > LONGEST_REPORT_MS:
        stack = stack.believed()
        if not stack.reports:
            return
        offsets = np.concatenate(stack.offsets)
    counts = [len(each) for each in stack.offsets]
    reports = np.array(stack.reports, np.intp)
    at_ms = offsets.astype(np.int64) + np.repeat(starts[reports], counts)
    ends = np.cumsum(counts, dtype=np.intp)
    firsts = ends - counts
    newest = np.maximum.reduceat(at_ms, firsts)
    swept.newest_ms[reports] = np.maximum(swept.newest_ms[reports], newest)
    if not lane.layout:
        return
    values = np.concatenate(stack.values)[:, lane.columns]
    lowest = np.fmin.reduceat(values, firsts, axis=0)
    highest = np.fmax.reduceat(values, firsts, axis=0)
    cells = reports[:, None], lane.places
    swept.lowest[cells] = np.fmin(swept.lowest[cells], lowest)
    swept.highest[cells] = np.fmax(swept.highest[cells], highest)
    rows = np.empty(len(at_ms), record(len(lane.layout)))
    rows["at_ms"], rows["values"] = at_ms, values
    whole: npt.NDArray[np.bool_] = np.all(np.isfinite(lowest) | np.isfinite(highest), axis=1)
    packed, size = rows.tobytes(), rows.itemsize
    for index, first, end, oldest_ms, newest_ms, is_whole in zip(
        stack.reports,
        (firsts * size).tolist(),
        (ends * size).tolist(),
        np.minimum.reduceat(at_ms, firsts).tolist(),
        newest.tolist(),
        whole.tolist(),
        strict=True,
    ):
        block = (lane.layout, oldest_ms, newest_ms, is_whole, packed[first:end])
        swept.blocks.setdefault(index, []).append(block)
