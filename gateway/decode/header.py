"""The header of every report: version, VIN, identity, clocks."""

from datetime import datetime

from gateway.decode.refused import Refused
from gateway.domain.report import Header, RefusalReason, ReportId
from gateway.domain.vin import Vin
from proto.v1 import header_pb2

WIRE_VERSION = 1
LARGEST_ID = 2**63 - 1
_TEN_YEARS_MS = 10 * 366 * 86_400_000
_LONGEST_AGE_MS = 400 * 86_400_000


def read_header(header: header_pb2.Header, vin: Vin, received_at: datetime) -> Header:
    """Checks what a sender can get wrong; `vin` is the topic's."""
    check_origin(header.version, header.vin, vin)
    if not 0 < header.boot_id <= LARGEST_ID or not 0 < header.seq <= LARGEST_ID:
        raise Refused(
            RefusalReason.IMPOSSIBLE_VALUE, f"boot {header.boot_id} sequence {header.seq}"
        )
    age = header.age_ms if header.HasField("age_ms") else None
    if header.uptime_ms > _TEN_YEARS_MS or (age or 0) > _LONGEST_AGE_MS:
        raise Refused(
            RefusalReason.IMPOSSIBLE_TIME, f"uptime {header.uptime_ms} ms, age {age} ms"
        )
    return Header(
        id=ReportId(vin, header.boot_id, header.seq),
        unit_id=read_unit(header.unit_id),
        boot_count=header.boot_count,
        uptime_ms=header.uptime_ms,
        age_ms=age,
        wall_ms=header.wall_ms,
        received_at=received_at,
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
