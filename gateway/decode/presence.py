"""Presence: the vehicle's own word, or its last will."""

from datetime import datetime

from gateway.decode.header import LARGEST_ID, check_origin, read_unit
from gateway.decode.refused import Refused
from gateway.decode.words import clean
from gateway.domain.report import Presence, RefusalReason
from gateway.domain.vin import Vin
from proto.v1 import presence_pb2


def read_presence(payload: bytes, vin: Vin, received_at: datetime) -> Presence:
    message = presence_pb2.Presence.FromString(payload)
    check_origin(message.version, message.vin, vin)
    if not 0 < message.boot_id <= LARGEST_ID:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"boot {message.boot_id}")
    return Presence(
        vin=vin,
        unit_id=read_unit(message.unit_id),
        boot_id=message.boot_id,
        boot_count=message.boot_count,
        session=message.session,
        online=message.online,
        backlog=message.backlog,
        received_at=received_at,
        software={clean(name): clean(version) for name, version in message.software.items()},
        beat=message.beat,
    )
