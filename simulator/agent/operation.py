"""What each action does to a component, as steps that can be told while they are done."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from proto.v1.commands_pb2 import Command
from simulator.agent.ecu import HAS_FAILED, NO_ANSWER, Ecu, OutcomeUnknown, UdsFailure
from simulator.agent.safety import action_of

POLL_S = 1.0

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Step:
    """`changes` marks a request that needs the safe conditions at that very moment.

    An `act` that returns OutcomeUnknown leaves it to the next step to find out.
    """

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
    clearing = _Clearing(ecu, dtc)
    return (
        Step("clearing the code", clearing.clear, changes=True),
        Step("reading the trouble codes", clearing.read_back),
    )


def _ecu_reset(ecu: Ecu, reset_type: int, sleep: Sleep) -> tuple[Step, ...]:
    return (
        Step("resetting the component", lambda: ecu.reset(reset_type), changes=True),
        Step("waiting for the component to come back", lambda: _until_it_answers(ecu, sleep)),
        _read_codes(ecu),
    )


@dataclass(slots=True)
class _Clearing:
    """A clear whose answer is lost is judged by what the component says of the code then."""

    ecu: Ecu
    dtc: int
    lost: OutcomeUnknown | None = field(default=None, init=False)

    async def clear(self) -> OutcomeUnknown | None:
        try:
            await self.ecu.clear(self.dtc)
        except OutcomeUnknown as unknown:
            self.lost = unknown
        return self.lost

    async def read_back(self) -> None:
        try:
            read = await self.ecu.codes()
        except UdsFailure as failure:
            raise self.lost or failure from failure
        statuses = {dtc.id: dtc.status.get_byte_as_int() for dtc in read.dtcs}
        if self.lost is not None and statuses.get(self.dtc, 0) & HAS_FAILED:
            raise UdsFailure("not_cleared")


def _read_codes(ecu: Ecu) -> Step:
    return Step("reading the trouble codes", ecu.codes)


async def _until_it_answers(ecu: Ecu, sleep: Sleep) -> None:
    """Ask 0x3E again and again; only the command's budget ends this."""
    while True:
        await sleep(POLL_S)
        try:
            await ecu.tester_present()
        except UdsFailure as failure:
            if failure.reason != NO_ANSWER:
                raise
        else:
            return
