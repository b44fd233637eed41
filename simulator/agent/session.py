"""The unit's sessions with its broker, one after another, for as long as it has power."""

import asyncio
import random
from asyncio import FIRST_COMPLETED
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from proto.v1.commands_pb2 import SignedCommand, SignedResend
from proto.v1.presence_pb2 import EarlierBoot, Presence
from simulator.agent.backoff import Backoff
from simulator.agent.downlink import DownlinkReader
from simulator.agent.heartbeat import Heartbeat
from simulator.agent.mqtt.connection import MqttConnection
from simulator.agent.mqtt.errors import (
    ConnectRefused,
    IdentityRefused,
    MqttError,
    SubscriptionRefused,
)
from simulator.agent.mqtt.packets import Credentials, Will
from simulator.agent.mqtt.passport import Passport
from simulator.agent.outbox import Outbox
from simulator.agent.report import CONTRACT_VERSION, Boot
from simulator.agent.rhythm import Rhythm
from simulator.agent.unit_clock import UnitClock
from simulator.agent.uplink import Uplink
from simulator.agent.verifier import Rejection, Verifier
from simulator.agent.witness import Witness

STABLE_S = 60.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Line:
    """Where the broker is, and who the unit is to it; in plain text without a `passport`."""

    address: tuple[str, int]
    credentials: Credentials
    passport: Passport | None = None


class Sessions:
    """`receive` gets the commands of a session once the server's time is known in it."""

    def __init__(
        self,
        *,
        line: Line,
        boot: Boot,
        clock: UnitClock,
        outbox: Outbox,
        software: Mapping[str, str],
        verifier: Verifier,
        witness: Witness,
        receive: Callable[[SignedCommand], Awaitable[None]],
        resend: Callable[[SignedResend], Awaitable[Rejection | None]],
        alive: Callable[[], None],
        rhythm: Rhythm,
    ) -> None:
        """`alive` hears of every PUBACK and every answer of the gateway."""
        self._line = line
        self._boot = boot
        self._clock = clock
        self._outbox = outbox
        self._software = software
        self._verifier = verifier
        self._witness = witness
        self._receive = receive
        self._resend = resend
        self._alive = alive
        self._rhythm = rhythm
        self._heartbeat = Heartbeat(rhythm)
        self._patience: asyncio.Timeout | None = None
        self._backoff = Backoff(random.Random(boot.boot_id))
        self._leaving = asyncio.Event()
        self.session = 0
        self._online_since_s: float | None = None

    @property
    def online(self) -> bool:
        return self._online_since_s is not None

    def leave(self) -> None:
        """Sign off: `run` then ends after saying goodbye, or at once without a connection."""
        self._leaving.set()

    def reset_modem(self) -> None:
        """Give up the connection that there is, or is being made, and begin at once."""
        self._backoff.succeeded()
        if self._patience is not None and not self._patience.expired():
            self._patience.reschedule(asyncio.get_running_loop().time())

    async def run(self) -> None:
        """Connect, talk, lose the connection, wait, and again."""
        while not self._leaving.is_set():
            try:
                async with asyncio.timeout(None) as self._patience:
                    await self._hold_session()
            except* (ConnectRefused, IdentityRefused, SubscriptionRefused) as errors:
                log.warning("turned away by the broker", boot=self._boot, why=_told(errors))
            except* (OSError, MqttError, TimeoutError) as errors:
                log.debug("session ended", boot=self._boot, why=_told(errors))
            finally:
                self._patience = None
                self._go_offline()
            _go_on_with_a_cancel()
            await self._pause()

    def _go_online(self) -> None:
        self._online_since_s = self._clock.world.now()
        self._witness.session(online=True)

    def _go_offline(self) -> None:
        """Only a session that has held begins the backoff anew, not a long attempt."""
        if self._online_since_s is None:
            return
        if self._clock.world.now() - self._online_since_s > STABLE_S:
            self._backoff.succeeded()
        self._online_since_s = None
        self._witness.session(online=False)

    async def _pause(self) -> None:
        delay = self._clock.world.wall_seconds(self._backoff.next_delay_s())
        try:
            await asyncio.wait_for(self._leaving.wait(), delay)
        except TimeoutError:
            return

    async def _hold_session(self) -> None:
        self.session += 1
        reader = DownlinkReader(
            boot=self._boot,
            session=self.session,
            clock=self._clock,
            verifier=self._verifier,
            receive=self._receive,
            resend=self._resend,
            answered=self._hear,
            witness=self._witness,
        )
        self._heartbeat.begin()
        async with asyncio.timeout(self._stall_wall_s):
            connection = await self._connect(reader)
        try:
            async with asyncio.timeout(self._stall_wall_s):
                await self._announce(connection, reader)
            self._go_online()
            await self._talk(connection, reader)
            await self._say_goodbye(connection)
        finally:
            connection.abort()

    async def _connect(self, reader: DownlinkReader) -> MqttConnection:
        will = Will(self._topic("presence"), await self._presence(online=False))
        keepalive_s = self._rhythm.keepalive_wall_s(self._clock.world)
        return await MqttConnection.open(
            self._line.address,
            self._line.credentials,
            will,
            keepalive_s=round(keepalive_s),
            on_message=reader.put,
            passport=self._line.passport,
        )

    async def _announce(self, connection: MqttConnection, reader: DownlinkReader) -> None:
        await connection.subscribe(self._topic("commands"))
        reader.ask(0)
        presence = await self._presence(online=True)
        await connection.publish(self._topic("presence"), presence, retain=True)
        self._alive()

    def _hear(self) -> None:
        self._heartbeat.heard()
        self._alive()

    async def _beat(self, connection: MqttConnection, reader: DownlinkReader) -> None:
        async def say(beat: int) -> None:
            reader.ask(beat)
            presence = await self._presence(online=True, beat=beat)
            async with asyncio.timeout(self._stall_wall_s):
                await connection.publish(self._topic("presence"), presence)
            self._alive()

        await self._heartbeat.run(self._rhythm.beat_wall_s(self._clock.world), say)

    async def _talk(self, connection: MqttConnection, reader: DownlinkReader) -> None:
        """Send and receive until the unit wants to leave; raises a group of all that broke."""
        uplink = Uplink(
            boot=self._boot,
            clock=self._clock,
            outbox=self._outbox,
            stall_wall_s=self._stall_wall_s,
            alive=self._alive,
        )
        async with asyncio.TaskGroup() as tasks:
            work = [
                tasks.create_task(uplink.run(connection)),
                tasks.create_task(reader.run()),
            ]
            if self._verifier.public_key is not None:
                work.append(tasks.create_task(self._beat(connection, reader)))
            leaving = tasks.create_task(self._leaving.wait())
            first: set[asyncio.Future[Any]] = {leaving, connection.closed}
            await asyncio.wait(first, return_when=FIRST_COMPLETED)
            if connection.closed.done():
                connection.closed.result()
            for each in work:
                each.cancel()

    async def _say_goodbye(self, connection: MqttConnection) -> None:
        async with asyncio.timeout(self._stall_wall_s):
            presence = await self._presence(online=False)
            await connection.publish(self._topic("presence"), presence, retain=True)
        connection.disconnect()
        await asyncio.wait({connection.closed}, timeout=self._stall_wall_s)

    async def _presence(self, *, online: bool, beat: int = 0) -> bytes:
        """Software and earlier boots stand in the one that begins or ends a session."""
        backlog = await self._outbox.backlog_of(self._boot)
        presence = Presence(
            version=CONTRACT_VERSION,
            vin=self._boot.vin,
            unit_id=self._boot.unit_id,
            boot_id=self._boot.boot_id,
            boot_count=self._boot.boot_count,
            session=self.session,
            online=online,
            uptime_ms=self._clock.uptime_ms(),
            backlog=self._outbox.depth(self._boot.vin),
            last_seq=backlog.last_seq,
            beat=beat,
        )
        if not beat:
            presence.software.update(self._software)
            presence.earlier.extend(
                EarlierBoot(boot_id=boot_id, last_seq=last_seq, boot_count=boot_count)
                for boot_id, last_seq, boot_count in backlog.earlier
            )
        return presence.SerializeToString(deterministic=True)

    def _topic(self, name: str) -> str:
        return f"v1/{self._boot.vin}/{name}"

    @property
    def _stall_wall_s(self) -> float:
        return self._rhythm.stall_wall_s(self._clock.world)


def _told(errors: BaseExceptionGroup[Exception]) -> str:
    return "; ".join(str(error) or "no answer" for error in _each(errors))


def _each(errors: BaseExceptionGroup[Exception]) -> Iterator[BaseException]:
    for error in errors.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _each(error)
        else:
            yield error


def _go_on_with_a_cancel() -> None:
    """A task group raises what broke in place of a cancel that came at the same time."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
