"""The fault memory of one component: a record for every code that it supports. Non-volatile."""

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final

from simulator.components.fault_record import FaultRecord, Snapshot
from simulator.components.monitor import Monitor
from simulator.components.status import TEST_FAILED, TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE

FIRST_OCCURRENCE: Final = 1
LATEST_OCCURRENCE: Final = 2

FreezeFrame = Callable[[], tuple[tuple[int, bytes], ...]]


class FaultMemory:
    """Records by code; `version` grows whenever a status byte or a counter changes."""

    __slots__ = ("_monitors", "_records", "operation_cycle", "version")

    def __init__(self, monitors: Mapping[int, Monitor]) -> None:
        self._monitors = monitors
        self._records = {dtc: FaultRecord() for dtc in monitors}
        self.operation_cycle = 0
        self.version = 0

    def __contains__(self, dtc: int) -> bool:
        return dtc in self._records

    def __getitem__(self, dtc: int) -> FaultRecord:
        return self._records[dtc]

    def __iter__(self) -> Iterator[tuple[int, FaultRecord]]:
        return iter(self._records.items())

    def settled(self, dtc: int) -> bool:
        """Whether another passing reading would change nothing."""
        record = self._records[dtc]
        return (
            not record.status & (TEST_FAILED | TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE)
            and record.readings <= -self._monitors[dtc].debounce
        )

    def read(self, dtc: int, *, failing: bool, freeze_frame: FreezeFrame) -> bool:
        """One raw reading of a monitor; True when it makes testFailed change from 0 to 1.

        Readings that contradict each other begin the debounce anew; the count is clamped, so
        that a long healthy time does not delay a failure.
        """
        record, debounce = self._records[dtc], self._monitors[dtc].debounce
        if failing:
            record.readings = min(max(record.readings, 0) + 1, debounce)
            return record.readings == debounce and self.fail(dtc, freeze_frame)
        record.readings = max(min(record.readings, 0) - 1, -debounce)
        if record.readings == -debounce:
            self.succeed(dtc)
        return False

    def fail(self, dtc: int, freeze_frame: FreezeFrame) -> bool:
        """Test result "failed"; True when testFailed changes from 0 to 1."""
        record, monitor = self._records[dtc], self._monitors[dtc]
        before = record.status
        new = record.fail(
            confirmation_cycles=monitor.confirmation_cycles,
            warning_indicator=monitor.warning_indicator,
        )
        if new:
            _keep(record, freeze_frame())
        self.version += record.status != before
        return new

    def succeed(self, dtc: int) -> None:
        """Test result "passed"."""
        record = self._records[dtc]
        before = record.status
        record.succeed()
        self.version += record.status != before

    def start_operation_cycle(self) -> None:
        self.operation_cycle += 1
        for record in self._records.values():
            record.start_operation_cycle()
        self.version += 1

    def clear(self, dtcs: Collection[int]) -> None:
        """Clear these codes; KeyError when one is not supported."""
        for dtc in dtcs:
            self._records[dtc].clear()
        self.version += 1


def _keep(record: FaultRecord, values: tuple[tuple[int, bytes], ...]) -> None:
    first = record.snapshots[:1]
    if first:
        record.snapshots = (*first, Snapshot(LATEST_OCCURRENCE, values))
    else:
        record.snapshots = (Snapshot(FIRST_OCCURRENCE, values),)
