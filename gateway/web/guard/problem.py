"""Failures as machines read them: problem details, RFC 9457."""

from http import HTTPStatus

from aiohttp import web

API = "/api/"
"""All that machines ask lies below."""
RETRY_AFTER_S = 5


def is_api(request: web.BaseRequest) -> bool:
    return request.path.startswith(API)


def problem(status: int, title: str, detail: str = "", **headers: str) -> web.Response:
    """As application/problem+json; a `detail` that is empty is left out."""
    body = {"type": "about:blank", "title": title, "status": status}
    return web.json_response(
        body | ({"detail": detail} if detail else {}),
        status=status,
        content_type="application/problem+json",
        headers=headers,
    )


def refused_problem(error: web.HTTPError) -> web.Response:
    """The words of a handler's refusal; `Allow` and `WWW-Authenticate` are kept."""
    own_words = error.text if error.text != f"{error.status}: {error.reason}" else ""
    kept = {
        name: value
        for name, value in error.headers.items()
        if name in {"Allow", "WWW-Authenticate"}
    }
    return problem(error.status, error.reason, own_words or "", **kept)


def broken_problem(reference: str, *, passing: bool) -> web.Response:
    """`passing`: the store is away, and the same request may succeed later."""
    if passing:
        title = "The database does not answer just now"
        later = {"Retry-After": str(RETRY_AFTER_S)}
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, title, **later)
    detail = f"If it happens again, tell the operator this reference: {reference}"
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side", detail)
