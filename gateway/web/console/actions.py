"""What a signed-in person may ask for; each request is stored with their name."""

from uuid import UUID

from aiohttp import web

from gateway.domain.vin import Vin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.ports import Bulletin, ConsoleReader, Desk
from gateway.pipeline.views import VehiclePage
from gateway.web.console.addresses import not_found, uuid_of, vin_of
from gateway.web.rendering import USER, Renderer

_CANCELLED = "Cancelled. The car will not be asked."
_TOO_LATE = "Too late to cancel: it has already been sent to the car, or has ended."
_ASKED = "Asked. The faulty components are read as soon as the car can be reached."
_NOTHING = "There is nothing to read: no component of this car reports a fault."


class Actions:
    """The stream of the page is the only writer of its parts; an answer is one sentence."""

    def __init__(
        self, reader: ConsoleReader, desk: Desk, bulletin: Bulletin, renderer: Renderer
    ) -> None:
        self._reader = reader
        self._desk = desk
        self._bulletin = bulletin
        self._renderer = renderer

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/vehicles/{vin}/operations/{id}/cancel", self.cancel),
            web.post("/vehicles/{vin}/read", self.read),
        ]

    async def cancel(self, request: web.Request) -> web.Response:
        vin, operation = vin_of(request), uuid_of(request)
        if not _belongs(operation, await self._page(vin)):
            raise not_found("This vehicle has no such operation")
        done = await self._desk.cancel_operation(operation, request[USER])
        return self._say(request, vin, _CANCELLED if done else _TOO_LATE, done=done)

    async def read(self, request: web.Request) -> web.Response:
        vin = vin_of(request)
        await self._page(vin)
        done = await self._desk.ask_again(vin, request[USER])
        return self._say(request, vin, _ASKED if done else _NOTHING, done=done)

    async def _page(self, vin: Vin) -> VehiclePage:
        page = await self._reader.vehicle(vin)
        if page is None:
            raise not_found("No vehicle with this VIN is known")
        return page

    def _say(
        self, request: web.Request, vin: Vin, sentence: str, *, done: bool
    ) -> web.Response:
        if done:
            self._bulletin.publish(Change(vin, Facet.CASES))
        if "HX-Request" in request.headers:
            text = self._renderer.part("_said.html", sentence=sentence, done=done)
            return web.Response(text=text, content_type="text/html")
        if not done:
            raise web.HTTPConflict(reason="Not done", text=sentence)
        return web.Response(status=303, headers={"Location": f"/vehicles/{vin.text}"})


def _belongs(operation: UUID, page: VehiclePage) -> bool:
    attempts = (attempt for case in page.cases for attempt in case.attempts)
    tried = (card for attempt in attempts for card in attempt.operations)
    return operation in {card.id for card in (*page.operations, *tried)}
