"""Headers that every answer carries."""

from aiohttp import web

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# `same-origin`, not `no-referrer`: with the latter, forms post `Origin: null`.
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR = 31_536_000


async def add_security_headers(request: web.Request, response: web.StreamResponse) -> None:
    """On every response as it is prepared: pages, files, errors, handshakes."""
    response.headers.update(_HEADERS)
    response.headers["Cache-Control"] = _cache(request)


def _cache(request: web.Request) -> str:
    if not request.path.startswith("/static/"):
        return "no-store"
    return f"public, max-age={_YEAR}, immutable" if "v" in request.query else "no-cache"
