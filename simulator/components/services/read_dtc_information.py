"""Service 0x19, ReadDTCInformation: sub-functions 01, 02, 04, 06 and 0A."""

import struct
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

from simulator.components.fault_memory import FIRST_OCCURRENCE, LATEST_OCCURRENCE
from simulator.components.fault_record import FaultRecord, Snapshot
from simulator.components.negative_response import Nrc, require, require_length
from simulator.components.server import Server

FORMAT_ISO_14229_1: Final = 0x01
ALL_RECORDS: Final = 0xFF
EXTENDED_DATA: Final[Mapping[int, Callable[[FaultRecord], int]]] = MappingProxyType(
    {
        0x01: lambda record: record.occurrences,
        0x02: lambda record: record.aging,
        0x03: lambda record: record.failed_cycles,
        0x04: lambda record: record.healing,
    }
)


def respond(server: Server, request: bytes, _now_s: float) -> bytes:
    require(request[1] in REPORTS, Nrc.SUB_FUNCTION_NOT_SUPPORTED)
    return bytes((0x59, request[1])) + REPORTS[request[1]](server, request)


def number_by_status_mask(server: Server, request: bytes) -> bytes:
    require_length(request, 3)
    count = sum(1 for _, status in _statuses(server) if status & request[2])
    return struct.pack(">BBH", _availability(server), FORMAT_ISO_14229_1, count)


def dtcs_by_status_mask(server: Server, request: bytes) -> bytes:
    require_length(request, 3)
    found = (_pack(dtc, status) for dtc, status in _statuses(server) if status & request[2])
    return bytes((_availability(server),)) + b"".join(found)


def supported_dtcs(server: Server, request: bytes) -> bytes:
    require_length(request, 2)
    found = (_pack(dtc, status) for dtc, status in _statuses(server))
    return bytes((_availability(server),)) + b"".join(found)


def snapshots_by_dtc(server: Server, request: bytes) -> bytes:
    dtc, number = _dtc_and_record_number(server, request)
    require(
        number in {FIRST_OCCURRENCE, LATEST_OCCURRENCE, ALL_RECORDS}, Nrc.REQUEST_OUT_OF_RANGE
    )
    record = server.memory[dtc]
    wanted = (
        snapshot for snapshot in record.snapshots if number in {ALL_RECORDS, snapshot.record}
    )
    return _pack(dtc, _status(server, record)) + b"".join(map(_snapshot, wanted))


def extended_data_by_dtc(server: Server, request: bytes) -> bytes:
    dtc, number = _dtc_and_record_number(server, request)
    require(number == ALL_RECORDS or number in EXTENDED_DATA, Nrc.REQUEST_OUT_OF_RANGE)
    record = server.memory[dtc]
    numbers = tuple(EXTENDED_DATA) if number == ALL_RECORDS else (number,)
    data = b"".join(bytes((each, EXTENDED_DATA[each](record))) for each in numbers)
    return _pack(dtc, _status(server, record)) + data


REPORTS: Final[Mapping[int, Callable[[Server, bytes], bytes]]] = MappingProxyType(
    {
        0x01: number_by_status_mask,
        0x02: dtcs_by_status_mask,
        0x04: snapshots_by_dtc,
        0x06: extended_data_by_dtc,
        0x0A: supported_dtcs,
    }
)


def _dtc_and_record_number(server: Server, request: bytes) -> tuple[int, int]:
    require_length(request, 6)
    dtc = int.from_bytes(request[2:5], "big")
    require(dtc in server.memory, Nrc.REQUEST_OUT_OF_RANGE)
    return dtc, request[5]


def _availability(server: Server) -> int:
    return server.description.status_availability_mask


def _status(server: Server, record: FaultRecord) -> int:
    """The status byte as this component tells it: what it does not support is 0."""
    return record.status & _availability(server)


def _statuses(server: Server) -> Iterator[tuple[int, int]]:
    return ((dtc, _status(server, record)) for dtc, record in server.memory)


def _pack(dtc: int, status: int) -> bytes:
    return (dtc << 8 | status).to_bytes(4, "big")


def _snapshot(snapshot: Snapshot) -> bytes:
    values = b"".join(struct.pack(">H", did) + raw for did, raw in snapshot.values)
    return bytes((snapshot.record, len(snapshot.values))) + values
