"""A telematics unit in one of its lives, from power on to power off."""

import asyncio
from collections.abc import Mapping
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from simulator.agent.commands import Commands
from simulator.agent.ecu import Ecu
from simulator.agent.fault_watch import FaultWatch, Remembering
from simulator.agent.ledger import Ledger
from simulator.agent.report import Kind
from simulator.agent.reporter import Reporter
from simulator.agent.resender import Resender
from simulator.agent.rhythm import USUAL_RHYTHM, Rhythm
from simulator.agent.safety import Conditions
from simulator.agent.sampler import Measuring, Sampler
from simulator.agent.session import Line, Sessions
from simulator.agent.update_watch import UpdateWatch, Updating
from simulator.agent.verifier import Verifier
from simulator.agent.watchdog import Watchdog
from simulator.agent.witness import Witness


class Car(Conditions, Measuring, Protocol):
    """The car around the unit, as the unit sees it."""

    vin: str
    software: dict[str, str]

    @property
    def updates(self) -> Updating: ...

    @property
    def components(self) -> Mapping[str, Remembering]: ...


class Unit:
    """All of it is lost with the power; what `reporter` and `ledger` have committed is not."""

    def __init__(
        self,
        *,
        car: Car,
        ecus: Mapping[str, Ecu],
        reporter: Reporter,
        ledger: Ledger,
        line: Line,
        public_key: Ed25519PublicKey | None,
        witness: Witness,
        tasks: asyncio.TaskGroup,
        rhythm: Rhythm = USUAL_RHYTHM,
        vain_boots: int = 0,
    ) -> None:
        """`vain_boots`: how many in a row the watchdog has ended before this one."""
        verifier = Verifier(car.vin, public_key)
        self._reporter = reporter
        self._watch = FaultWatch(ecus, car.components, car.software)
        self.commands = Commands(
            reporter=reporter,
            memory=ledger,
            verifier=verifier,
            ecus=ecus,
            conditions=car,
            witness=witness,
            tasks=tasks,
        )
        self._updates = UpdateWatch(car.updates, reporter.clock.started_at)
        self._sampler = Sampler(car, reporter.clock.started_at, lambda: self.commands.busy)
        self.watchdog = Watchdog(
            clock=reporter.clock,
            rhythm=rhythm,
            vain=vain_boots,
            has_news=lambda: reporter.outbox.depth(car.vin) > 0,
            busy=lambda: self.commands.busy,
        )
        resender = Resender(
            boot=reporter.boot,
            clock=reporter.clock,
            outbox=reporter.outbox,
            verifier=verifier,
        )
        self.sessions = Sessions(
            line=line,
            boot=reporter.boot,
            clock=reporter.clock,
            outbox=reporter.outbox,
            software=car.software,
            verifier=verifier,
            witness=witness,
            receive=self.commands.receive,
            resend=resender.receive,
            alive=self.watchdog.alive,
            rhythm=rhythm,
        )

    async def watch(self) -> None:
        """For ever; raises Reboot."""
        await self.watchdog.run(self.sessions.reset_modem)

    async def report_telemetry(self, now_s: float) -> None:
        """Commit every batch that is full at world time `now_s`, and how far an update is."""
        for at_s, news in self._updates.news(now_s):
            await self._reporter.say([news], at=at_s, kind=Kind.PHASES)
        for started_s, batch in self._sampler.batches(now_s):
            await self._reporter.say([batch], at=started_s)

    async def report_faults(self) -> bool:
        """Commit what is new in the fault memories; True when nothing new is left."""
        if reports := await self._watch.look():
            await self._reporter.say(reports)
        return self._watch.up_to_date
