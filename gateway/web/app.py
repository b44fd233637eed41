"""The console and the API as one aiohttp application, built from ports."""

from collections.abc import Callable, Iterable
from datetime import datetime

from aiohttp import web

from gateway.pipeline.keys import KeyRing
from gateway.pipeline.ports import Bulletin, Clock, ConsoleReader, Desk, SignInStore
from gateway.pipeline.verdicts import VerdictReader
from gateway.web.api.description import DescriptionRoutes
from gateway.web.api.rights import Rights
from gateway.web.api.verdicts import OPERATIONS, VerdictRoutes
from gateway.web.console.actions import Actions
from gateway.web.console.endings import Endings
from gateway.web.console.faults import FaultPages
from gateway.web.console.fleet import FleetPage
from gateway.web.console.intake import IntakePages
from gateway.web.console.job import JobPages
from gateway.web.console.near_misses import NearMissPages
from gateway.web.console.service import ServicePages
from gateway.web.console.shadows import ShadowPages
from gateway.web.console.vehicle import VehiclePages
from gateway.web.guard.cross_origin import cross_origin
from gateway.web.guard.failures import failures
from gateway.web.guard.security_headers import add_security_headers
from gateway.web.live.socket import Sockets
from gateway.web.rendering import STATIC, Renderer
from gateway.web.sign_in.pages import SignInPages
from gateway.web.sign_in.sessions import Sessions, signed_in_only


def build_app(  # noqa: PLR0917 -- one port each, named by the composition root
    reader: ConsoleReader,
    desk: Desk,
    bulletin: Bulletin,
    sign_in: SignInStore,
    verdicts: VerdictReader,
    key_ring: KeyRing,
    clock: Clock,
    wall: Callable[[], datetime],
    *,
    origin: str | None,
    notice: str = "",
    health: Iterable[web.RouteDef] = (),
) -> web.Application:
    """The whole console, and the API beside it.

    `clock` is the gateway's and dates what is shown; `wall` is the wall's and rules over links
    and sessions. `origin`: the public one, as "https://console.example", where a proxy stands
    in front. `notice` is shown on every page. `health`: what machines that watch may ask.
    """
    renderer = Renderer(clock.now, notice)
    sessions = Sessions(sign_in, wall)
    sockets = Sockets(bulletin, sessions, clock.now)
    app = web.Application(
        middlewares=[failures(renderer), cross_origin(origin), signed_in_only(sessions)]
    )
    for pages in (
        SignInPages(renderer, sessions),
        FleetPage(reader, renderer, sockets),
        VehiclePages(reader, renderer, sockets),
        Actions(reader, desk, bulletin, renderer),
        Endings(reader, desk, bulletin, renderer),
        FaultPages(reader, renderer),
        NearMissPages(reader, renderer),
        ShadowPages(reader, renderer),
        JobPages(reader, renderer),
        ServicePages(reader, renderer),
        IntakePages(reader, renderer, sockets),
    ):
        app.add_routes(pages.routes())
    app.add_routes(VerdictRoutes(verdicts, Rights(key_ring, wall)).routes())
    app.add_routes(DescriptionRoutes(OPERATIONS).routes())
    app.add_routes(health)
    app.router.add_static("/static", STATIC)
    app.on_response_prepare.append(add_security_headers)
    app.on_shutdown.append(sockets.close)
    return app
