"""How a person ends a job or a case: what was found, that nobody came, or what it is."""

from aiohttp import web

from gateway.domain.case import CaseId, CaseState
from gateway.domain.vin import Vin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.ports import Bulletin, ConsoleReader, Desk
from gateway.web.console.addresses import job_of, not_found, number_of, vin_of
from gateway.web.rendering import USER, Renderer

LONGEST_WORD = 1000
_NO_LONGER = "This job is not booked any more. Look at it again."
_NOT_YET = "It cannot be missed: it has not begun, or is not booked any more."
_NOT_WAITING = "This case does not wait for a person, or a workshop expects the car."
_NO_WORDS = f"Write what was found, in at most {LONGEST_WORD} letters."


class Endings:
    """Each answers with the page that tells what is now, or 409 with a sentence."""

    def __init__(
        self, reader: ConsoleReader, desk: Desk, bulletin: Bulletin, renderer: Renderer
    ) -> None:
        self._reader = reader
        self._desk = desk
        self._bulletin = bulletin
        self._renderer = renderer

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/service/jobs/{id}/done", self.done),
            web.post("/service/jobs/{id}/no-show", self.no_show),
            web.get("/vehicles/{vin}/cases/{id}/close", self.ask),
            web.post("/vehicles/{vin}/cases/{id}/close", self.close),
        ]

    async def done(self, request: web.Request) -> web.Response:
        number, vin = await self._job(request)
        found = await _words(request)
        done = await self._desk.complete_job(number, found, request[USER])
        return self._answer(vin, f"/service/jobs/{number}", "" if done else _NO_LONGER)

    async def no_show(self, request: web.Request) -> web.Response:
        number, vin = await self._job(request)
        done = await self._desk.no_show(number, request[USER])
        return self._answer(vin, f"/service/jobs/{number}", "" if done else _NOT_YET)

    async def ask(self, request: web.Request) -> web.Response:
        vin, case = vin_of(request), number_of(request, "case")
        page = await self._reader.vehicle(vin)
        found = page and next((one for one in page.cases if one.id == case), None)
        if not page or not found or found.state is CaseState.CLOSED:
            raise not_found("This vehicle has no such open case")
        return self._renderer.page(
            request, "close_case.html", page=page, case=found, longest=LONGEST_WORD
        )

    async def close(self, request: web.Request) -> web.Response:
        vin, case = vin_of(request), number_of(request, "case")
        page = await self._reader.vehicle(vin)
        if page is None or case not in {one.id for one in page.cases}:
            raise not_found("This vehicle has no such case")
        because = await _words(request)
        done = await self._desk.close_case(CaseId(case), because, request[USER])
        return self._answer(vin, f"/vehicles/{vin.text}", "" if done else _NOT_WAITING)

    async def _job(self, request: web.Request) -> tuple[int, Vin]:
        number = job_of(request)
        job = await self._reader.job(number)
        if job is None:
            raise not_found("There is no such job")
        return number, job.vin

    def _answer(self, vin: Vin, location: str, objection: str) -> web.Response:
        if objection:
            raise web.HTTPConflict(reason="Not done", text=objection)
        self._bulletin.publish(Change(vin, Facet.CASES))
        return web.Response(status=303, headers={"Location": location})


async def _words(request: web.Request) -> str:
    """Raises 400 when there are none, or too many to be read."""
    text = str((await request.post()).get("words", "")).strip()
    if not 0 < len(text) <= LONGEST_WORD:
        raise web.HTTPBadRequest(reason="No words", text=_NO_WORDS)
    return text
