"""The header of every report: version, VIN, identity, clocks."""

from gateway.decode.refused import Refused
from gateway.decode.units import UnitOrders
from gateway.domain.report import Header, RefusalReason, ReportId
from gateway.domain.vin import Vin
from proto.v1 import header_pb2

WIRE_VERSION = 1
LARGEST_ID = 2**63 - 1
LARGEST_SEQUENCE = 2**63 - 2
"""The end of a range that holds it is a number that the store knows as well."""
_TEN_YEARS_MS = 10 * 366 * 86_400_000
_LONGEST_AGE_MS = 400 * 86_400_000


def read_header(
    header: header_pb2.Header, vin: Vin, received_us: int, orders: UnitOrders
) -> Header:
    """Checks what a sender can get wrong; `vin` is the topic's."""
    check_origin(header.version, header.vin, vin)
    boot_id, seq = header.boot_id, header.seq
    if not 0 < boot_id <= LARGEST_ID or not 0 < seq <= LARGEST_SEQUENCE:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"boot {boot_id} sequence {seq}")
    uptime = header.uptime_ms
    age = header.age_ms or (0 if header.HasField("age_ms") else None)
    if uptime > _TEN_YEARS_MS or (age or 0) > _LONGEST_AGE_MS:
        raise Refused(RefusalReason.IMPOSSIBLE_TIME, f"uptime {uptime} ms, age {age} ms")
    unit_id = read_unit(header.unit_id)
    number = tuple.__new__(ReportId, (vin, boot_id, seq))
    order = orders.get((vin, unit_id), 0)
    count, wall_ms = header.boot_count, header.wall_ms
    return tuple.__new__(
        Header, (number, count, uptime, age, wall_ms, received_us, unit_id, order)
    )


def check_origin(version: int, said: str, vin: Vin) -> None:
    """The contract's version and the topic's VIN, or `Refused`."""
    if version != WIRE_VERSION:
        raise Refused(
            RefusalReason.WRONG_VERSION, f"version {version}, {WIRE_VERSION} is spoken"
        )
    if said != vin.text:
        raise Refused(
            RefusalReason.VIN_MISMATCH, "the payload names another vehicle than the topic"
        )


def read_unit(unit_id: int) -> int:
    if unit_id > LARGEST_ID:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"unit {unit_id}")
    return unit_id
