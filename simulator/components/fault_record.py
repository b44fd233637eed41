"""The life of one trouble code in a fault memory, as ISO 14229-1 annex D lays it down."""

from dataclasses import dataclass
from typing import Final

from simulator.components.status import (
    CLEARED,
    CONFIRMED,
    PENDING,
    TEST_FAILED,
    TEST_FAILED_SINCE_LAST_CLEAR,
    TEST_FAILED_THIS_OPERATION_CYCLE,
    TEST_NOT_COMPLETED_SINCE_LAST_CLEAR,
    TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE,
    WARNING_INDICATOR_REQUESTED,
)

HEALING_CYCLES: Final = 3
AGING_CYCLES: Final = 40
COUNTER_MAX: Final = 0xFF
NOT_COMPLETED: Final = (
    TEST_NOT_COMPLETED_SINCE_LAST_CLEAR | TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the component saw when the test failed: (data identifier, raw bytes) pairs."""

    record: int
    values: tuple[tuple[int, bytes], ...]


class FaultRecord:
    """Status byte, counters and snapshots of one code. All of it outlives a loss of power.

    occurrences: changes of testFailed from 0 to 1 since the last clear.
    healing: operation cycles that tested and passed since the last failure.
    aging: those of them that count: all, or those in which the engine warmed up.
    failed_cycles: operation cycles with a failure, in a row, that count towards confirmation.
    readings: equal raw readings in a row, positive when failing, negative when passing.
    """

    __slots__ = (
        "aging",
        "failed_cycles",
        "healing",
        "occurrences",
        "readings",
        "snapshots",
        "status",
    )

    def __init__(self, status: int = CLEARED, readings: int = 0) -> None:
        self.status = status
        self.occurrences = 0
        self.healing = 0
        self.aging = 0
        self.failed_cycles = 0
        self.readings = readings
        self.snapshots: tuple[Snapshot, ...] = ()

    @property
    def has_failed(self) -> bool:
        """Whether anything is left of a failure."""
        return bool(self.status & ~NOT_COMPLETED)

    def fail(self, *, confirmation_cycles: int, warning_indicator: bool) -> bool:
        """A test ended with "failed". True when testFailed has changed from 0 to 1."""
        new = not self.status & TEST_FAILED
        if not self.status & TEST_FAILED_THIS_OPERATION_CYCLE:
            self.failed_cycles = min(self.failed_cycles + 1, COUNTER_MAX)
        self.status |= (
            TEST_FAILED
            | TEST_FAILED_THIS_OPERATION_CYCLE
            | PENDING
            | TEST_FAILED_SINCE_LAST_CLEAR
        )
        self.status &= ~NOT_COMPLETED
        if self.failed_cycles >= confirmation_cycles:
            self.status |= CONFIRMED
        if warning_indicator and self.status & CONFIRMED:
            self.status |= WARNING_INDICATOR_REQUESTED
        self.healing = 0
        self.aging = 0
        self.occurrences = min(self.occurrences + new, COUNTER_MAX)
        return new

    def succeed(self) -> None:
        """A test ended with "passed"."""
        self.status &= ~(TEST_FAILED | NOT_COMPLETED)

    def start_operation_cycle(self, *, ages: bool = True) -> None:
        """Judge the cycle that ends, then begin the next one; `ages`: it counts for ageing."""
        completed = not self.status & TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE
        if completed and not self.status & TEST_FAILED_THIS_OPERATION_CYCLE:
            self._pass_cycle(ages=ages)
        self.status &= ~TEST_FAILED_THIS_OPERATION_CYCLE
        self.status |= TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE
        self.readings = 0

    def _pass_cycle(self, *, ages: bool) -> None:
        self.status &= ~PENDING
        self.failed_cycles = 0
        if not self.status & TEST_FAILED_SINCE_LAST_CLEAR:
            return
        self.healing = min(self.healing + 1, COUNTER_MAX)
        self.aging += ages
        if self.healing >= HEALING_CYCLES:
            self.status &= ~WARNING_INDICATOR_REQUESTED
        if self.aging >= AGING_CYCLES:
            self._age_out()

    def _age_out(self) -> None:
        # ISO 14229-1 lets ageing reset bit 5 as well: a code that has aged is forgotten.
        self.status &= ~(CONFIRMED | TEST_FAILED_SINCE_LAST_CLEAR)
        self.occurrences = 0
        self.healing = 0
        self.aging = 0
        self.snapshots = ()

    def clear(self) -> None:
        """ClearDiagnosticInformation: status 0x50, counters and snapshots gone."""
        self.status = CLEARED
        self.occurrences = 0
        self.healing = 0
        self.aging = 0
        self.failed_cycles = 0
        self.readings = 0
        self.snapshots = ()
