"""Codes that vehicles have now: what to look into first, and where."""

from aiohttp import web

from gateway.pipeline.fleet_faults import MOST_CODES
from gateway.pipeline.ports import ConsoleReader
from gateway.web.rendering import Renderer


class FaultPages:
    def __init__(self, reader: ConsoleReader, renderer: Renderer) -> None:
        self._reader = reader
        self._renderer = renderer

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/faults", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        lines = await self._reader.faults()
        return self._renderer.page(request, "fleet_faults.html", lines=lines, most=MOST_CODES)
