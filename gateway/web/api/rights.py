"""May this key read that of this vehicle? Asked before anything is read."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from gateway.domain.errors import InvalidVin
from gateway.domain.vin import Vin
from gateway.pipeline.keys import KeyRing, Scope
from gateway.web.guard.failures import KEY_NAME
from gateway.web.sign_in.tokens import digest

_BEARER = "bearer"
UNKNOWN = "No vehicle with this VIN is known, or this key does not open it."
"""One answer for both, or keys could be used to find out who is a customer."""


class Rights:
    """Keys are on the wall's clock, whatever the gateway's does."""

    def __init__(self, ring: KeyRing, wall: Callable[[], datetime]) -> None:
        self._ring = ring
        self._wall = wall

    async def vehicle(self, request: web.Request, scope: Scope) -> Vin:
        """The vehicle of the address, which this key opens for this scope.

        Raises 401 without a live key, 403 without the scope, 400 for what is no VIN, 404.
        """
        vin, objection = _vin(request)
        said = request.headers.get("Authorization", "")
        scheme, _, secret = said.partition(" ")
        if scheme.lower() != _BEARER:  # RFC 9110, 11.1
            secret = ""
        key = await self._ring.key(digest(secret), vin, self._wall()) if secret else None
        if key is None:
            raise _unauthorized(shown=bool(secret))
        request[KEY_NAME] = key.name
        if scope not in key.scopes:
            raise _forbidden(scope)
        if vin is None:
            raise web.HTTPBadRequest(reason="Not a VIN", text=objection)
        if not key.opens:
            raise unknown_vehicle()
        return vin


def unknown_vehicle() -> web.HTTPNotFound:
    return web.HTTPNotFound(reason="No such vehicle", text=UNKNOWN)


def _vin(request: web.Request) -> tuple[Vin | None, str]:
    try:
        return Vin(request.match_info["vin"].upper()), ""
    except InvalidVin as error:
        return None, str(error)


def _unauthorized(*, shown: bool) -> web.HTTPUnauthorized:
    """RFC 6750: what was wrong with the key is said only where one was shown."""
    challenge = 'Bearer realm="api"' + (', error="invalid_token"' if shown else "")
    return web.HTTPUnauthorized(
        reason="A key is needed",
        text="It is unknown, revoked or too old." if shown else "Say Authorization: Bearer …",
        headers={"WWW-Authenticate": challenge},
    )


def _forbidden(scope: Scope) -> web.HTTPForbidden:
    challenge = f'Bearer realm="api", error="insufficient_scope", scope="{scope.value}"'
    return web.HTTPForbidden(
        reason="The key has not this scope",
        text=f"It takes {scope.value}.",
        headers={"WWW-Authenticate": challenge},
    )
