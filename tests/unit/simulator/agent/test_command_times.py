"""Too late is never; what passes is waited for."""

from dataclasses import replace
from typing import Any

import pytest

from proto.v1.commands_pb2 import (
    STATIONARY,
    EcuReset,
)
from proto.v1.replies_pb2 import (
    ACCEPTED,
    EXPIRED,
    FAILED,
    RUNNING,
    SUCCEEDED,
    WAITING,
)
from simulator.agent.commands import LOOK_AGAIN_S, Commands
from simulator.days.day_plan import Gear
from tests.fix_simulator import Bench

HARD = EcuReset(reset_type=1)


async def test_a_late_command_is_not_started(bench: Bench) -> None:
    """The deadline is in the server's time and is judged on board.

    Lessons row 13 (hono#17).
    """
    now_ms = round(bench.world.now() * 1000)
    command = bench.command("telematics", ecu_reset=HARD, expires_at_ms=now_ms - 1)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
    assert (outcome.state, outcome.reason) == (EXPIRED, "expired")
    assert bench.changes == []


async def test_an_answer_that_was_held_up_starts_nothing_late(bench: Bench) -> None:
    """Its time may be that of the question: what may have expired meanwhile is not started."""
    server_ms = round(bench.world.now() * 1000)
    command = bench.command("telematics", ecu_reset=HARD, expires_at_ms=server_ms + 30_000)
    async with bench.boot(server_time=False) as commands:
        await bench.world.sleep(60)
        commands.clock.take_server_time(server_ms, asked_ms=0)
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
        told = await bench.replies(command)
    assert [reply.state for reply in told] == [ACCEPTED, EXPIRED]
    assert outcome.reason == "expired"
    assert bench.changes == []


async def test_a_better_answer_starts_what_was_in_doubt(bench: Bench) -> None:
    """A command is not lost because the first answer of a session came late."""
    server_ms = round(bench.world.now() * 1000)
    command = bench.command("telematics", ecu_reset=HARD, expires_at_ms=server_ms + 600_000)
    async with bench.boot(server_time=False) as commands:
        await bench.world.sleep(60)
        commands.clock.take_server_time(server_ms, asked_ms=-3_600_000)
        await commands.receive(bench.sign(command))
        await bench.state(command, ACCEPTED)
        await bench.world.sleep(3 * LOOK_AGAIN_S)
        assert bench.changes == []
        now_ms = round(bench.world.now() * 1000)
        commands.clock.hear_server_time(now_ms, commands.clock.uptime_ms())
        assert (await bench.outcome(command)).state == SUCCEEDED


async def test_a_disk_that_takes_its_time_makes_nothing_start_late(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The deadline is looked at once more when the first step has been told."""
    expires_at_ms = round(bench.world.now() * 1000) + 60_000
    command = bench.command("telematics", ecu_reset=HARD, expires_at_ms=expires_at_ms)
    tell_step = Commands._tell_step

    async def tell_slowly(commands: Commands, *step: Any) -> None:
        await tell_step(commands, *step)
        await bench.world.sleep(70)

    monkeypatch.setattr(Commands, "_tell_step", tell_slowly)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        assert (await bench.outcome(command)).state == EXPIRED
    assert bench.changes == []
    assert bench.witness.executed == []


async def test_a_command_expires_while_it_waits(bench: Bench) -> None:
    """A car that drives past the deadline does not reset itself at the next stop.

    Lessons row 30 (Kemmey-TeslaWatch-Public#329).
    """
    bench.conditions.moving = True
    expires_at_ms = round(bench.world.now() * 1000) + 60_000
    command = bench.command(
        "infotainment", ecu_reset=HARD, safety_class=STATIONARY, expires_at_ms=expires_at_ms
    )
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        assert (await bench.state(command, WAITING)).reason == "vehicle_moving"
        assert (await bench.outcome(command)).state == EXPIRED
    assert bench.changes == []


@pytest.mark.parametrize(
    ("reason", "before", "after"),
    [
        ("vehicle_moving", {"moving": True}, {"moving": False}),
        ("not_in_park", {"gear": Gear.DRIVE}, {"gear": Gear.PARK}),
        ("not_in_park", {"gear": Gear.NEUTRAL}, {"gear": Gear.PARK}),
        ("charging", {"charging": True}, {"charging": False}),
    ],
)
async def test_what_passes_is_waited_for(
    bench: Bench, reason: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """The unit says what it waits for, and does it then; its own restart need not wait."""
    own = bench.command("telematics", ecu_reset=HARD)
    command = bench.command("infotainment", ecu_reset=HARD, safety_class=STATIONARY)
    bench.conditions = replace(bench.conditions, **before)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        assert (await bench.state(command, WAITING)).reason == reason
        await commands.receive(bench.sign(own))
        assert (await bench.outcome(own)).state == SUCCEEDED
        assert bench.car.components["infotainment"].resets == 0
        for name, value in after.items():
            setattr(bench.conditions, name, value)
        assert (await bench.outcome(command)).state == SUCCEEDED


async def test_everything_waits_while_software_is_installed(bench: Bench) -> None:
    """Even what is harmless otherwise; afterwards it is done."""
    own = bench.command("telematics", ecu_reset=HARD)
    bench.conditions.being_updated = True
    async with bench.boot() as commands:
        await commands.receive(bench.sign(own))
        assert (await bench.state(own, WAITING)).reason == "software_update"
        bench.conditions.being_updated = False
        assert (await bench.outcome(own)).state == SUCCEEDED


async def test_each_thing_that_is_waited_for_is_told_once(bench: Bench) -> None:
    """Stop and go through half a day is not a report at every traffic light."""
    command = bench.command("infotainment", ecu_reset=HARD, safety_class=STATIONARY)
    bench.conditions = replace(bench.conditions, moving=True, gear=Gear.DRIVE)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        for moving in (True, False, True, False):
            bench.conditions.moving = moving
            await bench.world.sleep(4 * LOOK_AGAIN_S)
        told = [reply.reason for reply in await bench.replies(command)]
    assert told == ["", "vehicle_moving", "not_in_park"]


@pytest.mark.parametrize("by_s", [-50 * 365 * 86_400.0, 50 * 365 * 86_400.0])
async def test_the_wall_clock_neither_revives_nor_kills_a_command(
    bench: Bench, by_s: float
) -> None:
    """What is late stays late and what is in time stays so: the wall clock is not asked."""
    now_ms = round(bench.world.now() * 1000)
    late = bench.command("telematics", ecu_reset=HARD, expires_at_ms=now_ms - 1)
    good = bench.command("telematics", ecu_reset=HARD)
    async with bench.boot() as commands:
        commands.clock.jump(by_s)
        await commands.receive(bench.sign(late))
        await commands.receive(bench.sign(good))
        await bench.state(good, RUNNING)
        commands.clock.jump(by_s)
        assert (await bench.outcome(late)).state == EXPIRED
        assert (await bench.outcome(good)).state == SUCCEEDED


async def test_a_command_ends_with_its_budget(bench: Bench) -> None:
    """A reset whose silence outlasts the budget has failed, and says so."""
    command = bench.command("telematics", ecu_reset=HARD, budget_ms=3_000)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
    assert (outcome.state, outcome.reason) == (FAILED, "budget")


async def test_a_command_without_budget_is_not_started(bench: Bench) -> None:
    """No time to end is no time to start.

    Lessons trap QueuedCommand.java.
    """
    command = bench.command("telematics", ecu_reset=HARD, budget_ms=0)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
    assert (outcome.state, outcome.reason) == (EXPIRED, "budget")
