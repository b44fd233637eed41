"""The list of vehicles: search, filters, order, pages, live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar
from urllib.parse import urlencode

from aiohttp import web

from gateway.domain.vin import Vin
from gateway.pipeline.changes import Facet
from gateway.pipeline.fleet_list import PAGE, FleetQuestion, Order, Show
from gateway.pipeline.ports import ConsoleReader
from gateway.pipeline.views import SignalSeries
from gateway.web.live.parts import Parts
from gateway.web.live.socket import Sockets
from gateway.web.rendering import Renderer

E = TypeVar("E", bound=Enum)
TITLES = {
    Show.STOP_DRIVING: "Stop driving",
    Show.URGENT: "Urgent",
    Show.SOON: "Service soon",
    Show.PERSON: "Waiting for a person",
    Show.SILENT: "Offline",
    Show.ALL: "All",
}
ORDERS = {
    Order.WORST: "Worst first",
    Order.PLATE: "By plate",
    Order.SILENCE: "Longest silent first",
    Order.BACKLOG: "Most waiting on board first",
}
_LAST_PAGE = 10_000


@dataclass(frozen=True, slots=True)
class Chip:
    """A choice as a link; `count`: how many of the found vehicles it would show."""

    name: str
    title: str
    count: int | None
    current: bool
    address: str


def question_of(request: web.Request) -> FleetQuestion:
    """What the address asks for; a word that nobody knows asks for nothing."""
    asked = request.query
    page = asked.get("page", "")
    return FleetQuestion(
        search=asked.get("search", "").strip(),
        show=_known(asked.get("show"), Show.ALL),
        order=_known(asked.get("order"), Order.WORST),
        page=min(int(page), _LAST_PAGE) if page.isascii() and page.isdigit() else 0,
    )


def _known(word: str | None, usual: E) -> E:
    return next((one for one in type(usual) if one.value == word), usual)


def address(path: str, question: FleetQuestion, **other: Enum | int) -> str:
    """The page that shows the answer; what is as usual is left out."""
    asked: dict[str, str | Enum | int] = {
        "search": question.search,
        "show": question.show,
        "order": question.order,
        "page": question.page,
        **other,
    }
    usual = {"", Show.ALL, Order.WORST, 0}
    kept = {
        name: value.value if isinstance(value, Enum) else value
        for name, value in asked.items()
        if value not in usual
    }
    return f"{path}?{urlencode(kept)}" if kept else path


class FleetView:
    """The live parts of the list for one question."""

    vin: Vin | None = None
    wakes = frozenset({Facet.CONTACT, Facet.FAULTS, Facet.CASES})
    window_s = 0.0

    def __init__(
        self, reader: ConsoleReader, renderer: Renderer, question: FleetQuestion
    ) -> None:
        self._reader = reader
        self._renderer = renderer
        self._question = question

    async def parts(self) -> Parts:
        question = self._question
        found = await self._reader.vehicles(question)
        first, count = question.page * PAGE, found.counts[question.show]
        return {
            "chips": self._renderer.part("_chips.html", chips=_chips(found.counts, question)),
            "vehicles": self._renderer.part(
                "_vehicles.html",
                lines=found.lines,
                count=count,
                first=first,
                question=question,
                orders=_orders(question),
                before=address("/", question, page=question.page - 1) if first else "",
                after=address("/", question, page=question.page + 1)
                if first + len(found.lines) < count
                else "",
                nothing_at_all=not found.counts[Show.ALL] and not question.search,
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
        question = question_of(request)
        return self._renderer.page(
            request,
            "fleet.html",
            parts=await self._view(question).parts(),
            question=question,
            live=address("/live", question),
        )

    async def live(self, request: web.Request) -> web.StreamResponse:
        return await self._sockets.serve(request, self._view(question_of(request)))

    def _view(self, question: FleetQuestion) -> FleetView:
        return FleetView(self._reader, self._renderer, question)


def _chips(counts: Mapping[Show, int], question: FleetQuestion) -> list[Chip]:
    return [
        Chip(
            name=show.value,
            title=title,
            count=counts[show],
            current=show is question.show,
            address=address("/", question, show=show, page=0),
        )
        for show, title in TITLES.items()
    ]


def _orders(question: FleetQuestion) -> list[Chip]:
    return [
        Chip(
            name=order.value,
            title=title,
            count=None,
            current=order is question.order,
            address=address("/", question, order=order, page=0),
        )
        for order, title in ORDERS.items()
    ]
