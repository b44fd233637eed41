"""Roll-ups of signals, by hour or by day, over months and years."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from gateway.domain.signal import SIGNALS
from gateway.pipeline.trend import Span, Trend
from gateway.pipeline.views import SignalSeries
from gateway.store.pool import Connection

Between = tuple[datetime, datetime]
"""From the first on, up to the second."""

BY_HOUR: Final = timedelta(days=2)
BY_DAY: Final = timedelta(days=60)
"""So much and less is drawn from samples, and from hours."""

_LENGTH_S: Final = {Span.HOUR: 3600.0, Span.DAY: 86_400.0}
_BETWEEN: Final = """
select signal, {at}, total / samples, lowest, highest, samples from {table}
where vehicle_id = %s and signal = any(%s) and {at} >= %s and {at} < %s order by signal, {at}
"""
_STATEMENTS: Final = {
    Span.HOUR: _BETWEEN.format(table="signal_hours", at="hour").encode(),
    Span.DAY: _BETWEEN.format(table="signal_days", at="day").encode(),
}


async def read_trends(
    connection: Connection,
    vehicle: int,
    numbers: Sequence[int],
    span: Span,
    between: Between,
) -> tuple[Trend, ...]:
    """Of the hours or days that begin between the two; those without a sample are left out."""
    asked = [vehicle, list(numbers), *between]
    cursor = await connection.execute(_STATEMENTS[span], asked)
    rows = await cursor.fetchall()
    return tuple(
        _trend(number, span, list(own)) for number, own in groupby(rows, key=lambda row: row[0])
    )


async def read_long_series(
    connection: Connection, vehicle: int, numbers: Sequence[int], between: Between
) -> tuple[SignalSeries, ...]:
    """Each hour, or day, by its lowest and its highest value, so that no spike is lost."""
    start, end = between
    span = Span.HOUR if end - start <= BY_DAY else Span.DAY
    return tuple(
        _series(one) for one in await read_trends(connection, vehicle, numbers, span, between)
    )


def _trend(
    number: int, span: Span, rows: Sequence[tuple[int, datetime, float, float, float, int]]
) -> Trend:
    _, times, means, lowest, highest, samples = zip(*rows, strict=True)
    return Trend(
        number=number,
        span=span,
        times=tuple(at.timestamp() for at in times),
        means=means,
        lowest=lowest,
        highest=highest,
        samples=samples,
    )


def _series(trend: Trend) -> SignalSeries:
    signal, length_s = SIGNALS.get(trend.number), _LENGTH_S[trend.span]
    points = [
        point
        for at, low, high in zip(trend.times, trend.lowest, trend.highest, strict=True)
        for point in ((at + length_s / 4, low), (at + length_s * 3 / 4, high))
    ]
    return SignalSeries(
        number=trend.number,
        title=signal.title if signal else f"Unknown signal {trend.number}",
        unit=signal.unit if signal else "",
        times=tuple(at for at, _ in points),
        values=tuple(value for _, value in points),
    )
