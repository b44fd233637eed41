"""What a unit never does, whoever asks; and who is not heard at all."""

from dataclasses import replace

import pytest

from proto.v1.commands_pb2 import (
    INERT,
    SAFETY_CLASS_UNSPECIFIED,
    SERVICE_ONLY,
    STATIONARY,
    ClearFault,
    ClockAnswer,
    EcuReset,
    ReadFaults,
    SignedCommand,
)
from proto.v1.replies_pb2 import (
    REFUSED,
    SUCCEEDED,
)
from simulator.agent.safety import CLEARABLE
from simulator.car_types.car_type import ELECTRIC
from tests.fix_simulator import Bench, Signer

HARD = EcuReset(reset_type=1)
NEVER_CHANGED = sorted(ELECTRIC.components.keys() - CLEARABLE)


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
