"""Who is asking: the session cookie, and what happens without one."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from gateway.pipeline.ports import SignInStore
from gateway.web.guard.problem import is_api
from gateway.web.guard.websockets import is_websocket
from gateway.web.rendering import USER
from gateway.web.sign_in.tokens import digest, new_token

COOKIE = "__Host-session"
SIGNED_OUT = 4401  # WebSocket close code: reconnecting is no use, sign in
_OPEN = ("/healthz", "/readyz", "/metrics", "/sign-in")  # metrics want a token of their own


class Sessions:
    """Sessions of browsers; the clock is the wall's, whatever the gateway's does."""

    def __init__(self, store: SignInStore, wall: Callable[[], datetime]) -> None:
        self._store = store
        self._wall = wall

    async def redeem(self, token: str) -> str | None:
        """The user whom this link names, once."""
        return await self._store.redeem_link(digest(token), self._wall())

    async def begin(self, response: web.Response, user: str) -> None:
        token = new_token()
        await self._store.add_session(digest(token), user, self._wall())
        response.set_cookie(COOKIE, token, path="/", secure=True, httponly=True, samesite="Lax")

    async def user(self, request: web.BaseRequest) -> str | None:
        """The user of a live session, which is thereby kept alive."""
        token = request.cookies.get(COOKIE)
        return await self._store.touch_session(digest(token), self._wall()) if token else None

    async def end(self, request: web.Request, response: web.Response) -> None:
        if token := request.cookies.get(COOKIE):
            await self._store.end_session(digest(token))
        response.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")


def signed_in_only(sessions: Sessions) -> Middleware:
    """Middleware: what people see needs a session, but for the sign-in page and its files.

    Probes are open; metrics and the API want tokens and keys of their own.
    """

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path in _OPEN or request.path.startswith("/static/") or is_api(request):
            return await handler(request)
        user = await sessions.user(request)
        if user is None:
            return await _turn_away(request)
        request[USER] = user
        return await handler(request)

    return guard


async def _turn_away(request: web.Request) -> web.StreamResponse:
    if is_websocket(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.close(code=SIGNED_OUT, message=b"signed out")
        return socket
    if "HX-Request" in request.headers:
        return web.Response(status=401, headers={"HX-Redirect": "/sign-in"})
    return web.Response(status=303, headers={"Location": "/sign-in"})
