"""The account of what must never be done from afar does not believe the agent."""

import asyncio

import pytest

from diagnostics_rules import REMEDIES
from gateway.domain.operation import ClearFault, EcuReset
from proto.v1 import commands_pb2
from proto.v1.replies_pb2 import SUCCEEDED
from simulator.agent import safety
from simulator.car.car import Car
from simulator.car_types.car_type import CAR_TYPES
from simulator.fleet import off_limits
from simulator.fleet.off_limits import may_be_cleared, may_be_reset, violations
from tests.fix_simulator import BENCH_EPOCH_S, BENCH_VIN, Bench

COMPONENTS = {name for each in CAR_TYPES.values() for name in each.components}


def remedied(action: type[EcuReset | ClearFault]) -> set[str]:
    return {
        str(remedy.component)
        for remedy in REMEDIES
        if any(isinstance(step, action) for step in remedy.steps)
    }


def test_what_remedies_may_touch_is_what_they_touch() -> None:
    """The list is kept by hand; no playbook is missing and none is left over."""
    assert remedied(EcuReset) == off_limits.RESET_BY_REMEDIES
    assert remedied(ClearFault) == off_limits.CLEARED_BY_REMEDIES


def test_what_is_never_touched_exists() -> None:
    """A misspelt name would forbid nothing."""
    assert COMPONENTS >= off_limits.NEVER_TOUCHED
    touched = off_limits.RESET_BY_REMEDIES | off_limits.CLEARED_BY_REMEDIES
    assert not off_limits.NEVER_TOUCHED & touched


@pytest.mark.parametrize(
    ("name", "component"),
    [(name, component) for name, each in CAR_TYPES.items() for component in each.components],
)
def test_every_change_elsewhere_counts(name: str, component: str) -> None:
    """A reset and a clear are each counted, unless a remedy may do just that there."""
    car = Car.build(BENCH_VIN, 7, start_s=BENCH_EPOCH_S, car_type=CAR_TYPES[name])
    assert violations(car.components) == 0
    car.components[component].resets += 1
    resets = int(not may_be_reset(component))
    assert violations(car.components) == resets
    car.components[component].clears += 1
    assert violations(car.components) == resets + int(not may_be_cleared(component))


async def test_a_wrong_entry_in_the_agents_list_shows(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A unit that would restart the airbag does so, and the account says it."""
    monkeypatch.setattr(safety, "RESETTABLE", safety.RESETTABLE | {"airbag"})
    command = bench.command(
        "airbag",
        ecu_reset=commands_pb2.EcuReset(reset_type=1),
        safety_class=commands_pb2.STATIONARY,
    )
    async with bench.boot() as commands, asyncio.timeout(20):
        await commands.receive(bench.sign(command))
        assert (await bench.outcome(command)).state == SUCCEEDED
    assert violations(bench.car.components) == 1
