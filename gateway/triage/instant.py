"""Instants as whole milliseconds since 1970 UTC: what numpy compares and datetime shows."""

from datetime import datetime

from gateway.domain import instant

BEGINNING = -(2**53)
"""Before everything: the event time of a vehicle that has not been heard."""

_US_A_MS = 1000


def to_ms(at: datetime) -> int:
    return instant.to_us(at) // _US_A_MS


def to_time(ms: int) -> datetime:
    """The UTC instant; what no calendar holds becomes its first or last one."""
    return instant.to_time(ms * _US_A_MS)
