"""The life of a command on board: accepted, waiting, running, and its end."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from proto.v1.commands_pb2 import Command, SignedCommand
from proto.v1.replies_pb2 import (
    ACCEPTED,
    EXPIRED,
    FAILED,
    REFUSED,
    RUNNING,
    SUCCEEDED,
    UNKNOWN,
    WAITING,
    CommandState,
    Exchange,
    Reply,
)
from simulator.agent import ledger, safety
from simulator.agent.ecu import Ecu, OutcomeUnknown, UdsFailure
from simulator.agent.ledger import NOT_STARTED, Ledger
from simulator.agent.operation import Step, steps_of
from simulator.agent.reporter import Reporter
from simulator.agent.safety import Conditions
from simulator.agent.verifier import COMMAND_ID_BYTES, Rejection, Verifier
from simulator.agent.witness import Witness

MOST_AT_ONCE = 16
STEP_S = 0.5
LOOK_AGAIN_S = 5.0

log = structlog.get_logger()


@dataclass(slots=True)
class _Work:
    """A command in hand, with the last reply to it.

    `unsettled`: a change has been begun, and whether it was done is not known yet.
    """

    command: Command
    reply: Reply = field(init=False)
    unsettled: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.reply = Reply(command_id=self.command.command_id)


class Commands:
    """Use within one boot; a task of `tasks` lives as long as its command."""

    def __init__(
        self,
        *,
        reporter: Reporter,
        memory: Ledger,
        verifier: Verifier,
        ecus: Mapping[str, Ecu],
        conditions: Conditions,
        witness: Witness,
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._reporter = reporter
        self.clock = reporter.clock
        self._unit_id = reporter.boot.unit_id
        self._ledger = memory
        self._verifier = verifier
        self._ecus = ecus
        self._conditions = conditions
        self._tasks = tasks
        self._open: set[bytes] = set()
        self._taking = asyncio.Lock()
        self._running = 0
        self._witness = witness
        self._rejected: set[bytes] = set()

    @property
    def busy(self) -> bool:
        """Whether something is being done to a component."""
        return self._running > 0

    async def resume(self) -> None:
        """After a boot: tell what the power failure left, and go on with what had not begun."""
        for entry in await self._ledger.unfinished(self._unit_id):
            work = _Work(Command.FromString(entry.command))
            work.reply.CopyFrom(entry.reply)
            if entry.state in NOT_STARTED:
                self._start(work)
            else:
                await self._tell(work, UNKNOWN, "power_failure")

    async def receive(self, signed: SignedCommand) -> None:
        """Take a command from the broker. Needs the server's time of this session.

        It is taken also when the session ends meanwhile: what is accepted has to be begun.
        """
        command = self._verifier.command(signed)
        if isinstance(command, Rejection):
            await self._reject(command)
            return
        await asyncio.shield(self._tasks.create_task(self._take(command)))

    async def _take(self, command: Command) -> None:
        async with self._taking:
            await self._answer(command)

    async def _answer(self, command: Command) -> None:
        if await self._reporter.repeat(
            lambda c: ledger.last_reply(c, self._unit_id, command.command_id)
        ):
            return
        work = _Work(command)
        if reason := safety.refusal(command, self._ecus):
            await self._tell(work, REFUSED, reason)
        elif reason := self._too_late(command):
            await self._tell(work, EXPIRED, reason)
        elif len(self._open) >= MOST_AT_ONCE:
            await self._tell(work, REFUSED, "busy")
        else:
            await self._tell(work, ACCEPTED)
            self._start(work)

    async def _reject(self, rejection: Rejection) -> None:
        """Count it; answer each id once a boot, and never through the ledger."""
        log.warning("command rejected", reason=rejection.reason)
        await self._witness.command_rejected(rejection.reason)
        command_id = rejection.command_id
        known = command_id in self._rejected or len(self._rejected) >= MOST_AT_ONCE
        if len(command_id) != COMMAND_ID_BYTES or known:
            return
        self._rejected.add(command_id)
        reply = Reply(command_id=command_id, state=REFUSED, reason=rejection.reason)
        await self._reporter.say([reply])

    def _start(self, work: _Work) -> None:
        command_id = work.command.command_id
        self._open.add(command_id)
        task = self._tasks.create_task(self._perform(work))
        task.add_done_callback(lambda _: self._open.discard(command_id))

    async def _perform(self, work: _Work) -> None:
        await self.clock.server_time_known()
        ecu = self._ecus[work.command.component]
        while True:
            if not await self._await_conditions(work):
                await self._tell(work, EXPIRED, "expired")
                return
            async with ecu.lock:
                if not self._may_start(work.command):
                    continue
                await self._execute(work, ecu)
                return

    async def _await_conditions(self, work: _Work) -> bool:
        """Wait until the car stands, parked and unplugged; False when the deadline came first.

        Each thing that it waits for is told once: a car in a traffic jam has better to do.
        While the deadline may have passed, a better knowledge of the time is waited for.
        """
        told = {work.reply.reason} if work.reply.state == WAITING else set()
        while not self._too_late(work.command):
            if self._may_start(work.command):
                return True
            reason = safety.must_wait(work.command, self._conditions)
            if reason is not None and reason not in told:
                told.add(reason)
                await self._tell(work, WAITING, reason)
            await self.clock.world.sleep(LOOK_AGAIN_S)
        return False

    async def _execute(self, work: _Work, ecu: Ecu) -> None:
        if reason := safety.too_risky(work.command, self._conditions):
            await self._tell(work, REFUSED, reason)
            return
        ecu.take_exchanges()
        self._running += 1
        try:
            state, reason = await self._run(work, ecu)
        finally:
            self._running -= 1
        self._add_exchanges(work, ecu)
        await self._tell(work, state, reason)

    async def _run(self, work: _Work, ecu: Ecu) -> tuple[CommandState, str]:
        world = self.clock.world
        try:
            async with asyncio.timeout(world.wall_seconds(work.command.budget_ms / 1000)):
                return await self._take_steps(work, ecu)
        except OutcomeUnknown as unknown:
            return UNKNOWN, unknown.reason
        except UdsFailure as failure:
            return FAILED, failure.reason
        except TimeoutError:
            return UNKNOWN if work.unsettled else FAILED, "budget"

    async def _take_steps(self, work: _Work, ecu: Ecu) -> tuple[CommandState, str]:
        steps = steps_of(work.command, ecu, self.clock.world.sleep)
        for number, step in enumerate(steps, 1):
            await self._tell_step(work, ecu, step, number, len(steps))
            await self.clock.world.sleep(STEP_S)
            if step.changes and (reason := self._bad_moment(work.command)):
                return FAILED, reason
            if number == 1:
                if not self._in_time(work.command):
                    return EXPIRED, "expired"
                await self._witness.command_executed(work.command.command_id)
            work.unsettled |= step.changes
            work.unsettled = isinstance(await step.act(), OutcomeUnknown)
        return SUCCEEDED, ""

    async def _tell_step(
        self, work: _Work, ecu: Ecu, step: Step, number: int, steps: int
    ) -> None:
        self._add_exchanges(work, ecu)
        work.reply.step, work.reply.steps, work.reply.doing = number, steps, step.doing
        await self._tell(work, RUNNING)

    def _add_exchanges(self, work: _Work, ecu: Ecu) -> None:
        work.reply.exchanges.extend(
            Exchange(
                request=raw.request,
                response=raw.response,
                uptime_ms=self.clock.uptime_ms(raw.at),
            )
            for raw in ecu.take_exchanges()
        )

    async def _tell(self, work: _Work, state: CommandState, reason: str = "") -> None:
        """Write the state into the ledger and the reply into the outbox, in one commit."""
        work.reply.state, work.reply.reason = state, reason
        reply = Reply()
        reply.CopyFrom(work.reply)
        command = work.command.SerializeToString()
        await self._reporter.say_and(
            reply, lambda c: ledger.record(c, self._unit_id, command, reply)
        )

    def _bad_moment(self, command: Command) -> str | None:
        """The conditions may have changed since the command was begun."""
        waits = safety.must_wait(command, self._conditions)
        return waits or safety.too_risky(command, self._conditions)

    def _may_start(self, command: Command) -> bool:
        waits = safety.must_wait(command, self._conditions)
        return waits is None and self._in_time(command)

    def _in_time(self, command: Command) -> bool:
        """Whether it is certain that the deadline has not passed."""
        return self.clock.is_past(command.expires_at_ms) is False

    def _too_late(self, command: Command) -> str | None:
        """Why it can never be started any more, as far as that is certain."""
        if command.budget_ms == 0:
            return "budget"
        return "expired" if self.clock.is_past(command.expires_at_ms) else None
