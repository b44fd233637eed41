"""Evidence of a fault: what a component said about it, byte for byte, before it is erased."""

from collections.abc import Sequence

from gateway.domain.operation import Action, ReadEvidence
from gateway.domain.report import Exchange
from gateway.domain.trouble_code import TroubleCode

READ_DTC = 0x19
SNAPSHOTS, EXTENDED_DATA = 0x04, 0x06
POSITIVE, NEGATIVE = 0x40, 0x7F
NOT_AN_ANSWER = frozenset({0x21, 0x78})
"""Negative response codes that only put off: busyRepeatRequest, responsePending."""
_HEADER = 5
_NEGATIVE_LENGTH = 3


def holds_evidence(code: TroubleCode, exchanges: Sequence[Exchange]) -> bool:
    """Is there enough of it that the component may now forget?

    Its snapshots must have been given: a positive response 59 04 for this code with its status.
    Its extended data must have been given too, or denied in so many words (ISO 14229-1, 0x19).
    """
    return any(_gives(SNAPSHOTS, code, one) for one in exchanges) and any(
        _gives(EXTENDED_DATA, code, one) or _denies(EXTENDED_DATA, code, one)
        for one in exchanges
    )


def brings_evidence(action: Action, exchanges: Sequence[Exchange]) -> bool:
    return isinstance(action, ReadEvidence) and holds_evidence(action.code, exchanges)


def _gives(report: int, code: TroubleCode, exchange: Exchange) -> bool:
    header = bytes([READ_DTC + POSITIVE, report]) + _number(code)
    return exchange.response.startswith(header) and len(exchange.response) > _HEADER


def _denies(report: int, code: TroubleCode, exchange: Exchange) -> bool:
    asked = exchange.request.startswith(bytes([READ_DTC, report]) + _number(code))
    answer = exchange.response
    denied = len(answer) == _NEGATIVE_LENGTH and answer[:2] == bytes([NEGATIVE, READ_DTC])
    return asked and denied and answer[2] not in NOT_AN_ANSWER


def _number(code: TroubleCode) -> bytes:
    return code.number.to_bytes(3, "big")
