"""What a batch of reports has measured: looked over once, for all vehicles together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from operator import add
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from gateway.domain.report import OFFSETS, VALUES, FaultReport, Matrix, Telemetry, TimeSource
from gateway.triage.block import Block, Layout, cut_up, record
from gateway.triage.heard import LONGEST_REPORT_MS, Heard
from gateway.triage.instant import BEGINNING
from gateway.triage.present import UNHEARD, Samples
from gateway.triage.track import Instants, Keep

_MOST_LANES = 1024

Values = npt.NDArray[np.float32]
N = TypeVar("N", np.float32, np.int64)


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
    `highest`: float32[signals, reports] of `Lanes.numbers`, NaN where nothing was measured;
    `newest`: the newest sample, likewise.
    """

    starts_ms: Instants
    newest_ms: Instants
    lowest: Values
    highest: Values
    newest: Samples
    blocks: list[tuple[Block, ...]]


_Measured = list[tuple[int, Matrix]]
"""Matrices with the index of their report."""


def sweep(batch: Sequence[Heard], lanes: Lanes) -> Swept:
    """Nothing of the payloads is kept: blocks are copies of the columns that rules read."""
    reports, at_us, sources = zip(*batch, strict=True)
    starts_ms = np.array(at_us, np.int64) // 1000
    newest_ms, left = starts_ms, _measured(reports)
    if TimeSource.ARRIVAL in sources:
        timed = [source is not TimeSource.ARRIVAL for source in sources]
        newest_ms = np.where(timed, starts_ms, BEGINNING)
        left = [each for each in left if timed[each[0]]]
    shape = (len(lanes.numbers), len(batch))
    swept = Swept(
        starts_ms,
        newest_ms.copy(),
        np.full(shape, np.nan, np.float32),
        np.full(shape, np.nan, np.float32),
        np.full(shape, UNHEARD),
        [()] * len(batch),
    )
    while left:
        stacks, left = _stacked(left)
        for signals, stack in stacks.items():
            _take(swept, lanes.lane(signals), stack, starts_ms)
    return swept


def _measured(reports: Iterable[Telemetry | FaultReport]) -> _Measured:
    return [
        (index, matrix)
        for index, report in enumerate(reports)
        if isinstance(report, Telemetry)
        for matrix in report.matrices
        if matrix.rows
    ]


def _stacked(matrices: _Measured) -> tuple[dict[tuple[int, ...], _Measured], _Measured]:
    """By their signals; a report's second matrix of the same ones is left for another pass."""
    every = [matrix.signals for _, matrix in matrices]
    if every.count(every[0]) == len({index for index, _ in matrices}) == len(every):
        return {every[0]: matrices}, []
    stacks: dict[tuple[int, ...], _Measured] = {}
    left, signals, stack = [], None, []
    for each in matrices:
        if each[1].signals != signals:
            signals = each[1].signals
            stack = stacks.setdefault(signals, [])
        if stack and stack[-1][0] == each[0]:
            left.append(each)
        else:
            stack.append(each)
    return stacks, left


def _take(swept: Swept, lane: Lane, stack: _Measured, starts: Instants) -> None:
    indices, matrices = zip(*stack, strict=True)
    _, rows, last_ms, offsets, samples = zip(*matrices, strict=True)
    if max(last_ms) > LONGEST_REPORT_MS:
        believed = _believed(stack)
        if believed:
            _take(swept, lane, believed, starts)
        return
    reports, counts = np.array(indices, np.intp), np.array(rows, np.intp)
    after_ms = np.frombuffer(b"".join(offsets), OFFSETS)
    at_ms = after_ms.astype(np.int64) + np.repeat(starts[reports], counts)
    lasts = np.cumsum(counts) - 1
    firsts, rises = lasts - counts + 1, _rises(at_ms, lasts)
    oldest, newest = (at_ms[firsts], at_ms[lasts]) if rises else _extremes(at_ms, counts)
    swept.newest_ms[reports] = np.maximum(swept.newest_ms[reports], newest)
    if not lane.layout:
        return
    every = np.frombuffer(b"".join(samples), VALUES).reshape(len(at_ms), -1)
    values = every[:, lane.columns]
    lowest, highest = _extremes(values, counts)
    # Whole rows are found faster than some of their cells.
    everywhere = len(stack) == len(swept.blocks)
    cells = lane.places if everywhere else (lane.places[:, None], reports)
    swept.lowest[cells] = np.fmin(swept.lowest[cells], lowest.T)
    swept.highest[cells] = np.fmax(swept.highest[cells], highest.T)
    if rises and np.isfinite(values[lasts]).all():
        latest = _samples(newest, values[lasts])
    else:
        latest = _latest(at_ms, values, firsts)
    swept.newest[cells] = np.maximum(swept.newest[cells], latest.T)
    whole: npt.NDArray[np.bool_] = np.all(np.isfinite(lowest) | np.isfinite(highest), axis=1)
    blocks = zip(
        repeat(lane.layout),
        oldest.tolist(),
        newest.tolist(),
        whole.tolist(),
        _packed(at_ms, values, counts),
        strict=False,
    )
    if everywhere:
        swept.blocks[:] = map(add, swept.blocks, zip(blocks, strict=True))
        return
    for index, block in zip(indices, blocks, strict=True):
        swept.blocks[index] += (block,)


def _extremes(
    samples: npt.NDArray[N], counts: npt.NDArray[np.intp]
) -> tuple[npt.NDArray[N], npt.NDArray[N]]:
    """Lowest and highest of each report; `samples[rows, ...]`: so many rows of each."""
    rows = counts[0]
    if (counts == rows).all():
        by_report = samples.reshape(len(counts), rows, *samples.shape[1:])
        by_row = np.ascontiguousarray(by_report.swapaxes(0, 1))
        return np.fmin.reduce(by_row, axis=0), np.fmax.reduce(by_row, axis=0)
    firsts = np.cumsum(counts) - counts
    return np.fmin.reduceat(samples, firsts, axis=0), np.fmax.reduceat(samples, firsts, axis=0)


def _rises(at_ms: Instants, lasts: npt.NDArray[np.intp]) -> bool:
    """Whether each row of a report is later than the one before."""
    rising = at_ms[1:] > at_ms[:-1]
    rising[lasts[:-1]] = True
    return bool(rising.all())


def _latest(at_ms: Instants, values: Values, firsts: npt.NDArray[np.intp]) -> Samples:
    """Of each report and signal the latest row in which it was measured, wherever that is."""
    samples = _samples(at_ms, values)
    samples[~np.isfinite(values)] = UNHEARD
    return np.maximum.reduceat(samples, firsts, axis=0)


def _samples(at_ms: Instants, values: Values) -> Samples:
    samples = np.empty(values.shape, np.complex128)
    samples.real, samples.imag = at_ms[:, None], values
    return samples


def _packed(at_ms: Instants, values: Values, counts: npt.NDArray[np.intp]) -> list[bytes]:
    """The rows of each report."""
    rows = np.empty(len(at_ms), record(values.shape[1]))
    rows["at_ms"], rows["values"] = at_ms, values
    if (counts == counts[0]).all():
        return cut_up(rows, len(counts))
    packed, bounds = rows.tobytes(), [0, *(np.cumsum(counts) * rows.itemsize).tolist()]
    return [packed[first:end] for first, end in pairwise(bounds)]


def _believed(stack: _Measured) -> _Measured:
    """Without the rows whose offset cannot be."""
    believed = []
    for index, matrix in stack:
        rows = matrix.offsets_ms <= LONGEST_REPORT_MS
        if rows.any():
            left = Matrix.of(matrix.signals, matrix.offsets_ms[rows], matrix.values[rows])
            believed.append((index, left))
    return believed
