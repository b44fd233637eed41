import asyncio
from dataclasses import replace
from typing import Any

import pytest

from proto.v1.commands_pb2 import (
    INERT,
    SAFETY_CLASS_UNSPECIFIED,
    SERVICE_ONLY,
    STATIONARY,
    ClearFault,
    ClockAnswer,
    EcuReset,
    ReadEvidence,
    ReadFaults,
    SignedCommand,
)
from proto.v1.replies_pb2 import (
    ACCEPTED,
    EXPIRED,
    FAILED,
    REFUSED,
    RUNNING,
    SUCCEEDED,
    UNKNOWN,
    WAITING,
)
from simulator.agent import ledger
from simulator.agent.commands import LOOK_AGAIN_S, Commands
from simulator.agent.safety import CLEARABLE
from simulator.car_types.car_type import ELECTRIC
from simulator.days.day_plan import Gear
from tests.fix_simulator import Bench, Signer

HARD = EcuReset(reset_type=1)
NEVER_CHANGED = sorted(ELECTRIC.components.keys() - CLEARABLE)


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


@pytest.mark.parametrize("component", NEVER_CHANGED)
@pytest.mark.parametrize(
    "action", [{"ecu_reset": HARD}, {"clear_fault": ClearFault(dtc=0x0AA600)}]
)
@pytest.mark.parametrize("safety_class", [INERT, STATIONARY])
async def test_some_components_are_never_changed(
    bench: Bench, component: str, action: dict[str, EcuReset | ClearFault], safety_class: int
) -> None:
    """Neither reset nor clear reaches a safety-critical component, whatever is asked."""
    command = bench.command(component, safety_class=safety_class, **action)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
    assert (outcome.state, outcome.reason) == (REFUSED, "never_reset")
    assert bench.changes == []


@pytest.mark.parametrize("component", NEVER_CHANGED)
async def test_safety_critical_components_may_be_read(bench: Bench, component: str) -> None:
    """The never-list forbids changes, not looking."""
    command = bench.command(component, read_faults=ReadFaults())
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        assert (await bench.outcome(command)).state == SUCCEEDED


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        (
            {"safety_class": SAFETY_CLASS_UNSPECIFIED, "read_faults": ReadFaults()},
            "safety_class",
        ),
        ({"safety_class": SERVICE_ONLY, "ecu_reset": HARD}, "safety_class"),
        ({"safety_class": INERT, "ecu_reset": HARD}, "safety_class"),
        ({"component": "flux_capacitor", "ecu_reset": HARD}, "unknown_component"),
        ({}, "unknown_action"),
    ],
)
async def test_what_the_unit_would_not_do_is_refused(
    bench: Bench, fields: dict[str, object], reason: str
) -> None:
    """Each refusal is final, in the ledger, and says why."""
    command = bench.command(**{"component": "infotainment", **fields})  # type: ignore[arg-type]
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
    assert (REFUSED, reason) == (outcome.state, outcome.reason)
    counts = await bench.ledger.counts()
    assert {state: number for state, number in counts.items() if number} == {"refused": 1}


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


async def test_a_live_high_voltage_net_forbids_changes(bench: Bench) -> None:
    """Somebody is about to drive, though the car stands: refused with a reason of its own."""
    bench.conditions = replace(bench.conditions, hv_active=True)
    reset = bench.command("infotainment", ecu_reset=HARD, safety_class=STATIONARY)
    read = bench.command("infotainment", read_faults=ReadFaults(), safety_class=STATIONARY)
    async with bench.boot() as commands:
        await commands.receive(bench.sign(reset))
        await commands.receive(bench.sign(read))
        outcome = await bench.outcome(reset)
        assert (await bench.outcome(read)).state == SUCCEEDED
    assert (outcome.state, outcome.reason) == (REFUSED, "high_voltage_active")
    assert bench.changes == []


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


async def test_a_weak_battery_forbids_resets(bench: Bench) -> None:
    """Below 11.6 V a component might not come back; reading it is still allowed."""
    bench.conditions.lv_voltage_v = 11.5
    reset = bench.command("telematics", ecu_reset=HARD)
    read = bench.command("telematics", read_faults=ReadFaults())
    async with bench.boot() as commands:
        await commands.receive(bench.sign(reset))
        await commands.receive(bench.sign(read))
        outcome = await bench.outcome(reset)
        assert (await bench.outcome(read)).state == SUCCEEDED
    assert (outcome.state, outcome.reason) == (REFUSED, "low_voltage")
    assert bench.changes == []


async def test_a_negative_response_fails_the_command(bench: Bench) -> None:
    """The component's own refusal is named by its code."""
    command = bench.command("telematics", read_evidence=ReadEvidence(dtc=0x123456))
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        outcome = await bench.outcome(command)
    assert (outcome.state, outcome.reason) == (FAILED, "nrc_0x31")


async def test_a_forged_command_is_counted_and_leaves_no_trace(bench: Bench) -> None:
    """Its id is not entered into the ledger: the true command with that id is still done."""
    command = bench.command("telematics", read_faults=ReadFaults())
    forged = SignedCommand(command=command.SerializeToString(), signature=bytes(64))
    async with bench.boot() as commands:
        await commands.receive(forged)
        await commands.receive(forged)
        told = await bench.replies(command)
        assert [(r.state, r.reason) for r in told] == [(REFUSED, "bad_signature")]
        await commands.receive(bench.sign(command))
        await bench.state(command, SUCCEEDED)
    assert bench.witness.rejected == ["bad_signature", "bad_signature"]


async def test_a_signature_holds_for_its_own_name_and_key(bench: Bench) -> None:
    """Neither a signature of other things nor a key that the unit lacks is accepted."""
    command = bench.command("telematics", ecu_reset=HARD)
    serialised = command.SerializeToString()
    as_clock = bench.signer.clock(ClockAnswer.FromString(b"")).signature
    signatures = [
        bench.signer.key.sign(serialised),
        bench.signer.key.sign(b"vdg.v1.ClockAnswer\0" + serialised),
        as_clock,
    ]
    async with bench.boot() as commands:
        for signature in signatures:
            await commands.receive(SignedCommand(command=serialised, signature=signature))
        await commands.receive(Signer().command(command))
    assert bench.witness.rejected == [*["bad_signature"] * 3, "unknown_key"]
    assert bench.changes == []


async def test_a_signature_without_the_keys_name_is_tried(bench: Bench) -> None:
    """A unit with one key knows which is meant."""
    command = bench.command("telematics", read_faults=ReadFaults())
    signed = bench.sign(command)
    signed.ClearField("key_id")
    async with bench.boot() as commands:
        await commands.receive(signed)
        assert (await bench.outcome(command)).state == SUCCEEDED


async def test_a_command_for_another_car_is_refused(bench: Bench) -> None:
    """A genuine signature does not help a command that was meant for someone else."""
    command = bench.command("telematics", ecu_reset=HARD, vin="W0VZZZE1XSB000002")
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
    assert bench.witness.rejected == ["wrong_vin"]
    assert bench.changes == []


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
