"""Service 0x28, CommunicationControl: what it switches off ends with the session."""

from typing import Final

from simulator.components.negative_response import Nrc, require, require_length
from simulator.components.server import Server

# Sub-function → whether the component still hears others and is heard by them.
SWITCHES: Final = {
    0x00: (True, True),
    0x01: (True, False),
    0x02: (False, True),
    0x03: (False, False),
}
NORMAL_MESSAGES: Final = 0x01  # those that are not diagnostic


def respond(server: Server, request: bytes, _now_s: float) -> bytes:
    require(request[1] in SWITCHES, Nrc.SUB_FUNCTION_NOT_SUPPORTED)
    require_length(request, 3)
    require(request[2] == NORMAL_MESSAGES, Nrc.REQUEST_OUT_OF_RANGE)
    require(not server.held_back, Nrc.CONDITIONS_NOT_CORRECT)
    server.ram.receives, server.ram.transmits = SWITCHES[request[1]]
    return bytes((0x68, request[1]))
