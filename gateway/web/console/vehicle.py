"""One vehicle: what is wrong, what is done about it, what it says right now."""

from collections.abc import Sequence
from datetime import timedelta

from aiohttp import web

from gateway.domain.case import CaseState
from gateway.domain.signal import ODOMETER
from gateway.domain.vin import Vin
from gateway.pipeline.changes import Facet
from gateway.pipeline.ports import ConsoleReader
from gateway.pipeline.views import SignalSeries, VehiclePage
from gateway.web.console.addresses import not_found, vin_of
from gateway.web.console.charts import chart_groups
from gateway.web.console.timeline import story
from gateway.web.live.parts import Parts
from gateway.web.live.socket import Sockets
from gateway.web.rendering import Renderer
from gateway.web.words.moment import zone

WINDOWS = {
    "5min": timedelta(minutes=5),
    "30min": timedelta(minutes=30),
    "3h": timedelta(hours=3),
    "30d": timedelta(days=30),
    "1y": timedelta(days=365),
}
WINDOW_WORDS = {
    "5min": "5 min",
    "30min": "30 min",
    "3h": "3 h",
    "30d": "30 days",
    "1y": "A year",
}
DEFAULT_WINDOW = "30min"
NEWEST = 25  # strands of the timeline
_PARTS = ("strip", "cases", "work", "faults", "signals", "values", "timeline")


class VehicleView:
    """The live parts of one vehicle's page."""

    wakes = frozenset(Facet)

    def __init__(
        self, reader: ConsoleReader, renderer: Renderer, vin: Vin, window: timedelta
    ) -> None:
        self.vin: Vin | None = vin
        self.window_s = window.total_seconds()
        self._reader = reader
        self._renderer = renderer
        self._vin = vin

    async def page(self) -> VehiclePage:
        """Raises 404 for a vehicle that nobody knows."""
        page = await self._reader.vehicle(self._vin)
        if page is None:
            raise not_found("No vehicle with this VIN is known")
        return page

    async def parts(self) -> Parts:
        return self.render(await self.page())

    def render(self, page: VehiclePage) -> Parts:
        open_cases = [c for c in page.cases if c.state is not CaseState.CLOSED]
        context = {
            "page": page,
            "zone": zone(page.time_zone),
            "open_cases": open_cases,
            "worst": next((c.verdict for c in open_cases if c.verdict), None),
            "closed_cases": [c for c in page.cases if c.state is CaseState.CLOSED],
            "open_faults": [f for f in page.faults if f.ended_at is None],
            "ended_faults": [f for f in page.faults if f.ended_at is not None],
            "groups": chart_groups(page.signals),
            "odometer": next((s for s in page.signals if s.number == ODOMETER.number), None),
            "timeline": story(page.timeline),
            "newest": NEWEST,
        }
        return {name: self._renderer.part(f"_{name}.html", **context) for name in _PARTS}

    async def series(self) -> Sequence[SignalSeries]:
        page = await self.page()
        end = self._renderer.now()
        start = end - timedelta(seconds=self.window_s)
        return await self._reader.series(
            self._vin, [s.number for s in page.signals], start, end
        )


class VehiclePages:
    def __init__(self, reader: ConsoleReader, renderer: Renderer, sockets: Sockets) -> None:
        self._reader = reader
        self._renderer = renderer
        self._sockets = sockets

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/vehicles/{vin}", self.show),
            web.get("/vehicles/{vin}/live", self.live),
        ]

    async def show(self, request: web.Request) -> web.Response:
        view = self._view(request)
        page = await view.page()
        return self._renderer.page(
            request,
            "vehicle.html",
            page=page,
            parts=view.render(page),
            windows=WINDOW_WORDS,
            window=_window_name(request),
        )

    async def live(self, request: web.Request) -> web.StreamResponse:
        view = self._view(request)
        await view.page()  # a 404 must come before the handshake
        return await self._sockets.serve(request, view)

    def _view(self, request: web.Request) -> VehicleView:
        window = WINDOWS[_window_name(request)]
        return VehicleView(self._reader, self._renderer, vin_of(request), window)


def _window_name(request: web.Request) -> str:
    asked = request.query.get("window", DEFAULT_WINDOW)
    return asked if asked in WINDOWS else DEFAULT_WINDOW
