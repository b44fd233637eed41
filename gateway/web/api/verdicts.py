"""`/api/v1/vehicles/{vin}/verdicts`: what stands, and every version before it."""

from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from gateway.domain.vin import Vin
from gateway.pipeline.keys import Scope
from gateway.pipeline.verdicts import VerdictId, VerdictPage, VerdictReader
from gateway.web.api.description import Operation, Parameter
from gateway.web.api.documents import (
    CurrentVerdicts,
    VerdictHistory,
    current_verdicts,
    verdict_documents,
)
from gateway.web.api.rights import Rights, unknown_vehicle
from gateway.web.api.schema import to_json

CURRENT: Final = "/api/v1/vehicles/{vin}/verdicts"
HISTORY: Final = "/api/v1/vehicles/{vin}/verdicts/history"
USUAL_LIMIT, MOST = 20, 100
_LARGEST = 2**63 - 1
OPERATIONS: Final = (
    Operation(
        path=CURRENT,
        name="current_verdicts",
        summary="The verdicts of a vehicle that stand now, the gravest first",
        scope=Scope.VERDICTS_READ,
        answer=CurrentVerdicts,
    ),
    Operation(
        path=HISTORY,
        name="verdict_history",
        summary="Every version of every verdict of a vehicle, the newest first",
        scope=Scope.VERDICTS_READ,
        answer=VerdictHistory,
        parameters=(
            Parameter("limit", "So many at most.", 1, MOST, USUAL_LIMIT),
            Parameter("before", "Only those with a smaller id.", 1, _LARGEST),
        ),
    ),
)


class VerdictRoutes:
    def __init__(self, reader: VerdictReader, rights: Rights) -> None:
        self._reader = reader
        self._rights = rights

    def routes(self) -> list[web.RouteDef]:
        return [web.get(CURRENT, self.current), web.get(HISTORY, self.history)]

    async def current(self, request: web.Request) -> web.Response:
        vin = await self._rights.vehicle(request, Scope.VERDICTS_READ)
        _query(request, OPERATIONS[0])
        standing = await self._reader.standing(vin)
        if standing is None:
            raise unknown_vehicle()
        return web.json_response(to_json(current_verdicts(vin, standing)))

    async def history(self, request: web.Request) -> web.Response:
        vin = await self._rights.vehicle(request, Scope.VERDICTS_READ)
        asked = _query(request, OPERATIONS[1])
        limit = asked.get("limit", USUAL_LIMIT)
        before = VerdictId(asked["before"]) if "before" in asked else None
        page = await self._reader.history(vin, before, limit)
        if page is None:
            raise unknown_vehicle()
        answer = VerdictHistory(
            vin=vin.text,
            items=verdict_documents(page.versions),
            next=_older(vin, page, limit),
        )
        return web.json_response(to_json(answer))


def _older(vin: Vin, page: VerdictPage, limit: int) -> str | None:
    """The address of the page after this one."""
    if not page.more:
        return None
    query = urlencode({"limit": limit, "before": page.versions[-1].id})
    return f"{HISTORY.format(vin=vin.text)}?{query}"


def _query(request: web.Request, operation: Operation) -> dict[str, int]:
    """Raises 400 for what nobody knows, and for what is out of bounds."""
    known = {one.name: one for one in operation.parameters}
    asked = {}
    for name in request.query:
        if name not in known or len(request.query.getall(name)) > 1:
            raise _wrong(f"{name} is not known here, or stands twice.")
        asked[name] = _number(request.query[name], known[name])
    return asked


def _number(text: str, parameter: Parameter) -> int:
    digits = len(str(parameter.most))
    if text.isascii() and text.isdigit() and len(text) <= digits:
        number = int(text)
        if parameter.least <= number <= parameter.most:
            return number
    raise _wrong(f"{parameter.name} is {parameter.least} to {parameter.most}.")


def _wrong(words: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(reason="Not a query", text=words)
