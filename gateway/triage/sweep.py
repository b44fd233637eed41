"""What a batch of reports has measured: looked over once, for all vehicles together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, repeat
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
Indices = npt.NDArray[np.intp]
Reports = Indices | slice
"""Some of a batch, or all: these are found faster."""
Cells = tuple[Indices, Reports]
N = TypeVar("N", np.float32, np.int64)


@dataclass(frozen=True, slots=True)
class Lane:
    """The columns that rules read of matrices with one and the same set of signals."""

    layout: Layout
    columns: Indices  # in the matrix
    places: Indices  # in `Swept.newest`
    ranged: Indices  # in the layout
    ranged_places: Indices  # in `Swept.lowest` and `highest`


class Lanes:
    """Of each set of signals that was met, which of them are needed.

    `ranged`: those of which the lowest and highest value of a report are asked for.
    """

    def __init__(self, keeps: Mapping[int, Keep], ranged: Iterable[int] = ()) -> None:
        self.numbers = tuple(sorted(keeps))
        self.ranged = tuple(sorted(set(ranged)))
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
        ranged = [place for place, number in enumerate(layout) if number in self.ranged]
        ranged_places = [self.ranged.index(layout[place]) for place in ranged]
        lane = Lane(layout, *map(_indices, (read, places, ranged, ranged_places)))
        self._known[signals] = lane
        return lane


@dataclass(frozen=True, slots=True)
class Swept:
    """By report: when it starts, its newest event time, and what of it windows keep.

    `newest_ms` of a report whose time is not known is the beginning of time. `lowest` and
    `highest`: float32[signals, reports] of `Lanes.ranged`, NaN where nothing was measured;
    `newest`: the newest samples of some cells of [signals, reports] of `Lanes.numbers`.
    """

    starts_ms: Instants
    newest_ms: Instants
    lowest: Values
    highest: Values
    newest: list[tuple[Cells, Samples]]
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
    swept = Swept(
        starts_ms,
        newest_ms.copy(),
        np.full((len(lanes.ranged), len(batch)), np.nan, np.float32),
        np.full((len(lanes.ranged), len(batch)), np.nan, np.float32),
        [],
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
    everywhere = len(stack) == len(swept.blocks)
    reports: Reports = slice(None) if everywhere else np.array(indices, np.intp)
    counts = np.array(rows, np.intp)
    after_ms = np.frombuffer(b"".join(offsets), OFFSETS)
    at_ms = after_ms.astype(np.int64) + np.repeat(starts[reports], counts)
    lasts = np.cumsum(counts) - 1
    firsts, rises = lasts - counts + 1, _rises(at_ms, lasts)
    oldest, newest = (at_ms[firsts], at_ms[lasts]) if rises else _extremes(at_ms, rows)
    swept.newest_ms[reports] = np.maximum(swept.newest_ms[reports], newest)
    if not lane.layout:
        return
    every = np.frombuffer(b"".join(samples), VALUES).reshape(len(at_ms), -1)
    values = every[:, lane.columns]
    _range(swept, lane, values, rows, reports)
    measured = np.isfinite(values)
    whole = bool(measured.all())
    if rises and (whole or measured[lasts].all()):
        latest = _samples(newest, values[lasts])
    else:
        latest = _latest(at_ms, values, firsts)
    swept.newest.append((_cells(lane.places, reports), latest.T))
    blocks = zip(
        repeat(lane.layout),
        oldest.tolist(),
        newest.tolist(),
        repeat(True) if whole else _complete(measured, firsts),
        _packed(at_ms, values, rows),
        strict=False,
    )
    if everywhere:
        swept.blocks[:] = map(add, swept.blocks, zip(blocks, strict=True))
        return
    for index, block in zip(indices, blocks, strict=True):
        swept.blocks[index] += (block,)


def _range(
    swept: Swept, lane: Lane, values: Values, rows: Sequence[int], reports: Reports
) -> None:
    """The extremes of the signals of which they are asked for."""
    if not len(lane.ranged):
        return
    lowest, highest = _extremes(values[:, lane.ranged], rows)
    cells = _cells(lane.ranged_places, reports)
    swept.lowest[cells] = np.fmin(swept.lowest[cells], lowest.T)
    swept.highest[cells] = np.fmax(swept.highest[cells], highest.T)


def _cells(rows: Indices, reports: Reports) -> Cells:
    return (rows if isinstance(reports, slice) else rows[:, None]), reports


def _complete(measured: npt.NDArray[np.bool_], firsts: Indices) -> list[bool]:
    """Of each report, whether it has measured each signal in one of its rows."""
    ever: npt.NDArray[np.bool_] = np.logical_or.reduceat(measured, firsts, axis=0)
    complete: list[bool] = np.asarray(ever.all(axis=1)).tolist()
    return complete


def _extremes(
    samples: npt.NDArray[N], rows: Sequence[int]
) -> tuple[npt.NDArray[N], npt.NDArray[N]]:
    """Lowest and highest of each report; `samples[rows, ...]`: so many rows of each."""
    if _are_alike(rows):
        by_report = samples.reshape(len(rows), rows[0], *samples.shape[1:])
        by_row = np.ascontiguousarray(by_report.swapaxes(0, 1))
        return np.fmin.reduce(by_row, axis=0), np.fmax.reduce(by_row, axis=0)
    firsts = [0, *accumulate(rows[:-1])]
    return np.fmin.reduceat(samples, firsts, axis=0), np.fmax.reduceat(samples, firsts, axis=0)


def _are_alike(rows: Sequence[int]) -> bool:
    return rows.count(rows[0]) == len(rows)


def _rises(at_ms: Instants, lasts: Indices) -> bool:
    """Whether each row of a report is later than the one before."""
    rising = at_ms[1:] > at_ms[:-1]
    rising[lasts[:-1]] = True
    return bool(rising.all())


def _latest(at_ms: Instants, values: Values, firsts: Indices) -> Samples:
    """Of each report and signal the latest row in which it was measured, wherever that is."""
    samples = _samples(at_ms, values)
    samples[~np.isfinite(values)] = UNHEARD
    return np.maximum.reduceat(samples, firsts, axis=0)


def _samples(at_ms: Instants, values: Values) -> Samples:
    samples = np.empty(values.shape, np.complex128)
    samples.real, samples.imag = at_ms[:, None], values
    return samples


def _packed(at_ms: Instants, values: Values, rows: Sequence[int]) -> list[bytes]:
    """The rows of each report."""
    table = np.empty(len(at_ms), record(values.shape[1]))
    table["at_ms"], table["values"] = at_ms, values
    if _are_alike(rows):
        return cut_up(table, len(rows))
    packed, ends = table.tobytes(), accumulate(count * table.itemsize for count in rows)
    return [packed[first:end] for first, end in pairwise([0, *ends])]


def _indices(places: Sequence[int]) -> Indices:
    return np.array(places, np.intp)


def _believed(stack: _Measured) -> _Measured:
    """Without the rows whose offset cannot be."""
    believed = []
    for index, matrix in stack:
        rows = matrix.offsets_ms <= LONGEST_REPORT_MS
        if rows.any():
            left = Matrix.of(matrix.signals, matrix.offsets_ms[rows], matrix.values[rows])
            believed.append((index, left))
    return believed
