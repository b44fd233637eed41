"""Negative response codes (NRC) of ISO 14229-1 that these components use."""

from enum import IntEnum


class Nrc(IntEnum):
    SERVICE_NOT_SUPPORTED = 0x11
    SUB_FUNCTION_NOT_SUPPORTED = 0x12
    INCORRECT_MESSAGE_LENGTH = 0x13
    BUSY_REPEAT_REQUEST = 0x21
    CONDITIONS_NOT_CORRECT = 0x22
    REQUEST_SEQUENCE_ERROR = 0x24
    REQUEST_OUT_OF_RANGE = 0x31
    SECURITY_ACCESS_DENIED = 0x33
    INVALID_KEY = 0x35
    EXCEEDED_NUMBER_OF_ATTEMPTS = 0x36
    REQUIRED_TIME_DELAY_NOT_EXPIRED = 0x37
    RESPONSE_PENDING = 0x78
    SUB_FUNCTION_NOT_SUPPORTED_IN_ACTIVE_SESSION = 0x7E
    SERVICE_NOT_SUPPORTED_IN_ACTIVE_SESSION = 0x7F
    VOLTAGE_TOO_LOW = 0x93


class NegativeResponse(Exception):
    """The component refuses the request."""

    def __init__(self, nrc: Nrc) -> None:
        super().__init__(nrc.name)
        self.nrc = nrc


def negative(service: int, nrc: Nrc) -> bytes:
    return bytes((0x7F, service, nrc))


def require(condition: object, nrc: Nrc) -> None:
    """Go on only while `condition` holds."""
    if not condition:
        raise NegativeResponse(nrc)


def require_length(request: bytes, length: int) -> None:
    """Go on only with a request of exactly this many bytes, service byte included."""
    require(len(request) == length, Nrc.INCORRECT_MESSAGE_LENGTH)
