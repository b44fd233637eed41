"""What the guards need to know of WebSockets."""

from aiohttp import web

SOCKET = web.RequestKey("socket", web.WebSocketResponse)
"""The open socket of a request, once it is one: no other answer can follow it."""


def is_websocket(request: web.BaseRequest) -> bool:
    return request.headers.get("Upgrade", "").lower() == "websocket"
