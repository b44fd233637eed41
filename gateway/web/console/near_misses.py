"""Codes that failed and went again in the fleet: where a technician looks before it breaks."""

from datetime import timedelta

from aiohttp import web

from gateway.pipeline.ports import ConsoleReader
from gateway.web.rendering import Renderer

SHOWN = timedelta(days=30)


class NearMissPages:
    def __init__(self, reader: ConsoleReader, renderer: Renderer) -> None:
        self._reader = reader
        self._renderer = renderer

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/near-misses", self.show)]

    async def show(self, request: web.Request) -> web.Response:
        lines = await self._reader.near_misses(self._renderer.now() - SHOWN)
        return self._renderer.page(request, "near_misses.html", lines=lines, days=SHOWN.days)
