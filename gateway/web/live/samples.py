"""Samples on their way to the charts: JSON columns in the units that people read."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime

from gateway.domain.report import Matrix, Placed, Telemetry
from gateway.domain.signal import SIGNALS
from gateway.pipeline.views import SignalSeries
from gateway.web.live.thinning import thin
from gateway.web.words.quantity import scale

Columns = dict[int, tuple[list[float], list[float | None], float]]
"""Times, values, and up to which step the times are apart by thinning alone; by signal."""
_MOST_POINTS = 720
_DIGITS = 6


def of_series(series: Iterable[SignalSeries]) -> Columns:
    """Series as the store gives them, thinned to what a chart can show."""
    columns: Columns = {}
    for one in series:
        factor, _ = scale(one.unit)
        thinned = thin(one.times, one.values, _MOST_POINTS)
        columns[one.number] = (
            [round(t, 3) for t in thinned.times],
            [_shown(value, factor) for value in thinned.values],
            round(thinned.step, 3),
        )
    return columns


def of_telemetry(reports: Iterable[Placed[Telemetry]]) -> Columns:
    """Reports as they were committed; times are unix seconds of the event."""
    columns: Columns = {}
    for placed in reports:
        for matrix in placed.report.matrices:
            _add(columns, placed.at, matrix)
    return columns


def message(columns: Columns, now: datetime, window_s: float, *, anew: bool) -> str:
    """`anew`: forget what the charts hold; `now` is the gateway's clock."""
    return json.dumps(
        {"now": now.timestamp(), "window": window_s, "anew": anew, "series": columns},
        separators=(",", ":"),
        allow_nan=False,
    )


def _add(columns: Columns, at: datetime, matrix: Matrix) -> None:
    began = at.timestamp()
    times = [round(began + offset / 1000, 3) for offset in matrix.offsets_ms.tolist()]
    for number, values in zip(matrix.signals, _by_signal(matrix), strict=True):
        signal = SIGNALS.get(number)
        factor, _ = scale(signal.unit if signal else "")
        known_times, known_values, _ = columns.setdefault(number, ([], [], 0.0))
        known_times.extend(times)
        known_values.extend(_shown(value, factor) for value in values)


def _by_signal(matrix: Matrix) -> Sequence[Sequence[float]]:
    return [column.tolist() for column in matrix.values.T]


def _shown(value: float | None, factor: float) -> float | None:
    if value is None or value != value:  # noqa: PLR0124 -- NaN is not itself
        return None
    return round(value * factor, _DIGITS)
