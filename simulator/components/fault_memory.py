"""The fault memory of one component: a record for every code that it supports. Non-volatile."""

from collections.abc import Callable, Collection, Iterator
from typing import Final

from simulator.components.fault_record import FaultRecord, Snapshot
from simulator.components.monitor_set import MonitorSet
from simulator.components.status import (
    TEST_FAILED,
    TEST_NOT_COMPLETED_SINCE_LAST_CLEAR,
    TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE,
)

FIRST_OCCURRENCE: Final = 1
LATEST_OCCURRENCE: Final = 2

FreezeFrame = Callable[[], tuple[tuple[int, bytes], ...]]


class FaultMemory:
    """Records by code; `version` grows whenever a status byte or a counter changes.

    Only codes of which something failed or is being tested have a record. Of all others two
    bits are kept: whether the test has completed, since the last clear and in this cycle.
    """

    __slots__ = (
        "_monitors",
        "_records",
        "_tested_since_clear",
        "_tested_this_cycle",
        "operation_cycle",
        "version",
    )

    def __init__(self, monitors: MonitorSet) -> None:
        self._monitors = monitors
        self._records: dict[int, FaultRecord] = {}
        self._tested_since_clear = 0
        self._tested_this_cycle = 0
        self.operation_cycle = 0
        self.version = 0

    def __contains__(self, dtc: int) -> bool:
        return dtc in self._monitors

    def __getitem__(self, dtc: int) -> FaultRecord:
        """What is known of a code, to be read at once; KeyError when it is not supported."""
        return self._records.get(dtc) or self._blank(dtc)

    def __iter__(self) -> Iterator[tuple[int, FaultRecord]]:
        return ((dtc, self[dtc]) for dtc in self._monitors)

    def unsettled(self, codes: int) -> int:
        """Those of the codes (bits) of which another passing reading would change something."""
        found = codes & ~self._tested_this_cycle
        for dtc, record in self._records.items():
            bit = self._monitors.bits[dtc]
            found = found & ~bit if self._settled(dtc, record) else found | codes & bit
        return found

    def read(self, dtc: int, *, failing: bool, freeze_frame: FreezeFrame) -> bool:
        """One raw reading of a monitor; True when it makes testFailed change from 0 to 1.

        Readings that contradict each other begin the debounce anew; the count is clamped, so
        that a long healthy time does not delay a failure.
        """
        record, debounce = self._records.get(dtc), self._monitors[dtc].debounce
        if record is None:
            record = self._records[dtc] = self._blank(dtc)
        if failing:
            record.readings = min(max(record.readings, 0) + 1, debounce)
            return record.readings == debounce and self.fail(dtc, freeze_frame)
        record.readings = max(min(record.readings, 0) - 1, -debounce)
        if record.readings == -debounce:
            self.succeed(dtc)
        return False

    def fail(self, dtc: int, freeze_frame: FreezeFrame) -> bool:
        """Test result "failed"; True when testFailed changes from 0 to 1."""
        record, monitor = self[dtc], self._monitors[dtc]
        self._records[dtc] = record
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
        record = self[dtc]
        before = record.status
        record.succeed()
        self.version += record.status != before
        if not record.has_failed:
            self._forget(dtc, record)

    def start_operation_cycle(self, *, ages: bool = True) -> None:
        """End a cycle, which counts for ageing or not, and begin the next one."""
        self.operation_cycle += 1
        self._tested_this_cycle = 0
        for dtc, record in list(self._records.items()):
            record.start_operation_cycle(ages=ages)
            if not record.has_failed:
                self._forget(dtc, record)
        self.version += 1

    def clear(self, dtcs: Collection[int]) -> None:
        """Clear these codes; KeyError when one is not supported."""
        for dtc in dtcs:
            record = self[dtc]
            record.clear()
            self._forget(dtc, record)
        self.version += 1

    def _blank(self, dtc: int) -> FaultRecord:
        """The record of a code of which nothing has failed."""
        bit, status, readings = self._monitors.bits[dtc], 0, 0
        if not self._tested_since_clear & bit:
            status |= TEST_NOT_COMPLETED_SINCE_LAST_CLEAR
        if self._tested_this_cycle & bit:
            readings = -self._monitors[dtc].debounce
        else:
            status |= TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE
        return FaultRecord(status, readings)

    def _forget(self, dtc: int, record: FaultRecord) -> None:
        """Keep of a record that has not failed what `_blank` makes it again of."""
        self._tested_since_clear &= ~self._monitors.bits[dtc]
        self._tested_this_cycle &= ~self._monitors.bits[dtc]
        if not record.status & TEST_NOT_COMPLETED_SINCE_LAST_CLEAR:
            self._tested_since_clear |= self._monitors.bits[dtc]
        if not record.status & TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE:
            self._tested_this_cycle |= self._monitors.bits[dtc]
        self._records.pop(dtc, None)
        if not self._records:
            self._records = {}  # an emptied table keeps its size

    def _settled(self, dtc: int, record: FaultRecord) -> bool:
        return (
            not record.status & (TEST_FAILED | TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE)
            and record.readings <= -self._monitors[dtc].debounce
        )


def _keep(record: FaultRecord, values: tuple[tuple[int, bytes], ...]) -> None:
    first = record.snapshots[:1]
    if first:
        record.snapshots = (*first, Snapshot(LATEST_OCCURRENCE, values))
    else:
        record.snapshots = (Snapshot(FIRST_OCCURRENCE, values),)
