"""`/healthz` and `/readyz`: whether to restart this process, whether to send it work."""

from aiohttp import web

from gateway.pipeline.vitals import Readiness


class Probes:
    """Open to everybody: they tell nothing but which part is away."""

    def __init__(self, readiness: Readiness) -> None:
        self._readiness = readiness

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/healthz", self.alive), web.get("/readyz", self.ready)]

    async def alive(self, _request: web.Request) -> web.Response:
        """Says that the event loop turns; a broker that is away is no reason to restart."""
        return web.json_response({"status": "alive"})

    async def ready(self, _request: web.Request) -> web.Response:
        wanting = await self._readiness.wanting()
        status = "not ready" if wanting else "ready"
        return web.json_response(
            {"status": status, "wanting": dict(wanting)}, status=503 if wanting else 200
        )
