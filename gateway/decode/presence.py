"""Presence: the vehicle's own word, or its last will."""

from gateway.decode.header import LARGEST_ID, check_origin, read_unit
from gateway.decode.refused import Refused
from gateway.decode.units import UnitOrders
from gateway.decode.words import clean
from gateway.domain.instant import to_time
from gateway.domain.report import EarlierBoot, Presence, RefusalReason
from gateway.domain.vin import Vin
from proto.v1 import presence_pb2


def read_presence(payload: bytes, vin: Vin, received_us: int, orders: UnitOrders) -> Presence:
    message = presence_pb2.Presence.FromString(payload)
    check_origin(message.version, message.vin, vin)
    if not 0 < message.boot_id <= LARGEST_ID or message.last_seq > LARGEST_ID:
        raise Refused(
            RefusalReason.IMPOSSIBLE_VALUE, f"boot {message.boot_id} until {message.last_seq}"
        )
    unit_id = read_unit(message.unit_id)
    return Presence(
        vin=vin,
        unit_id=unit_id,
        unit_order=orders.get((vin, unit_id), 0),
        boot_id=message.boot_id,
        boot_count=message.boot_count,
        session=message.session,
        online=message.online,
        backlog=message.backlog,
        received_at=to_time(received_us),
        software={clean(name): clean(version) for name, version in message.software.items()},
        beat=message.beat,
        last_seq=message.last_seq,
        earlier=tuple(_read_earlier(one, message) for one in message.earlier),
    )


def _read_earlier(
    said: presence_pb2.EarlierBoot, presence: presence_pb2.Presence
) -> EarlierBoot:
    sound = (
        0 < said.boot_id <= LARGEST_ID
        and said.boot_id != presence.boot_id
        and said.boot_count < presence.boot_count
        and said.last_seq <= LARGEST_ID
    )
    if not sound:
        raise Refused(
            RefusalReason.IMPOSSIBLE_VALUE, f"boot {said.boot_id} before {presence.boot_id}"
        )
    return EarlierBoot(said.boot_id, said.boot_count, said.last_seq)
