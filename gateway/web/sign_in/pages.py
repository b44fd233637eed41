"""Signing in by a one-time link, signing out, and the answer to "are you there?"."""

from aiohttp import web

from gateway.web.rendering import USER, Renderer
from gateway.web.sign_in.sessions import Sessions


class SignInPages:
    """A link is redeemed by a button, so that a mail client's preview cannot use it up."""

    def __init__(self, renderer: Renderer, sessions: Sessions) -> None:
        self._renderer = renderer
        self._sessions = sessions

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/healthz", self.health),
            web.get("/sign-in", self.ask),
            web.post("/sign-in", self.redeem),
            web.post("/sign-out", self.leave),
        ]

    async def health(self, _: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def ask(self, request: web.Request) -> web.Response:
        token = request.query.get("token", "")
        if user := await self._sessions.user(request):
            request[USER] = user
        return self._renderer.page(request, "sign_in.html", token=token, spent=False)

    async def redeem(self, request: web.Request) -> web.Response:
        form = await request.post()
        user = await self._sessions.redeem(str(form.get("token", "")))
        if user is None:
            return self._renderer.page(request, "sign_in.html", code=403, token="", spent=True)
        response = web.Response(status=303, headers={"Location": "/"})
        await self._sessions.begin(response, user)
        return response

    async def leave(self, request: web.Request) -> web.Response:
        response = web.Response(status=303, headers={"Location": "/sign-in"})
        await self._sessions.end(request, response)
        return response
