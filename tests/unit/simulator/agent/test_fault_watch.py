from dataclasses import replace

import pytest

from simulator.agent.fault_watch import FaultWatch
from tests.fix_simulator import Bench

COMPONENT = "thermal_management"


@pytest.fixture
def watch(bench: Bench) -> FaultWatch:
    return FaultWatch(bench.ecus(), bench.car.components, bench.car.software)


def fail(bench: Bench) -> int:
    """Let the first monitor of the component fail; its code."""
    component = bench.car.components[COMPONENT]
    dtc = next(dtc for dtc, _ in component.memory)
    component.memory.fail(dtc, lambda: component.freeze_frame(bench.car.now_s))
    return dtc


async def test_every_component_speaks_after_a_boot(bench: Bench, watch: FaultWatch) -> None:
    """Without a fault too: an empty memory is information."""
    reports = await watch.look()
    assert [report.component for report in reports] == list(bench.car.components)
    assert watch.up_to_date
    assert await watch.look() == []


async def test_a_change_is_told_by_its_component_alone(bench: Bench, watch: FaultWatch) -> None:
    """The report names the code with status, counters and the snapshot of its failure."""
    await watch.look()
    dtc = fail(bench)
    assert not watch.up_to_date
    (report,) = await watch.look()
    (fault,) = (fault for fault in report.faults if fault.dtc == dtc)
    record = bench.car.components[COMPONENT].memory[dtc]
    assert report.component == COMPONENT
    assert report.operation_cycle == bench.car.components[COMPONENT].operation_cycle
    assert (fault.status, fault.occurrences, fault.aging) == (record.status, 1, 0)
    assert [
        (snapshot.record, tuple((value.did, value.data) for value in snapshot.values))
        for snapshot in fault.snapshots
    ] == [(snapshot.record, snapshot.values) for snapshot in record.snapshots]


async def test_codes_of_status_zero_are_not_listed(bench: Bench, watch: FaultWatch) -> None:
    """What was tested and passed is absent, as the contract says."""
    for report in await watch.look():
        listed = {fault.dtc: fault.status for fault in report.faults}
        memory = bench.car.components[report.component].memory
        assert listed == {dtc: record.status for dtc, record in memory if record.status}


async def test_unsupported_bits_are_not_told(bench: Bench, watch: FaultWatch) -> None:
    """A component without "test not completed" says so, and lists no code for it alone."""
    component = bench.car.components[COMPONENT]
    component.description = replace(component.description, status_availability_mask=0xAF)
    component.memory.clear([dtc for dtc, _ in component.memory])
    dtc = fail(bench)
    component.memory.start_operation_cycle()
    reports = {report.component: report for report in await watch.look()}
    report = reports.pop(COMPONENT)
    assert report.status_availability_mask == 0xAF
    assert [(fault.dtc, fault.status) for fault in report.faults] == [
        (dtc, component.memory[dtc].status & 0xAF)
    ]
    assert component.memory[dtc].status & 0x50
    assert {0xFF} == {other.status_availability_mask for other in reports.values()}


async def test_a_silent_component_is_asked_again(bench: Bench, watch: FaultWatch) -> None:
    """While it boots it has no report; afterwards it does."""
    component = bench.car.components[COMPONENT]
    component.restart(bench.world.now() + 1_000_000)
    reported = {report.component for report in await watch.look()}
    assert reported == set(bench.car.components) - {COMPONENT}
    assert not watch.up_to_date
    component.silent_until_s = 0
    assert [report.component for report in await watch.look()] == [COMPONENT]


async def test_a_wedged_component_is_not_waited_for(bench: Bench, watch: FaultWatch) -> None:
    """It may answer never again; but once it does, it is read."""
    component = bench.car.components[COMPONENT]
    component.wedged = True
    reported = {report.component for report in await watch.look()}
    assert reported == set(bench.car.components) - {COMPONENT}
    assert watch.up_to_date
    component.wedged = False
    assert [report.component for report in await watch.look()] == [COMPONENT]


async def test_nobody_comes_between_a_command_and_its_component(bench: Bench) -> None:
    """A component that a command works on is read afterwards."""
    ecus = bench.ecus()
    watch = FaultWatch(ecus, bench.car.components, bench.car.software)
    ecu = ecus[COMPONENT]
    async with ecu.lock:
        reported = {report.component for report in await watch.look()}
    assert COMPONENT not in reported
    assert [report.component for report in await watch.look()] == [COMPONENT]
