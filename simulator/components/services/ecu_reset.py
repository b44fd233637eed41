"""Service 0x11, ECUReset: answered first, then the component is silent while it boots."""

from simulator.components.negative_response import Nrc, require, require_length
from simulator.components.server import Server
from simulator.components.surroundings import ResetType


def respond(server: Server, request: bytes, now_s: float) -> bytes:
    require_length(request, 2)
    require(request[1] in set(ResetType), Nrc.SUB_FUNCTION_NOT_SUPPORTED)
    require(not server.held_back, Nrc.CONDITIONS_NOT_CORRECT)
    server.reset(ResetType(request[1]), now_s)
    return bytes((0x51, request[1]))
