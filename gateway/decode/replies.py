"""Replies: how a command fares."""

from uuid import UUID

from gateway.decode.header import read_header
from gateway.decode.refused import Refused
from gateway.decode.units import UnitOrders
from gateway.decode.words import clean
from gateway.domain.operation import OperationState
from gateway.domain.report import Exchange, RefusalReason, Reply
from gateway.domain.vin import Vin
from proto.v1 import replies_pb2

_BYTES_OF_AN_ID = 16
MOST_EXCHANGES = 2048
"""Of one command: an empty one takes two bytes in a message, and thirty times as much here."""
_STATES = {
    replies_pb2.ACCEPTED: OperationState.ACCEPTED,
    replies_pb2.WAITING: OperationState.WAITING,
    replies_pb2.RUNNING: OperationState.RUNNING,
    replies_pb2.SUCCEEDED: OperationState.SUCCEEDED,
    replies_pb2.FAILED: OperationState.FAILED,
    replies_pb2.REFUSED: OperationState.REFUSED,
    replies_pb2.EXPIRED: OperationState.EXPIRED,
    replies_pb2.UNKNOWN: OperationState.UNKNOWN,
}


def read_reply(payload: bytes, vin: Vin, received_us: int, orders: UnitOrders) -> Reply:
    message = replies_pb2.Reply.FromString(payload)
    header = read_header(message.header, vin, received_us, orders)
    state = _STATES.get(message.state)
    if state is None or len(message.command_id) != _BYTES_OF_AN_ID:
        raise Refused(
            RefusalReason.IMPOSSIBLE_VALUE,
            f"state {message.state} of a command with an id of {len(message.command_id)} bytes",
        )
    if len(message.exchanges) > MOST_EXCHANGES:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"{len(message.exchanges)} exchanges")
    return Reply(
        header=header,
        command_id=UUID(bytes=message.command_id),
        state=state,
        reason=clean(message.reason),
        step=message.step,
        steps=message.steps,
        doing=clean(message.doing),
        exchanges=tuple(
            Exchange(exchange.request, exchange.response, exchange.uptime_ms)
            for exchange in message.exchanges
        ),
    )
