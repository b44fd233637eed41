"""Service 0x85, ControlDTCSetting: 01 on, 02 off; off ends with the session."""

from typing import Final

from simulator.components.negative_response import Nrc, require, require_length
from simulator.components.server import Server

ON: Final = 0x01
OFF: Final = 0x02


def respond(server: Server, request: bytes, _now_s: float) -> bytes:
    require(request[1] in {ON, OFF}, Nrc.SUB_FUNCTION_NOT_SUPPORTED)
    require_length(request, 2)
    server.ram.dtc_setting = request[1] == ON
    return bytes((0xC5, request[1]))
