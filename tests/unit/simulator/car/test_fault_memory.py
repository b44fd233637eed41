"""The fault memory of a component: debounce, snapshots, version."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from simulator.components.fault_memory import FaultMemory
from simulator.components.fault_record import FaultRecord, Snapshot
from simulator.components.monitor import AWAKE, Monitor
from simulator.components.monitor_set import MonitorSet
from simulator.components.status import TEST_FAILED

DTC = 0x403513
DEBOUNCE = 3


def memory() -> FaultMemory:
    monitor = Monitor(dtc=DTC, title="", during=AWAKE, every_s=1, debounce=DEBOUNCE)
    return FaultMemory(MonitorSet([monitor]))


def read(fault_memory: FaultMemory, *, failing: bool, frame: bytes = b"\0") -> bool:
    return fault_memory.read(DTC, failing=failing, freeze_frame=lambda: ((0xDD00, frame),))


def contents(fault_memory: FaultMemory) -> tuple[object, ...]:
    record = fault_memory[DTC]
    return (
        record.status,
        record.occurrences,
        record.healing,
        record.aging,
        record.failed_cycles,
        record.snapshots,
    )


@given(st.lists(st.booleans()))
def test_debounce(readings: list[bool]) -> None:
    """The bit testFailed is what the latest three equal readings in a row said."""
    fault_memory, expected = memory(), False
    for index, failing in enumerate(readings):
        read(fault_memory, failing=failing)
        latest = readings[max(index + 1 - DEBOUNCE, 0) : index + 1]
        if len(latest) == DEBOUNCE and len(set(latest)) == 1:
            expected = failing
        assert expected == bool(fault_memory[DTC].status & TEST_FAILED)


@given(st.integers(DEBOUNCE, 500))
def test_long_health_does_not_delay(healthy: int) -> None:
    """However long a monitor has passed, three failing readings set the code."""
    fault_memory = memory()
    for _ in range(healthy):
        read(fault_memory, failing=False)
    assert [read(fault_memory, failing=True) for _ in range(DEBOUNCE)] == [False, False, True]


@given(st.lists(st.sampled_from(["fail", "pass", "cycle", "clear"])))
def test_version_tells_every_change(events: list[str]) -> None:
    """Whenever a status byte or a counter differs from before, the version has grown."""
    fault_memory = memory()
    for event in events:
        before, version = contents(fault_memory), fault_memory.version
        match event:
            case "fail":
                fault_memory.fail(DTC, tuple)
            case "pass":
                fault_memory.succeed(DTC)
            case "cycle":
                fault_memory.start_operation_cycle()
            case _:
                fault_memory.clear([DTC])
        assert before == contents(fault_memory) or fault_memory.version > version


@given(st.lists(st.sampled_from(["failing", "passing", "passing", "cycle", "clear"])))
def test_what_is_not_kept_is_not_missed(events: list[str]) -> None:
    """A memory that forgets clean records tells the same as one record that is always kept."""
    fault_memory, kept = memory(), FaultRecord()
    for event in events:
        match event:
            case "cycle":
                fault_memory.start_operation_cycle()
                kept.start_operation_cycle()
            case "clear":
                fault_memory.clear([DTC])
                kept.clear()
            case _:
                read(fault_memory, failing=event == "failing")
                count(kept, failing=event == "failing")
        record = fault_memory[DTC]
        assert (kept.status, kept.readings, kept.occurrences, kept.healing, kept.aging) == (
            record.status,
            record.readings,
            record.occurrences,
            record.healing,
            record.aging,
        )


def count(record: FaultRecord, *, failing: bool) -> None:
    """Debounce and judge one raw reading, as the memory does."""
    towards = 1 if failing else -1
    before = record.readings if record.readings * towards > 0 else 0
    record.readings = max(-DEBOUNCE, min(DEBOUNCE, before + towards))
    if record.readings == DEBOUNCE:
        record.fail(confirmation_cycles=1, warning_indicator=False)
    elif record.readings == -DEBOUNCE:
        record.succeed()


def test_quiet_monitor_leaves_version() -> None:
    """Further passing readings of a settled code change nothing."""
    fault_memory = memory()
    for _ in range(DEBOUNCE):
        assert fault_memory.unsettled(1) == 1
        read(fault_memory, failing=False)
    version = fault_memory.version
    read(fault_memory, failing=False)
    assert fault_memory.unsettled(1) == 0
    assert version == fault_memory.version


def test_snapshots() -> None:
    """The first occurrence keeps its snapshot, later ones share the second record."""
    fault_memory = memory()
    for frame in (b"a", b"b", b"c"):
        fault_memory.fail(DTC, partial(tuple, [(0xDD00, frame)]))
        fault_memory.fail(DTC, lambda: ((0xDD00, b"again"),))
        fault_memory.succeed(DTC)
    first, latest = Snapshot(1, ((0xDD00, b"a"),)), Snapshot(2, ((0xDD00, b"c"),))
    assert (first, latest) == fault_memory[DTC].snapshots


def test_operation_cycles_are_counted() -> None:
    """Each start of an operation cycle counts one."""
    fault_memory = memory()
    for _ in range(4):
        fault_memory.start_operation_cycle()
    assert fault_memory.operation_cycle == 4
