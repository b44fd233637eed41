"""Roll-ups of a signal, by hour or by day, over months and years."""

from datetime import datetime
from typing import Final

from gateway.pipeline.views import Span, Trend
from gateway.store.pool import Connection

Between = tuple[datetime, datetime]
"""From the first on, up to the second."""

_BETWEEN: Final = """
select {at}, total / samples, lowest, highest, samples from {table}
where vehicle_id = %s and signal = %s and {at} >= %s and {at} < %s order by {at}
"""
_STATEMENTS: Final = {
    Span.HOUR: _BETWEEN.format(table="signal_hours", at="hour").encode(),
    Span.DAY: _BETWEEN.format(table="signal_days", at="day").encode(),
}


async def read_trend(
    connection: Connection, vehicle: int, number: int, span: Span, between: Between
) -> Trend:
    """Of the hours or days that begin between the two; those without a sample are left out."""
    cursor = await connection.execute(_STATEMENTS[span], [vehicle, number, *between])
    rows = await cursor.fetchall()
    times, means, lowest, highest, samples = zip(*rows, strict=True) if rows else ((),) * 5
    return Trend(
        number=number,
        span=span,
        times=tuple(at.timestamp() for at in times),
        means=means,
        lowest=lowest,
        highest=highest,
        samples=samples,
    )
