"""What came in, what was kept aside, and why."""

from collections.abc import Sequence

from aiohttp import web

from gateway.domain.vin import Vin
from gateway.pipeline.changes import Facet
from gateway.pipeline.ports import ConsoleReader
from gateway.pipeline.views import SignalSeries
from gateway.web.live.parts import Parts
from gateway.web.live.socket import Sockets
from gateway.web.rendering import Renderer


class IntakeView:
    """Counts change with nearly every batch: the page looks anew at its own pace."""

    vin: Vin | None = None
    wakes: frozenset[Facet] = frozenset()
    window_s = 0.0

    def __init__(self, reader: ConsoleReader, renderer: Renderer) -> None:
        self._reader = reader
        self._renderer = renderer

    async def parts(self) -> Parts:
        page = await self._reader.intake()
        return {"intake": self._renderer.part("_intake.html", intake=page)}

    async def series(self) -> Sequence[SignalSeries]:
        return ()


class IntakePages:
    def __init__(self, reader: ConsoleReader, renderer: Renderer, sockets: Sockets) -> None:
        self._renderer = renderer
        self._sockets = sockets
        self._view = IntakeView(reader, renderer)

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/intake", self.show), web.get("/intake/live", self.live)]

    async def show(self, request: web.Request) -> web.Response:
        return self._renderer.page(request, "intake.html", parts=await self._view.parts())

    async def live(self, request: web.Request) -> web.StreamResponse:
        return await self._sockets.serve(request, self._view)
