"""The fault memory of a component: debounce, snapshots, version."""

from functools import partial

from hypothesis import given
from hypothesis import strategies as st

from simulator.components.fault_memory import FaultMemory
from simulator.components.fault_record import Snapshot
from simulator.components.monitor import AWAKE, Monitor
from simulator.components.status import TEST_FAILED

DTC = 0x403513
DEBOUNCE = 3


def memory() -> FaultMemory:
    monitor = Monitor(dtc=DTC, title="", during=AWAKE, every_s=1, debounce=DEBOUNCE)
    return FaultMemory({DTC: monitor})


def read(fault_memory: FaultMemory, *, failing: bool, frame: bytes = b"\0") -> bool:
    return fault_memory.read(DTC, failing=failing, freeze_frame=lambda: ((0xDD00, frame),))


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
        record, version = fault_memory[DTC], fault_memory.version
        before = (record.status, record.occurrences, record.aging, record.snapshots)
        match event:
            case "fail":
                fault_memory.fail(DTC, tuple)
            case "pass":
                fault_memory.succeed(DTC)
            case "cycle":
                fault_memory.start_operation_cycle()
            case _:
                fault_memory.clear([DTC])
        after = (record.status, record.occurrences, record.aging, record.snapshots)
        assert before == after or fault_memory.version > version


def test_quiet_monitor_leaves_version() -> None:
    """Further passing readings of a settled code change nothing."""
    fault_memory = memory()
    for _ in range(DEBOUNCE):
        assert not fault_memory.settled(DTC)
        read(fault_memory, failing=False)
    version = fault_memory.version
    read(fault_memory, failing=False)
    assert fault_memory.settled(DTC)
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
