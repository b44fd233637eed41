"""Reads a log through its column map: every row is used, or skipped with a reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from simulator.replay.chronology import doubts
from simulator.replay.clock_column import clock_format
from simulator.replay.coarse_clock import spread
from simulator.replay.column_header import ColumnHeader
from simulator.replay.column_map import ColumnMap, InvalidMap, SignalColumn, near
from simulator.replay.contract_signal import own_unit
from simulator.replay.log_table import LogTable, Row, open_table
from simulator.replay.long_form import Places, widened
from simulator.replay.measured_text import QUANTITY, NoNumber, is_missing, parse_quantity
from simulator.replay.midnight import carried_on
from simulator.replay.note import Note, Reason
from simulator.replay.recording import Recording, Track
from simulator.replay.table import Dialect
from simulator.replay.timestamp import NoTime, TimeFormat
from simulator.replay.unit_of_measure import OtherQuantity, Unit, UnknownUnit, unit_named

LARGEST: Final = float(np.finfo(np.float32).max)


@dataclass(frozen=True, slots=True)
class Source:
    """A mapped signal and where its values stand: column index, unit, its own unit."""

    mapped: SignalColumn
    index: int
    unit: Unit
    own: Unit

    def value(self, cell: str, decimal: str) -> float:
        """Raises NoNumber, UnknownUnit, OtherQuantity."""
        raw = parse_quantity(cell, decimal, self.unit, self.unit)
        scaled = raw * self.mapped.scale + self.mapped.offset
        value = self.unit.convert(scaled, self.own)
        if not abs(value) <= LARGEST:
            raise NoNumber(cell)
        return value


def read(data: bytes, columns: ColumnMap) -> Recording:
    """Raises InvalidMap when the file does not have what the map names."""
    table = _table(data, columns)
    time_index, sources = _sources(columns, table.header)
    form = columns.time_format or _guessed_format(table, time_index)
    return _Reader(table.header, table.dialect, sources, time_index, form).read(table.rows)


def _table(data: bytes, columns: ColumnMap) -> LogTable:
    table = open_table(data, columns)
    mapped = {each.column for each in columns.signals}
    if any(table.header.index(column) is not None for column in mapped):
        return table
    places = Places.of(table.header.names, table.header.index(columns.time_column) or 0)
    return table if places is None else widened(table, places, mapped)


def _sources(columns: ColumnMap, header: ColumnHeader) -> tuple[int, list[Source]]:
    time_index = header.index(columns.time_column)
    assert time_index is not None  # noqa: S101 - the header was found by it
    return time_index, [_source(each, header) for each in columns.signals]


def _source(mapped: SignalColumn, header: ColumnHeader) -> Source:
    where = f"[signals.{mapped.signal.lower()}]"
    index = header.index(mapped.column)
    if index is None:
        known = [name for name in header.names if name]
        raise InvalidMap(
            f"{where} the file has no column {mapped.column!r}; {near(mapped.column, known)}"
        )
    own = own_unit(mapped.signal)
    told = header.unit(index)
    unit = mapped.unit or (unit_named(told) if told else own)
    try:
        unit.convert(0.0, own)
    except OtherQuantity as error:
        raise InvalidMap(f"{where} the file says {told!r}, but {error}; give a unit") from error
    return Source(mapped, index, unit, own)


def _guessed_format(table: LogTable, time_index: int) -> TimeFormat:
    form = clock_format(table, time_index)
    if form is None:
        raise InvalidMap("[time] needs a format: s, ms, iso or a pattern of strptime")
    return TimeFormat(form)


@dataclass(slots=True)
class _Reader:
    header: ColumnHeader
    dialect: Dialect
    sources: list[Source]
    time_index: int
    form: TimeFormat
    notes: list[Note] = field(default_factory=list)

    def read(self, rows: Sequence[Row]) -> Recording:
        read = list(self._timed(rows))
        times = carried_on([time_s for time_s, _ in read], self.form)
        timed = [(time_s, row) for time_s, (_, row) in zip(times, read, strict=True)]
        doubted = doubts([time_s for time_s, _ in timed])
        for index, reason in doubted.items():
            self._note(timed[index][1], reason, timed[index][1].cells[self.time_index])
        believed = [each for index, each in enumerate(timed) if index not in doubted]
        spaced = zip(spread([time_s for time_s, _ in believed]), believed, strict=True)
        measured = [(time_s, row) for time_s, (_, row) in spaced if self._measures(row)]
        used, samples = self._samples(measured)
        return Recording(
            tracks={name: Track.of(each) for name, each in samples.items()},
            notes=tuple(sorted(self.notes, key=lambda note: note.line)),
            rows_read=len(rows),
            rows_used=used,
        )

    def _timed(self, rows: Sequence[Row]) -> Iterator[tuple[float, Row]]:
        for row in rows:
            if self._is_whole(row):
                try:
                    time_s = self.form.parse(row.cells[self.time_index], self.dialect.decimal)
                except NoTime as error:
                    self._note(row, Reason.TIME, str(error))
                else:
                    yield time_s, row

    def _is_whole(self, row: Row) -> bool:
        width, cells = len(self.header.names), row.cells
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if len(cells) == width:
            if self.header.repeated_by(cells):
                self._note(row, Reason.HEADER_AGAIN)
                return False
            return True
        torn = row.line.torn and len(cells) < width
        self._note(row, Reason.TORN if torn else Reason.COLUMNS, f"{len(cells)} of {width}")
        return False

    def _measures(self, row: Row) -> bool:
        measures = any(not is_missing(row.cells[source.index]) for source in self.sources)
        if not measures:
            others = row.cells[: self.time_index] + row.cells[self.time_index + 1 :]
            elsewhere = any(QUANTITY.fullmatch(cell) for cell in others)
            self._note(row, Reason.NOT_MAPPED if elsewhere else Reason.EMPTY)
        return measures

    def _samples(
        self, measured: Sequence[tuple[float, Row]]
    ) -> tuple[int, dict[str, dict[int, float]]]:
        """How many rows gave a value, and the values by signal and millisecond."""
        samples: dict[str, dict[int, float]] = {each.mapped.signal: {} for each in self.sources}
        start_s = min((time_s for time_s, _ in measured), default=0.0)
        used = 0
        for time_s, row in measured:
            values = dict(self._values(row))
            if not values:
                self._note(row, Reason.NOTHING_READABLE)
                continue
            time_ms = round((time_s - start_s) * 1000)
            new = {name for name in values if time_ms not in samples[name]}
            for name in new:
                samples[name][time_ms] = values[name]
            if new:
                used += 1
            else:
                self._note(row, Reason.DUPLICATE, row.cells[self.time_index])
        return used, samples

    def _values(self, row: Row) -> Iterator[tuple[str, float]]:
        for source in self.sources:
            cell = row.cells[source.index]
            if is_missing(cell):
                continue
            try:
                yield source.mapped.signal, source.value(cell, self.dialect.decimal)
            except (NoNumber, UnknownUnit, OtherQuantity) as error:
                column = self.header.names[source.index]
                what, _, _ = str(error).partition(";")
                self._note(row, Reason.VALUE, f"{column}: {what}")

    def _note(self, row: Row, reason: Reason, detail: str = "") -> None:
        self.notes.append(Note(row.line.number, reason, detail))
