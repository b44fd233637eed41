"""What stands in an address, checked: a VIN, an operation, a job, a week."""

from datetime import date, datetime, timedelta, tzinfo
from uuid import UUID

from aiohttp import web

from gateway.domain.errors import InvalidVin
from gateway.domain.vin import Vin


def vin_of(request: web.Request) -> Vin:
    """Raises 400 with the reason when the address holds no VIN."""
    try:
        return Vin(request.match_info["vin"].upper())
    except InvalidVin as error:
        raise web.HTTPBadRequest(reason="Not a VIN", text=str(error)) from None


def uuid_of(request: web.Request) -> UUID:
    """Raises 404: an address with another shape was never ours."""
    try:
        return UUID(request.match_info["id"])
    except ValueError:
        raise not_found("There is no such operation") from None


def job_of(request: web.Request) -> int:
    return number_of(request, "job")


def number_of(request: web.Request, what: str) -> int:
    """Raises 404 on what cannot be a number."""
    text = request.match_info["id"]
    if not (text.isascii() and text.isdigit() and len(text) < _TOO_LONG):
        raise not_found(f"There is no such {what}")
    return int(text)


def monday_of(request: web.Request, now: datetime, zone: tzinfo) -> date:
    """The week that was asked for (`?week=2026-W47`), else the one to work for in this zone."""
    asked = request.query.get("week")
    today = now.astimezone(zone).date()
    if asked is None:
        return working_week(today)
    try:
        monday = datetime.strptime(f"{asked}-1", "%G-W%V-%u").date()  # noqa: DTZ007 -- a date
    except ValueError:
        raise web.HTTPBadRequest(
            reason="Not a week", text="A week is written as 2026-W47."
        ) from None
    if abs(monday.year - today.year) > _FAR_YEARS:
        raise web.HTTPBadRequest(reason="Not a week", text="That week is too far away.")
    return monday


def monday_before(day: date) -> date:
    """The day itself when it is a Monday."""
    return day - timedelta(days=day.weekday())


def working_week(day: date) -> date:
    """Its Monday; on Saturday and Sunday the coming one."""
    return monday_before(day + timedelta(days=2))


def not_found(reason: str) -> web.HTTPNotFound:
    return web.HTTPNotFound(reason=reason)


_FAR_YEARS = 5
_TOO_LONG = 16
