"""Service 0x3E, TesterPresent."""

from simulator.components.negative_response import Nrc, require, require_length
from simulator.components.server import Server


def respond(_server: Server, request: bytes, _now_s: float) -> bytes:
    require_length(request, 2)
    require(request[1] == 0, Nrc.SUB_FUNCTION_NOT_SUPPORTED)
    return b"\x7e\x00"
