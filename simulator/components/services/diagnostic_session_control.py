"""Service 0x10, DiagnosticSessionControl."""

import struct
from typing import Final

from simulator.components.negative_response import Nrc, require, require_length
from simulator.components.server import Server, Session

P2_MS: Final = 50
P2_STAR_10MS: Final = 500


def respond(server: Server, request: bytes, now_s: float) -> bytes:
    require_length(request, 2)
    require(request[1] in set(Session), Nrc.SUB_FUNCTION_NOT_SUPPORTED)
    session = Session(request[1])
    if session is Session.PROGRAMMING:
        require(
            server.ram.session is not Session.DEFAULT,
            Nrc.SUB_FUNCTION_NOT_SUPPORTED_IN_ACTIVE_SESSION,
        )
        require(server.ram.unlocked, Nrc.SECURITY_ACCESS_DENIED)
        server.require_supply(now_s)
    else:
        server.leave_session()
    server.ram.session = session
    return struct.pack(">BBHH", 0x50, session, P2_MS, P2_STAR_10MS)
