"""When a service centre is open: its week, its public holidays and its own closures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from gateway.domain.errors import InvalidValue
from gateway.domain.service import ServiceCentre


@dataclass(frozen=True, slots=True)
class Opening:
    """One opening period, as UTC instants."""

    opens_at: datetime
    closes_at: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """`reason`: as "Easter Monday", "Sunday" or what the centre gave for its own closure."""

    reason: str


def opening(centre: ServiceCentre, day: date) -> Opening | Closed:
    """The opening period of a local calendar day, or why there is none.

    On a day that changes to or from summer time, hours that do not exist or exist twice are
    left out: nobody is expected at a time that the centre's own clock does not show once.
    """
    hours = centre.week[day.weekday()]
    reason = _closure(centre, day) or public_holidays(
        centre.country, region(centre.country, centre.subdivision), day.year
    ).get(day)
    if reason is not None:
        return Closed(reason)
    if hours is None:
        return Closed(f"{day:%A}")
    opens_at = max(_instants(centre, day, hours.opens))
    closes_at = min(_instants(centre, day, hours.closes))
    return Opening(opens_at, closes_at) if opens_at < closes_at else Closed("clock change")


def local_day(centre: ServiceCentre, instant: datetime) -> date:
    return instant.astimezone(ZoneInfo(centre.time_zone)).date()


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """Names by day, in English. Raises `InvalidValue` for a country that nobody has a list of.

    `subdivision` without its country, as "BE"; one that has no list of its own has the
    country's.
    """
    known = supported_regions().get(country)
    if known is None:
        raise InvalidValue(f"no public holidays are known for {country!r}")
    regional = subdivision if subdivision in known else None
    return dict(
        holidays.country_holidays(country, subdiv=regional, years=year, language="en_US")
    )


@lru_cache(maxsize=1)
def supported_regions() -> Mapping[str, frozenset[str]]:
    """Countries whose public holidays are known, with those of their parts that differ."""
    return {
        code: frozenset(parts) for code, parts in holidays.list_supported_countries().items()
    }


def region(country: str, subdivision: str) -> str:
    """The part of an ISO 3166-2 code that follows the country: "DE-BE" → "BE"."""
    return subdivision.removeprefix(f"{country}-")


def _closure(centre: ServiceCentre, day: date) -> str | None:
    return next((one.reason for one in centre.closures if one.first <= day <= one.last), None)


def _instants(centre: ServiceCentre, day: date, wall: time) -> tuple[datetime, datetime]:
    """Both readings of a wall time; they are the same but around a clock change."""
    zone = ZoneInfo(centre.time_zone)
    first = datetime.combine(day, wall, zone)
    return first.astimezone(UTC), first.replace(fold=1).astimezone(UTC)
