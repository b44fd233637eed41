"""Service centres, and one centre's week by day and bay."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from aiohttp import web

from gateway.domain.service import AppointmentState, BayId, CentreId
from gateway.pipeline.ports import ConsoleReader
from gateway.pipeline.views import CentreBoard, CentreLine, JobLine
from gateway.web.console.addresses import monday_before, monday_of, not_found, working_week
from gateway.web.rendering import Renderer
from gateway.web.words.moment import zone
from gateway.web.words.week import closed_words, relative_week, week_name

_DAYS = 7
_ON_THE_BOARD = {AppointmentState.HELD, AppointmentState.BOOKED}


@dataclass(frozen=True, slots=True)
class Day:
    """One column: each bay's jobs in order, `today` by the gateway's clock; `closed`: why."""

    date: date
    today: bool
    closed: str
    jobs: dict[BayId, list[JobLine]]

    @property
    def busy(self) -> bool:
        return any(self.jobs.values())


@dataclass(frozen=True, slots=True)
class Week:
    """A chip: `relative` says "this week" where that is what it is."""

    name: str
    number: int
    relative: str
    shown: bool

    @classmethod
    def of(cls, monday: date, shown: date, today: date) -> "Week":
        weeks = (monday - monday_before(today)).days // _DAYS
        number = monday.isocalendar().week
        return cls(week_name(monday), number, relative_week(weeks), monday == shown)


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
        today = now.astimezone(where).date()
        monday = monday_of(request, now, where)
        start, end = midnight(monday, where), midnight(monday + timedelta(_DAYS), where)
        board = await self._reader.board(centre.id, start, end)
        if board is None:
            raise not_found("There is no such service centre")
        return self._renderer.page(
            request,
            "board.html",
            board=board,
            days=_days(board, monday, where, today),
            zone=where,
            first=monday,
            last=monday + timedelta(_DAYS - 1),
            weeks=[Week.of(day, monday, today) for day in _around(monday)],
            now_shown=monday == working_week(today),
        )

    async def _centre(self, id: CentreId) -> CentreLine:  # noqa: A002 -- the name of the thing
        centre = next((c for c in await self._reader.centres() if c.id == id), None)
        if centre is None:
            raise not_found("There is no such service centre")
        return centre


def midnight(day: date, where: tzinfo) -> datetime:
    return datetime.combine(day, time(), where)


def _around(monday: date) -> Iterator[date]:
    return (monday + timedelta(n * _DAYS) for n in (-1, 0, 1))


def _days(board: CentreBoard, monday: date, where: tzinfo, today: date) -> list[Day]:
    """A weekend has its columns when somebody works, or could."""
    days = {
        day: Day(
            day,
            day == today,
            closed_words(board.closed[day], day) if day in board.closed else "",
            {bay: [] for bay in board.bays},
        )
        for day in (monday + timedelta(n) for n in range(_DAYS))
    }
    for job in sorted(board.jobs, key=lambda j: j.starts_at):
        day = days.get(job.starts_at.astimezone(where).date())
        if day and job.state in _ON_THE_BOARD:
            day.jobs.setdefault(job.bay, []).append(job)
    return [
        day
        for day in days.values()
        if day.date.weekday() < _WEEKEND or day.busy or not day.closed
    ]


_WEEKEND = 5
