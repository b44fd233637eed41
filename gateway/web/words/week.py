"""Weeks and closed days as people say them."""

from datetime import date, datetime, tzinfo

_RELATIVE = {-1: "last week", 0: "this week", 1: "next week"}


def week_name(day: date) -> str:
    """ISO 8601, as "2026-W47"."""
    return f"{day:%G-W%V}"


def week_at(at: datetime, where: tzinfo) -> str:
    """The week in which an instant falls there."""
    return week_name(at.astimezone(where).date())


def relative_week(weeks: int) -> str:
    """Counted from the present one; empty when nobody would say it so."""
    return _RELATIVE.get(weeks, "")


def closed_words(reason: str, day: date) -> str:
    """As "Closed: Easter Monday"; that Sunday is a Sunday need not be said."""
    return "Closed" if reason == f"{day:%A}" else f"Closed: {reason}"
