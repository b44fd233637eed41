"""A command from its acceptance to its end, once."""

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from proto.v1.commands_pb2 import (
    STATIONARY,
    ClearFault,
    EcuReset,
    ReadEvidence,
)
from proto.v1.replies_pb2 import (
    ACCEPTED,
    FAILED,
    RUNNING,
    SUCCEEDED,
    UNKNOWN,
    WAITING,
)
from simulator.agent import ledger
from tests.fix_simulator import Bench

HARD = EcuReset(reset_type=1)


async def test_a_command_is_told_from_acceptance_to_success(bench: Bench) -> None:
    """Each step is reported with its number, and the end carries every UDS message."""
    command = bench.command("telematics", ecu_reset=HARD)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
        told = await bench.replies(command)
    assert [ACCEPTED, *[RUNNING] * 3, SUCCEEDED] == [reply.state for reply in told]
    assert [(reply.step, reply.steps) for reply in told] == [
        (0, 0),
        (1, 3),
        (2, 3),
        (3, 3),
        (3, 3),
    ]
    requests = [bytes(exchange.request) for exchange in outcome.exchanges]
    assert requests[:2] == [b"\x10\x03", b"\x11\x01"]
    assert requests[-1] == b"\x19\x02\xff"
    assert {b"\x3e\x00"} == set(requests[2:-1])


async def test_a_reset_waits_out_the_silence(bench: Bench) -> None:
    """While the component boots its silence is recorded as empty responses, then it answers."""
    telematics = bench.car.components["telematics"]
    telematics.description = replace(telematics.description, boot_s=120.0)
    command = bench.command("telematics", ecu_reset=HARD)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
    polls = [bytes(e.response) for e in outcome.exchanges if e.request == b"\x3e\x00"]
    assert polls[-1] == b"\x7e\x00"
    assert {b""} == set(polls[:-1])
    assert telematics.resets == 1


async def test_a_repeated_command_is_executed_once(bench: Bench) -> None:
    """The second copy is answered with the stored result, as a report of its own.

    Lessons trap commands_lambda.py.
    """
    command = bench.command("telematics", ecu_reset=HARD)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
        before = await bench.replies(command)
        await commands.receive(bench.sign(command))
        after = await bench.replies(command)
    assert [*before, outcome] == after
    assert bench.car.components["telematics"].resets == 1
    assert bench.witness.executed == [command.command_id]


async def test_a_repetition_meanwhile_says_where_it_is(bench: Bench) -> None:
    """A copy of a command that waits is answered with WAITING and starts nothing."""
    bench.conditions.moving = True
    command = bench.command("infotainment", ecu_reset=HARD, safety_class=STATIONARY)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        await bench.state(command, WAITING)
        await commands.receive(bench.sign(command))
        told = await bench.replies(command)
        assert [reply.state for reply in told] == [ACCEPTED, WAITING, WAITING]
        bench.conditions.moving = False
        await bench.outcome(command)
    assert bench.car.components["infotainment"].resets == 1


async def test_a_repetition_after_a_reboot_is_not_executed(bench: Bench) -> None:
    """The ledger outlives the power."""
    command = bench.command("telematics", ecu_reset=HARD)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        assert outcome == (await bench.replies(command))[-1]
    assert bench.car.components["telematics"].resets == 1


async def test_a_session_that_ends_leaves_no_accepted_command_behind(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection may be lost at the very moment of acceptance: it is executed, once."""
    command = bench.command("telematics", ecu_reset=HARD)

    record = ledger.record

    def record_and_lose(*entry: Any) -> None:
        record(*entry)
        session.cancel()

    monkeypatch.setattr(ledger, "record", record_and_lose)
    async with bench.boot() as commands:
        session = asyncio.create_task(commands.receive(bench.sign(command)))
        await asyncio.wait({session})
        assert session.cancelled()
        assert (await bench.outcome(command)).state == SUCCEEDED
    assert bench.car.components["telematics"].resets == 1


async def test_a_new_unit_does_not_know_what_the_old_one_did(bench: Bench) -> None:
    """Its ledger is empty: a second execution happens, and whoever counts them sees it."""
    command = bench.command("telematics", ecu_reset=HARD)
    for resets in (1, 2):
        async with bench.boot() as commands:
            await commands.receive(bench.sign(command))
            await bench.outcome(command)
        assert bench.car.components["telematics"].resets == resets
        await bench.outbox.replace_unit(bench.car.vin)
    assert bench.witness.executed == [command.command_id] * 2


async def test_power_lost_while_running_is_unknown(bench: Bench) -> None:
    """What a command did before the power failed is not guessed, and it never runs again."""
    command = bench.command("telematics", ecu_reset=HARD)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        await bench.state(command, RUNNING)
    async with bench.boot() as commands:
        outcome = await bench.outcome(command)
        resets = bench.car.components["telematics"].resets
        await commands.receive(bench.sign(command))
        assert (outcome.state, outcome.reason) == (UNKNOWN, "power_failure")
        assert not commands.busy
        assert len(bench.witness.executed) <= 1
    assert resets == bench.car.components["telematics"].resets


async def test_power_lost_while_waiting_goes_on_waiting(bench: Bench) -> None:
    """A command that had not begun is carried out by the next boot, once it knows the time."""
    bench.conditions.moving = True
    command = bench.command("infotainment", ecu_reset=HARD, safety_class=STATIONARY)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        await bench.state(command, WAITING)
    bench.conditions.moving = False
    async with bench.boot(server_time=False):
        assert (await bench.replies(command))[-1].state == WAITING
    async with bench.boot():
        assert (await bench.outcome(command)).state == SUCCEEDED
    assert bench.car.components["infotainment"].resets == 1


async def test_a_negative_response_fails_the_command(bench: Bench) -> None:
    """The component's own refusal is named by its code."""
    command = bench.command("telematics", read_evidence=ReadEvidence(dtc=0x123456))
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
    assert (outcome.state, outcome.reason) == (FAILED, "nrc_0x31")


async def test_clearing_reads_back(bench: Bench) -> None:
    """A cleared code is followed by a reading of all codes, which the gateway can check."""
    component = bench.car.components["thermal_management"]
    dtc = next(dtc for dtc, _ in component.memory)
    command = bench.command(
        "thermal_management", clear_fault=ClearFault(dtc=dtc), safety_class=STATIONARY
    )
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
    requests = [bytes(exchange.request) for exchange in outcome.exchanges]
    assert outcome.state == SUCCEEDED
    assert [b"\x10\x03", b"\x14" + dtc.to_bytes(3), b"\x19\x02\xff"] == list(
        dict.fromkeys(requests)
    )
    assert component.clears == 1
