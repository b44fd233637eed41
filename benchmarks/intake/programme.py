"""What is measured, one after the other, each on a stage of its own."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from benchmarks.intake.bare_consumer import bare_consumer
from benchmarks.intake.broker import BROKERS
from benchmarks.intake.copy_limit import copy_limit
from benchmarks.intake.database import server
from benchmarks.intake.latency import latency
from benchmarks.intake.load import Fleet
from benchmarks.intake.mq_bridge import mq_bridge
from benchmarks.intake.naive import naive
from benchmarks.intake.node_red import node_red
from benchmarks.intake.ours import Ours
from benchmarks.intake.outcome import FAST, SLOW, Outcome
from benchmarks.intake.peer import Peer
from benchmarks.intake.stage import Theatre
from benchmarks.intake.trial import Result, trial
from gateway.domain.errors import GatewayError, PartMissing

PEERS: Final = ("naive", "node-red", "mq-bridge")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`seconds`: of each run at least; `programs`: where what others wrote is put."""

    broker: str
    vehicles: int
    seconds: float
    seed: int
    peers: frozenset[str]
    programs: Path


@dataclass(frozen=True, slots=True)
class Programme:
    options: Options
    theatre: Theatre
    say: Say
    outcome: Outcome

    async def run(self) -> None:
        await self._ours()
        await self._bare()
        await self._naive()
        await self._node_red()
        await self._mq_bridge()
        for rate in (SLOW, FAST):
            await self._latency(rate)

    async def _ours(self) -> None:
        """And the copy of the rows that it has left."""
        async with self.theatre.stage("ours") as stage:
            self.outcome.ours = await trial(Ours(), stage, self.options.seconds)
            self._tell(self.outcome.ours)
            rate = await copy_limit(
                stage.database, self.theatre.server.files, self.options.seconds
            )
            self.outcome.limits["binary COPY of the same rows"] = rate
            self.say(f"binary COPY of the same rows: {rate:,.0f} messages/s")

    async def _bare(self) -> None:
        async with self.theatre.stage("bare") as stage:
            try:
                rate = await bare_consumer(stage, self.options.seconds)
            except PartMissing as missing:
                self.outcome.absent["The bare C consumer"] = str(missing)
                return
        self.outcome.limits["bare C consumer"] = rate
        self.say(f"bare C consumer: {rate:,.0f} messages/s")

    async def _naive(self) -> None:
        if "naive" in self.options.peers:
            self.outcome.naive = await self._peer("naive", naive())

    async def _node_red(self) -> None:
        if "node-red" in self.options.peers:
            bring = node_red(self.options.programs / "node-red")
            if (peer := await self._brought("Node-RED", bring)) is not None:
                self.outcome.node_red = await self._peer("node_red", peer)

    async def _mq_bridge(self) -> None:
        """With messages of one row, as it takes no others; so ours gets such ones too."""
        if "mq-bridge" not in self.options.peers:
            return
        bring = mq_bridge(self.options.programs / "mq-bridge")
        if (peer := await self._brought("mq-bridge", bring)) is not None:
            self.outcome.mq_bridge = await self._peer("mq_bridge", peer)
        async with self.theatre.stage("ours_one_row") as stage:
            ours = await trial(Ours(rows=1), stage, self.options.seconds)
        self.outcome.ours_one_row = replace(ours, name=f"{ours.name}, one-row messages")
        self._tell(self.outcome.ours_one_row)

    async def _latency(self, rate: float) -> None:
        async with self.theatre.stage(f"latency_{rate:.0f}") as stage:
            found = await latency(stage, rate, self.options.seconds)
        self.outcome.latencies[rate] = found
        self.say(f"at {rate:,.0f}/s: p50 {found.p50_ms:.1f} ms, p99 {found.p99_ms:.1f} ms")

    async def _brought(self, name: str, bring: Awaitable[Peer]) -> Peer | None:
        self.say(f"fetching {name}...")
        try:
            return await bring
        except PartMissing as missing:
            self.outcome.absent[name] = str(missing)
            return None

    async def _peer(self, name: str, peer: Peer) -> Result | None:
        """A peer that cannot do the work has no figures, and it is said why."""
        async with self.theatre.stage(name) as stage:
            try:
                result = await trial(peer, stage, self.options.seconds)
            except GatewayError as error:
                self.outcome.absent[peer.name] = str(error)
                return None
        self._tell(result)
        return result

    def _tell(self, one: Result) -> None:
        self.say(
            f"{one.name}: {one.messages_per_s:,.0f} messages/s, {one.safety.lost} lost,"
            f" {one.safety.doubled} doubled"
        )


@asynccontextmanager
async def programme(options: Options, folder: Path, say: Say) -> AsyncIterator[Programme]:
    async with server(folder) as running:
        theatre = Theatre(
            folder=folder,
            server=running,
            broker=BROKERS[options.broker],
            fleet=Fleet.draw(options.vehicles, options.seed),
        )
        yield Programme(options, theatre, say, Outcome())
