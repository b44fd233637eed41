"""Service 0x31, RoutineControl: start, stop, results."""

from typing import Final

from simulator.components.negative_response import (
    NegativeResponse,
    Nrc,
    require,
    require_length,
)
from simulator.components.server import Later, Server

PASSED: Final = 0x00


def respond(server: Server, request: bytes, now_s: float) -> bytes | Later:
    require(request[1] in {1, 2, 3}, Nrc.SUB_FUNCTION_NOT_SUPPORTED)
    require_length(request, 4)
    routine = server.description.routines.get(int.from_bytes(request[2:4], "big"))
    if routine is None:
        raise NegativeResponse(Nrc.REQUEST_OUT_OF_RANGE)
    require(server.ram.unlocked or not routine.needs_security, Nrc.SECURITY_ACCESS_DENIED)
    echo = b"\x71" + request[1:4]
    match request[1]:
        case 1:
            require(not server.held_back, Nrc.CONDITIONS_NOT_CORRECT)
            server.require_supply(now_s)
            server.ram.routines[routine.rid] = now_s + routine.lasts_s
            return Later(now_s + routine.lasts_s, echo + bytes((PASSED,)))
        case 2:
            require(routine.rid in server.ram.routines, Nrc.REQUEST_SEQUENCE_ERROR)
            del server.ram.routines[routine.rid]
            return echo
        case _:
            require(routine.rid in server.ram.routines, Nrc.REQUEST_SEQUENCE_ERROR)
            return echo + bytes((PASSED,))
