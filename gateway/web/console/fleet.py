"""The list of vehicles, worst first: search, filters, live."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import web

from gateway.domain.severity import Severity
from gateway.domain.vin import Vin
from gateway.pipeline.changes import Facet
from gateway.pipeline.ports import ConsoleReader
from gateway.pipeline.views import SignalSeries, VehicleLine
from gateway.web.live.parts import Parts
from gateway.web.live.socket import Sockets
from gateway.web.rendering import Renderer

MOST_ROWS = 200
ALL = "all"


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    title: str
    holds: Callable[[VehicleLine], bool]


FILTERS = (
    Filter("stop_driving", "Stop driving", lambda v: v.severity is Severity.STOP_DRIVING),
    Filter("urgent", "Urgent", lambda v: v.severity is Severity.URGENT),
    Filter("soon", "Service soon", lambda v: v.severity is Severity.SOON),
    Filter("person", "Waiting for a person", lambda v: v.needs_person),
    Filter(ALL, "All", lambda _: True),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter as a link, with how many of the found vehicles it would show."""

    name: str
    title: str
    count: int
    current: bool
    address: str


@dataclass(frozen=True, slots=True)
class Question:
    """What the reader of the list asked for."""

    search: str
    show: str

    @classmethod
    def of(cls, request: web.Request) -> "Question":
        show = request.query.get("show", ALL)
        known = show if any(f.name == show for f in FILTERS) else ALL
        return cls(request.query.get("search", "").strip(), known)

    def address(self, path: str, show: str = "") -> str:
        asked = {"search": self.search, "show": show or self.show}
        kept = {k: v for k, v in asked.items() if v and v != ALL}
        return f"{path}?{urlencode(kept)}" if kept else path


class FleetView:
    """The live parts of the list for one question."""

    vin: Vin | None = None
    wakes = frozenset({Facet.CONTACT, Facet.FAULTS, Facet.CASES})
    window_s = 0.0

    def __init__(self, reader: ConsoleReader, renderer: Renderer, question: Question) -> None:
        self._reader = reader
        self._renderer = renderer
        self._question = question

    async def parts(self) -> Parts:
        found = await self._reader.vehicles(self._question.search)
        chosen = next(f for f in FILTERS if f.name == self._question.show)
        lines = [line for line in found if chosen.holds(line)]
        return {
            "chips": self._renderer.part("_chips.html", chips=_chips(found, self._question)),
            "vehicles": self._renderer.part(
                "_vehicles.html",
                lines=lines[:MOST_ROWS],
                count=len(lines),
                question=self._question,
                nothing_at_all=not found and not self._question.search,
            ),
        }

    async def series(self) -> Sequence[SignalSeries]:
        return ()


class FleetPage:
    def __init__(self, reader: ConsoleReader, renderer: Renderer, sockets: Sockets) -> None:
        self._reader = reader
        self._renderer = renderer
        self._sockets = sockets

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/", self.show), web.get("/live", self.live)]

    async def show(self, request: web.Request) -> web.Response:
        question = Question.of(request)
        return self._renderer.page(
            request,
            "fleet.html",
            parts=await self._view(question).parts(),
            question=question,
            live=question.address("/live"),
        )

    async def live(self, request: web.Request) -> web.StreamResponse:
        return await self._sockets.serve(request, self._view(Question.of(request)))

    def _view(self, question: Question) -> FleetView:
        return FleetView(self._reader, self._renderer, question)


def _chips(found: Sequence[VehicleLine], question: Question) -> list[Chip]:
    return [
        Chip(
            name=f.name,
            title=f.title,
            count=sum(f.holds(line) for line in found),
            current=f.name == question.show,
            address=question.address("/", f.name),
        )
        for f in FILTERS
    ]
