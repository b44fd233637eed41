"""Refuses what another site makes a signed-in browser do."""

from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from gateway.web.guard.websockets import is_websocket

_SAFE = {"GET", "HEAD", "OPTIONS"}


def cross_origin(origin: str | None) -> Middleware:
    """Middleware; `origin` is the public one, where a proxy rewrites the host.

    Changes and WebSockets must come from a page of this server. `Sec-Fetch-Site` says so; where
    a browser sends none (Chromium on a WebSocket handshake), `Origin` does. A client that sends
    neither is no browser and holds no cookie of one.
    """
    own = urlsplit(origin).netloc if origin else None

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if _acts(request) and not _same_origin(request, own or request.host):
            raise web.HTTPForbidden(reason="Cross-origin request refused")
        return await handler(request)

    return guard


def _acts(request: web.Request) -> bool:
    return request.method not in _SAFE or is_websocket(request)


def _same_origin(request: web.Request, host: str) -> bool:
    if site := request.headers.get("Sec-Fetch-Site"):
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == host
