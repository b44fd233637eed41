"""How long ago, and how long until, in words."""

from datetime import datetime, timedelta

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
_KEEP_SMALLER_UNIT_UP_TO = 2  # "26 h", not "1 d"


def span(length: timedelta) -> str:
    """One number and one unit, rounded down: "4 s", "12 min", "26 h", "3 d"."""
    seconds = max(0, int(length.total_seconds()))
    for unit, size in _UNITS[:-1]:
        fewest = size if unit != "d" else size * _KEEP_SMALLER_UNIT_UP_TO
        if seconds >= fewest:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def age(at: datetime, now: datetime) -> str:
    """How old, as "4 s"; what seems to lie ahead (a clock's error) is "0 s"."""
    return span(now - at)


def due(at: datetime, now: datetime) -> str:
    """When something falls due, as "in 5 min" or "5 min overdue"."""
    return f"in {span(at - now)}" if at >= now else f"{span(now - at)} overdue"
