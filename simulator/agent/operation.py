"""What each action does to a component, as steps that can be told while they are done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from proto.v1.commands_pb2 import Command
from simulator.agent.ecu import Ecu, UdsFailure
from simulator.agent.safety import action_of

POLL_S = 1.0

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Step:
    """`changes` marks a request that needs the safe conditions at that very moment."""

    doing: str
    act: Callable[[], Awaitable[object]]
    changes: bool = False


def steps_of(command: Command, ecu: Ecu, sleep: Sleep) -> tuple[Step, ...]:
    """The steps of the command's action in their order; the action must be a known one."""
    match action_of(command):
        case "read_evidence":
            return _read_evidence(ecu, command.read_evidence.dtc)
        case "read_faults":
            return (_read_codes(ecu),)
        case "clear_fault":
            return _clear_fault(ecu, command.clear_fault.dtc)
        case "ecu_reset":
            return _ecu_reset(ecu, command.ecu_reset.reset_type, sleep)
        case other:
            raise ValueError(f"no steps for the action {other!r}")


def _read_evidence(ecu: Ecu, dtc: int) -> tuple[Step, ...]:
    return (
        Step("reading the snapshots", lambda: ecu.snapshots(dtc)),
        Step("reading the extended data", lambda: ecu.extended_data(dtc)),
        _read_codes(ecu),
    )


def _clear_fault(ecu: Ecu, dtc: int) -> tuple[Step, ...]:
    return (
        Step("clearing the code", lambda: ecu.clear(dtc), changes=True),
        _read_codes(ecu),
    )


def _ecu_reset(ecu: Ecu, reset_type: int, sleep: Sleep) -> tuple[Step, ...]:
    return (
        Step("resetting the component", lambda: ecu.reset(reset_type), changes=True),
        Step("waiting for the component to come back", lambda: _until_it_answers(ecu, sleep)),
        _read_codes(ecu),
    )


def _read_codes(ecu: Ecu) -> Step:
    return Step("reading the trouble codes", ecu.codes)


async def _until_it_answers(ecu: Ecu, sleep: Sleep) -> None:
    """Ask 0x3E again and again; only the command's budget ends this."""
    while True:
        await sleep(POLL_S)
        try:
            await ecu.tester_present()
        except UdsFailure as failure:
            if failure.reason != "no_answer":
                raise
        else:
            return
