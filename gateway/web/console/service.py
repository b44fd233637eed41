"""Service centres, and one centre's week by day and bay."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from aiohttp import web

from gateway.domain.service import AppointmentState, BayId, CentreId
from gateway.pipeline.ports import ConsoleReader
from gateway.pipeline.views import CentreLine, JobLine
from gateway.web.console.addresses import monday_of, not_found
from gateway.web.rendering import Renderer
from gateway.web.words.moment import zone

_DAYS = 7
_ON_THE_BOARD = {AppointmentState.HELD, AppointmentState.BOOKED}


@dataclass(frozen=True, slots=True)
class Day:
    """One column: each bay's jobs in order, `today` by the gateway's clock."""

    date: date
    today: bool
    jobs: dict[BayId, list[JobLine]]

    @property
    def busy(self) -> bool:
        return any(self.jobs.values())


class ServicePages:
    def __init__(self, reader: ConsoleReader, renderer: Renderer) -> None:
        self._reader = reader
        self._renderer = renderer

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/service", self.centres),
            web.get("/service/{centre}", self.board),
        ]

    async def centres(self, request: web.Request) -> web.Response:
        centres = await self._reader.centres()
        return self._renderer.page(request, "centres.html", centres=centres)

    async def board(self, request: web.Request) -> web.Response:
        centre = await self._centre(CentreId(request.match_info["centre"]))
        where, now = zone(centre.time_zone), self._renderer.now()
        monday = monday_of(request, now, where)
        start, end = midnight(monday, where), midnight(monday + timedelta(_DAYS), where)
        board = await self._reader.board(centre.id, start, end)
        if board is None:
            raise not_found("There is no such service centre")
        return self._renderer.page(
            request,
            "board.html",
            board=board,
            days=_days(board.bays, board.jobs, monday, where, now),
            zone=where,
            monday=monday,
            before=week_name(monday - timedelta(_DAYS)),
            after=week_name(monday + timedelta(_DAYS)),
            this_week=monday_of_day(now.astimezone(where).date()) == monday,
        )

    async def _centre(self, id: CentreId) -> CentreLine:  # noqa: A002 -- the name of the thing
        centre = next((c for c in await self._reader.centres() if c.id == id), None)
        if centre is None:
            raise not_found("There is no such service centre")
        return centre


def midnight(day: date, where: tzinfo) -> datetime:
    return datetime.combine(day, time(), where)


def monday_of_day(day: date) -> date:
    return day - timedelta(days=day.weekday())


def week_name(monday: date) -> str:
    """ISO 8601, as "2026-W47"."""
    return f"{monday:%G-W%V}"


def _days(
    bays: Iterable[BayId],
    jobs: Iterable[JobLine],
    monday: date,
    where: tzinfo,
    now: datetime,
) -> list[Day]:
    dates = [monday + timedelta(n) for n in range(_DAYS)]
    today = now.astimezone(where).date()
    days = {d: Day(d, d == today, {bay: [] for bay in bays}) for d in dates}
    for job in sorted(jobs, key=lambda j: j.starts_at):
        day = days.get(job.starts_at.astimezone(where).date())
        if day and job.state in _ON_THE_BOARD:
            day.jobs.setdefault(job.bay, []).append(job)
    return [day for day in days.values() if day.date.weekday() < _WEEKEND or day.busy]


_WEEKEND = 5
