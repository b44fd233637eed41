"""The conversation with one open page."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from aiohttp import ClientConnectionResetError, WSCloseCode, web

from gateway.domain.vin import Vin
from gateway.pipeline.changes import Facet
from gateway.pipeline.ports import Bulletin
from gateway.pipeline.views import SignalSeries
from gateway.web.guard.websockets import SOCKET
from gateway.web.live.feed import Feed, fill
from gateway.web.live.parts import Parts, difference
from gateway.web.live.samples import message, of_series, of_telemetry
from gateway.web.sign_in.sessions import SIGNED_OUT, Sessions

SHORTEST_S = 0.5  # between two renders
IDLE_S = 5.0  # after which ages are rendered anew although nothing happened
SESSION_S = 60.0  # between two looks at the session
HEARTBEAT_S = 20.0


class LiveView(Protocol):
    """One page's live parts. `vin`: whose changes wake it, None for every vehicle's."""

    @property
    def vin(self) -> Vin | None: ...

    @property
    def wakes(self) -> frozenset[Facet]: ...

    @property
    def window_s(self) -> float:
        """How far back the charts look."""
        ...

    async def parts(self) -> Parts:
        """Element id → inner HTML, as committed now."""
        ...

    async def series(self) -> Sequence[SignalSeries]:
        """What the charts show at first; empty on a page without charts."""
        ...


class Sockets:
    """Opens conversations, and ends them all when the server stops."""

    def __init__(
        self, bulletin: Bulletin, sessions: Sessions, now: Callable[[], datetime]
    ) -> None:
        self._bulletin = bulletin
        self._sessions = sessions
        self._now = now
        self._open: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request, view: LiveView) -> web.StreamResponse:
        """Talks until the browser leaves, the session ends or the server stops."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT_S)
        try:
            await socket.prepare(request)
        except ClientConnectionResetError:
            return web.Response()  # the browser left during the handshake
        request[SOCKET] = socket
        self._open.add(socket)
        try:
            await self._converse(request, socket, view)
        except ClientConnectionResetError:
            pass  # the browser left in the middle of a sentence
        finally:
            self._open.discard(socket)
            await socket.close(code=WSCloseCode.INTERNAL_ERROR)  # unless it is closed already
        return socket

    async def _converse(
        self, request: web.Request, socket: web.WebSocketResponse, view: LiveView
    ) -> None:
        feed = Feed(view.wakes)
        changes = self._bulletin.listen(view.vin)  # before the state is read: nothing is missed
        teller = asyncio.create_task(self._tell(socket, view, feed))
        others = {
            asyncio.create_task(fill(feed, changes)),
            asyncio.create_task(_until_closed(socket)),
            asyncio.create_task(self._watch_session(socket, request)),
        }
        tasks = {teller, *others}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            feed.end()  # the teller finishes its sentence; aiohttp's sending dislikes a cancel
            for task in others:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in tasks:
            if not task.cancelled():
                task.result()

    async def close(self, _: web.Application) -> None:
        """On shutdown: browsers reconnect when the server is back."""
        for socket in list(self._open):
            await socket.close(code=WSCloseCode.GOING_AWAY, message=b"restarting")

    async def _tell(self, socket: web.WebSocketResponse, view: LiveView, feed: Feed) -> None:
        await self._tell_series(socket, view)
        shown: Parts = {}
        while not feed.ended:
            parts = await view.parts()
            if changed := difference(shown, parts):
                await socket.send_str(changed)
            shown = parts
            await asyncio.sleep(SHORTEST_S)
            await feed.news(IDLE_S - SHORTEST_S)
            await self._tell_samples(socket, view, feed)

    async def _tell_samples(
        self, socket: web.WebSocketResponse, view: LiveView, feed: Feed
    ) -> None:
        if feed.overrun:
            feed.overrun = False
            await self._tell_series(socket, view)
        elif view.window_s:  # even without samples: the charts move on with the time
            columns = of_telemetry(feed.telemetry())
            await socket.send_str(message(columns, self._now(), view.window_s, anew=False))

    async def _tell_series(self, socket: web.WebSocketResponse, view: LiveView) -> None:
        if series := await view.series():
            columns = of_series(series)
            await socket.send_str(message(columns, self._now(), view.window_s, anew=True))

    async def _watch_session(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        while await self._sessions.user(request) is not None:  # noqa: ASYNC110 -- nobody tells
            await asyncio.sleep(SESSION_S)
        await socket.close(code=SIGNED_OUT, message=b"signed out")


async def _until_closed(socket: web.WebSocketResponse) -> None:
    async for _ in socket:
        pass  # pages only listen; reading answers pings and notices the end
