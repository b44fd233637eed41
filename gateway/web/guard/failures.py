"""Every request is logged, every failure becomes a page that says what to do."""

import re
import secrets
import time

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from gateway.domain.errors import StoreUnavailable
from gateway.web.guard.problem import broken_problem, is_api, refused_problem
from gateway.web.guard.websockets import SOCKET
from gateway.web.rendering import Renderer

_VIN_LIKE = re.compile(r"(?<=/)([A-Za-z0-9]{3})[A-Za-z0-9]{10}([A-Za-z0-9]{4})(?=/|$)")
_ADVICE = {
    400: "Check the address, or search for what you need in the list of vehicles.",
    403: "Open the page in this console and try again from there.",
    404: "It may have been mistyped, or it is gone. Search in the list of vehicles.",
    405: "Go back and use the buttons of the page.",
    409: "Reload the page to see how things stand now.",
}
_OTHER = "Go back and try again."
_SORRY = "Try again in a moment. If it happens again, tell the operator this reference: "

KEY_NAME = web.RequestKey("key_name", str)
"""The name of the key with which a machine asks, for the log."""
log = structlog.get_logger("gateway.web")


def masked_path(path: str) -> str:
    """The path without what identifies a vehicle."""
    return _VIN_LIKE.sub(r"\1…\2", path)


def failures(renderer: Renderer) -> Middleware:
    """The outermost middleware; the one place that catches everything."""

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        began = time.monotonic()
        response: web.StreamResponse
        try:
            response = await handler(request)
        except web.HTTPError as error:
            machine = is_api(request)
            response = refused_problem(error) if machine else _refused(renderer, request, error)
        except web.HTTPException as redirect:
            _log(request, redirect.status, began)
            raise
        except Exception as error:
            reference = secrets.token_hex(4)
            log.exception("failed", path=masked_path(request.path), reference=reference)
            if is_api(request):
                passing = isinstance(error, StoreUnavailable)
                response = broken_problem(reference, passing=passing)
            else:
                response = request.get(SOCKET) or _broken(renderer, request, reference)
        _log(request, response.status, began)
        return response

    return guard


def _log(request: web.Request, status: int, began: float) -> None:
    asked_by = {"key": request[KEY_NAME]} if KEY_NAME in request else {}
    log.info(
        "request",
        **asked_by,
        method=request.method,
        path=masked_path(request.path),
        status=status,
        milliseconds=round((time.monotonic() - began) * 1000, 1),
    )


def _refused(renderer: Renderer, request: web.Request, error: web.HTTPError) -> web.Response:
    own_words = error.text if error.text != f"{error.status}: {error.reason}" else None
    response = renderer.page(
        request,
        "error.html",
        code=error.status,
        title=error.reason,
        explanation=own_words or "",
        advice=_ADVICE.get(error.status, _OTHER),
    )
    if "Allow" in error.headers:
        response.headers["Allow"] = error.headers["Allow"]
    return response


def _broken(renderer: Renderer, request: web.Request, reference: str) -> web.Response:
    return renderer.page(
        request,
        "error.html",
        code=500,
        title="Something went wrong on our side",
        explanation="Nothing was changed by this page." if request.method == "GET" else "",
        advice=_SORRY + reference,
    )
