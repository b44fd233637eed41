"""Instants as whole microseconds since 1970 UTC: what is reckoned with for each report."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = (datetime.min.replace(tzinfo=UTC) - EPOCH) // _MICROSECOND
_LAST = (datetime.max.replace(tzinfo=UTC) - EPOCH) // _MICROSECOND


def to_us(at: datetime) -> int:
    return (at - EPOCH) // _MICROSECOND


def to_time(us: int) -> datetime:
    """The UTC instant; what no calendar holds becomes its first or last one."""
    return EPOCH + timedelta(microseconds=min(max(us, _FIRST), _LAST))
