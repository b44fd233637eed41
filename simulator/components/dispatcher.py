"""Which service answers a request, in which sessions, after which checks (ISO 14229-1)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from simulator.components.negative_response import NegativeResponse, Nrc, negative, require
from simulator.components.server import Later, Server, Session
from simulator.components.services import (
    clear_diagnostic_information,
    communication_control,
    control_dtc_setting,
    diagnostic_session_control,
    ecu_reset,
    read_data_by_identifier,
    read_dtc_information,
    routine_control,
    security_access,
    tester_present,
)

SUPPRESS_POSITIVE_RESPONSE: Final = 0x80
ANY: Final = frozenset(Session)
NOT_PROGRAMMING: Final = ANY - {Session.PROGRAMMING}
NOT_DEFAULT: Final = ANY - {Session.DEFAULT}
EXTENDED: Final = frozenset({Session.EXTENDED})

Respond = Callable[[Server, bytes, float], bytes | Later]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    respond: Respond
    sessions: frozenset[Session]
    min_length: int
    sub_function: bool


def _service(
    respond: Respond,
    sessions: frozenset[Session],
    *,
    min_length: int = 2,
    sub_function: bool = True,
) -> Service:
    return Service(
        respond=respond, sessions=sessions, min_length=min_length, sub_function=sub_function
    )


SERVICES: Final[Mapping[int, Service]] = MappingProxyType(
    {
        0x10: _service(diagnostic_session_control.respond, ANY),
        0x11: _service(ecu_reset.respond, NOT_DEFAULT),
        0x14: _service(
            clear_diagnostic_information.respond,
            NOT_PROGRAMMING,
            min_length=4,
            sub_function=False,
        ),
        0x19: _service(read_dtc_information.respond, NOT_PROGRAMMING),
        0x22: _service(read_data_by_identifier.respond, ANY, min_length=3, sub_function=False),
        0x27: _service(security_access.respond, NOT_DEFAULT),
        0x28: _service(communication_control.respond, EXTENDED),
        0x31: _service(routine_control.respond, EXTENDED, min_length=4),
        0x3E: _service(tester_present.respond, ANY),
        0x85: _service(control_dtc_setting.respond, EXTENDED),
    }
)


def dispatch(server: Server, request: bytes, now_s: float) -> bytes | Later | None:
    """The answer to a request of at least one byte; None when it is positive and suppressed."""
    try:
        return _positive(server, request, now_s)
    except NegativeResponse as refusal:
        return negative(request[0], refusal.nrc)


def _positive(server: Server, request: bytes, now_s: float) -> bytes | Later | None:
    service = SERVICES.get(request[0])
    if service is None:
        raise NegativeResponse(Nrc.SERVICE_NOT_SUPPORTED)
    require(server.ram.session in service.sessions, Nrc.SERVICE_NOT_SUPPORTED_IN_ACTIVE_SESSION)
    require(len(request) >= service.min_length, Nrc.INCORRECT_MESSAGE_LENGTH)
    if not service.sub_function:
        return service.respond(server, request, now_s)
    suppressed = request[1] & SUPPRESS_POSITIVE_RESPONSE
    plain = bytes((request[0], request[1] & ~SUPPRESS_POSITIVE_RESPONSE)) + request[2:]
    response = service.respond(server, plain, now_s)
    # A response that follows "response pending" is sent even if it was to be suppressed.
    return None if suppressed and isinstance(response, bytes) else response
