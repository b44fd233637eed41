"""Instants as wall time where they matter, always with the zone's name."""

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@lru_cache(maxsize=256)
def zone(name: str) -> tzinfo:
    """The IANA zone, or UTC when nobody knows it (and the printed time says UTC)."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def day(value: date) -> str:
    """As "Sat 21 Nov"."""
    return f"{value:%a} {value.day} {value:%b}"


def clock(at: datetime, where: tzinfo) -> str:
    """As "14:03:22", where the zone stands nearby."""
    return f"{at.astimezone(where):%H:%M:%S}"


def moment(at: datetime, where: tzinfo, now: datetime) -> str:
    """As "14:03:22 CET" today, "Fri 20 Nov 14:03 CET" this year, else with the year."""
    there, today = at.astimezone(where), now.astimezone(where)
    if there.date() == today.date():
        return f"{there:%H:%M:%S %Z}"
    year = f" {there.year}" if there.year != today.year else ""
    return f"{day(there.date())}{year} {there:%H:%M %Z}"


def stretch(starts_at: datetime, ends_at: datetime, where: tzinfo) -> str:
    """An appointment, as "Mon 23 Nov 08:00 to 10:30 CET"."""
    start, end = starts_at.astimezone(where), ends_at.astimezone(where)
    until = (
        f"{end:%H:%M %Z}" if end.date() == start.date() else f"{day(end.date())} {end:%H:%M %Z}"
    )
    return f"{day(start.date())} {start:%H:%M} to {until}"
