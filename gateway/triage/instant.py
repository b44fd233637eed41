"""Instants as whole milliseconds since 1970 UTC: what numpy compares and datetime shows."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
BEGINNING = -(2**53)
"""Before everything: the event time of a vehicle that has not been heard."""

_MILLISECOND = timedelta(milliseconds=1)
_FIRST = (datetime.min.replace(tzinfo=UTC) - EPOCH) // _MILLISECOND
_LAST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // _MILLISECOND


def to_ms(at: datetime) -> int:
    return (at - EPOCH) // _MILLISECOND


def to_time(ms: int) -> datetime:
    """The UTC instant; what no calendar holds becomes its first or last one."""
    return EPOCH + timedelta(milliseconds=min(max(ms, _FIRST), _LAST))
