"""Fault reports: the fault memory of one component."""

from gateway.decode.header import read_header
from gateway.decode.refused import Refused
from gateway.decode.units import UnitOrders
from gateway.decode.words import clean, read_component
from gateway.domain.report import (
    ALL_STATUS_BITS,
    FaultEntry,
    FaultReport,
    RefusalReason,
    Snapshot,
)
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin
from proto.v1 import faults_pb2

_LARGEST_CODE = 0xFFFFFF
_LARGEST_BYTE = 0xFF
MOST_FAULTS = 512
"""Of one component: an ECU knows some hundred; a broken one must not starve the others."""
MOST_SNAPSHOTS = 2048
"""Of one component: an empty one takes two bytes in a message, and seventy times that here."""


def read_faults(payload: bytes, vin: Vin, received_us: int, orders: UnitOrders) -> FaultReport:
    message = faults_pb2.FaultReport.FromString(payload)
    header = read_header(message.header, vin, received_us, orders)
    component = read_component(message.component)
    if len(message.faults) > MOST_FAULTS:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"{len(message.faults)} trouble codes")
    snapshots = sum(len(fault.snapshots) for fault in message.faults)
    if snapshots > MOST_SNAPSHOTS:
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"{snapshots} snapshots")
    entries = tuple(_read_entry(fault) for fault in message.faults)
    if len({entry.code for entry in entries}) != len(entries):
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, "a trouble code is listed twice")
    mask = message.status_availability_mask
    available = Status(mask & _LARGEST_BYTE) if mask else ALL_STATUS_BITS
    return FaultReport(
        header,
        component,
        message.operation_cycle,
        entries,
        available,
        clean(message.software),
    )


def _read_entry(fault: faults_pb2.Fault) -> FaultEntry:
    if fault.dtc > _LARGEST_CODE or fault.status > _LARGEST_BYTE:
        raise Refused(
            RefusalReason.IMPOSSIBLE_VALUE, f"code {fault.dtc:#x} with status {fault.status:#x}"
        )
    return FaultEntry(
        code=TroubleCode(fault.dtc),
        status=Status(fault.status),
        occurrences=fault.occurrences,
        aging=fault.aging,
        snapshots=tuple(
            Snapshot(snapshot.record, {value.did: value.data for value in snapshot.values})
            for snapshot in fault.snapshots
        ),
    )
