"""Reads the fault memory of every component that has something new to say."""

from collections.abc import Iterable, Mapping
from typing import Protocol

import structlog
from udsoncan import Dtc

from proto.v1.faults_pb2 import Fault, FaultReport, Snapshot, SnapshotValue
from simulator.agent.ecu import HAS_FAILED, Ecu, UdsFailure

OCCURRENCES_RECORD = 0x01
AGING_RECORD = 0x02

log = structlog.get_logger()


class Remembering(Protocol):
    """`memory_version` changes whenever a status byte or a counter changes.

    `wedged`: it answers nothing until a fault lets go of it.
    """

    wedged: bool

    @property
    def memory_version(self) -> int: ...

    @property
    def operation_cycle(self) -> int: ...


class FaultWatch:
    def __init__(
        self,
        ecus: Mapping[str, Ecu],
        components: Mapping[str, Remembering],
        software: Mapping[str, str],
    ) -> None:
        """`software`: release of each component, as far as it is known."""
        self._ecus = ecus
        self._components = components
        self._software = software
        self._told: dict[str, int] = {}

    @property
    def up_to_date(self) -> bool:
        """Nothing new is left in any component that answers."""
        return all(
            component.wedged or self._told.get(name) == component.memory_version
            for name, component in self._components.items()
        )

    async def look(self) -> list[FaultReport]:
        """A report of each component that changed since its last one; of all after a boot."""
        reports = []
        for name, component in self._components.items():
            version = component.memory_version
            if self._told.get(name) == version:
                continue
            ecu = self._ecus[name]
            if ecu.lock.locked():
                continue
            async with ecu.lock:
                report = await _read(ecu)
            if report is None:
                continue
            report.operation_cycle = component.operation_cycle
            report.software = self._software.get(name, "")
            self._told[name] = version
            reports.append(report)
        return reports


async def _read(ecu: Ecu) -> FaultReport | None:
    """The whole fault memory; None when the component does not answer, as while it restarts."""
    report = FaultReport(component=ecu.name)
    try:
        read = await ecu.codes()
        report.status_availability_mask = read.status_availability_mask
        for dtc in read.dtcs:
            report.faults.append(await _describe(ecu, dtc))
    except UdsFailure as failure:
        log.debug("fault memory not read", component=ecu.name, reason=failure.reason)
        return None
    finally:
        ecu.take_exchanges()
    return report


async def _describe(ecu: Ecu, dtc: Dtc) -> Fault:
    fault = Fault(dtc=dtc.id, status=dtc.status.get_byte_as_int())
    if fault.status & HAS_FAILED:
        counters = _counters(await ecu.extended_data(dtc.id))
        fault.occurrences = counters.get(OCCURRENCES_RECORD, 0)
        fault.aging = counters.get(AGING_RECORD, 0)
        fault.snapshots.extend(_by_record(await ecu.snapshots(dtc.id)))
    return fault


def _counters(records: Iterable[Dtc.ExtendedData]) -> dict[int | None, int]:
    return {record.record_number: record.raw_data[0] for record in records if record.raw_data}


def _by_record(values: Iterable[Dtc.Snapshot]) -> list[Snapshot]:
    """Udsoncan gives one Snapshot a data identifier; the contract has one a record."""
    records: dict[int, Snapshot] = {}
    for value in values:
        number = value.record_number or 0
        record = records.setdefault(number, Snapshot(record=number))
        record.values.append(SnapshotValue(did=value.did, data=value.raw_data))
    return list(records.values())
