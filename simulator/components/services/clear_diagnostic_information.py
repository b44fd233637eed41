"""Service 0x14, ClearDiagnosticInformation: one code, or all with group FFFFFF."""

from typing import Final

from simulator.components.negative_response import Nrc, require, require_length
from simulator.components.server import Later, Server

ALL_GROUPS: Final = 0xFFFFFF


def respond(server: Server, request: bytes, now_s: float) -> bytes | Later:
    require_length(request, 4)
    group = int.from_bytes(request[1:], "big")
    require(group == ALL_GROUPS or group in server.memory, Nrc.REQUEST_OUT_OF_RANGE)
    require(not server.held_back, Nrc.CONDITIONS_NOT_CORRECT)
    server.clear([dtc for dtc, _ in server.memory] if group == ALL_GROUPS else [group], now_s)
    if server.description.erase_s:
        return Later(now_s + server.description.erase_s, b"\x54")
    return b"\x54"
