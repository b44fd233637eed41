"""The on-board unit against a real broker, through a link that can break."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import aiomqtt
import pytest

from gateway.domain.vin import Vin
from proto.v1.commands_pb2 import ClockAnswer, Downlink, SignedCommand
from proto.v1.presence_pb2 import EarlierBoot, Presence
from proto.v1.telemetry_pb2 import Telemetry
from simulator.agent.database import Database
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.outbox import Outbox
from simulator.agent.report import Boot, Kind, Report
from simulator.agent.resender import Resender
from simulator.agent.rhythm import USUAL_RHYTHM
from simulator.agent.session import Line, Sessions
from simulator.agent.unit_clock import UnitClock
from simulator.links.profile import Disorder, LinkProfile, Outage
from simulator.links.proxy import Proxy
from simulator.links.weather import Weather
from simulator.world_clock import WorldClock
from tests.fix_embedded import LiveBroker
from tests.fix_simulator import BenchWitness, Signer, seeded

pytestmark = pytest.mark.slow

CLEAR = LinkProfile(
    name="clear", latency_s=0.0, jitter_s=0.0, up_bytes_per_s=1e9, down_bytes_per_s=1e9
)
SPEED = 60.0


@dataclass
class Ground:
    """What the gateway's side hears of one car."""

    client: aiomqtt.Client
    vin: str
    presences: list[Presence] = field(default_factory=list)
    telemetry: list[Telemetry] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def listen(self) -> None:
        async for message in self.client.messages:
            if not message.topic.matches(f"v1/{self.vin}/+"):
                continue
            assert isinstance(message.payload, bytes)
            async with self.news:
                if message.topic.matches("v1/+/presence"):
                    self.presences.append(Presence.FromString(message.payload))
                else:
                    self.telemetry.append(Telemetry.FromString(message.payload))
                self.news.notify_all()

    async def heard(self, reports: int) -> set[int]:
        """The sequences heard, once there are so many different ones."""
        async with asyncio.timeout(30), self.news:
            await self.news.wait_for(lambda: len(self.sequences) >= reports)
        return self.sequences

    async def presence(self, session: int, *, online: bool) -> Presence:
        def found() -> list[Presence]:
            return [p for p in self.presences if (p.session, p.online) == (session, online)]

        async with asyncio.timeout(30), self.news:
            await self.news.wait_for(found)
        return found()[0]

    @property
    def sequences(self) -> set[int]:
        return {message.header.seq for message in self.telemetry}

    async def send(self, downlink: Downlink) -> None:
        await self.client.publish(
            f"v1/{self.vin}/commands", downlink.SerializeToString(), qos=1
        )


@dataclass(kw_only=True)
class Aboard:
    """A unit on the road: its sessions, its outbox, its link, and what reached it."""

    ground: Ground
    boot: Boot
    outbox: Outbox
    proxy: Proxy
    sessions: Sessions
    received: list[SignedCommand]
    signer: Signer
    witness: BenchWitness

    async def report(self, count: int) -> None:
        report = Report(kind=Kind.TELEMETRY, uptime_ms=0, wall_ms=0, body=b"")
        await self.outbox.commit(self.boot, lambda _: [report] * count)


@asynccontextmanager
async def on_the_road(
    broker: LiveBroker, vin: str, flash: Database, *, profile: LinkProfile = CLEAR
) -> AsyncIterator[Aboard]:
    account = await broker.vehicle(Vin(vin))
    signer, witness = Signer(), BenchWitness()
    box, received = Outbox(flash), list[SignedCommand]()
    await box.load()
    boot = await box.begin_boot(vin)
    host, _, port = broker.url.removeprefix("mqtt://").rpartition(":")
    world = WorldClock(wall_origin=0, world_origin=0, speed=SPEED)
    weather = Weather(profile=profile, seed=7, vin=vin)
    proxy = Proxy((host, int(port)), weather, seeded(7), world)
    await proxy.start()

    async def receive(command: SignedCommand) -> None:
        received.append(command)

    async with broker.client(broker.gateway, identifier=f"ground-{vin}") as client:
        ground = Ground(client, vin)
        for kind in ("presence", "telemetry"):
            await client.subscribe(f"v1/+/{kind}" if broker.embedded else f"v1/{vin}/{kind}", 1)
        clock = UnitClock(world)
        verifier = signer.verifier(vin)
        resender = Resender(boot=boot, clock=clock, outbox=box, verifier=verifier)
        sessions = Sessions(
            line=Line(
                proxy.address,
                Credentials(
                    client_id=vin, username=account.username, password=account.password
                ),
            ),
            boot=boot,
            clock=clock,
            outbox=box,
            software={"telematics": "2026.38.1"},
            verifier=verifier,
            witness=witness,
            receive=receive,
            resend=resender.receive,
            alive=lambda: None,
            rhythm=USUAL_RHYTHM,
        )
        tasks = [asyncio.create_task(ground.listen()), asyncio.create_task(sessions.run())]
        yield Aboard(
            ground=ground,
            boot=boot,
            outbox=box,
            proxy=proxy,
            sessions=sessions,
            received=received,
            signer=signer,
            witness=witness,
        )
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
    await proxy.close()


async def test_presence_comes_first_and_reports_empty_the_outbox(
    broker: LiveBroker, flash: Database
) -> None:
    """Each report is published once, the newest first, and forgotten at its PUBACK."""
    async with on_the_road(broker, "W0VZZZE1XSB000101", flash) as aboard:
        await aboard.report(100)
        presence = await aboard.ground.presence(1, online=True)
        assert await aboard.ground.heard(100) == set(range(1, 101))
        await _emptied(aboard.outbox)
        assert [m.header.seq for m in aboard.ground.telemetry] == list(range(100, 0, -1))
    assert (presence.boot_id, presence.boot_count) == (aboard.boot.boot_id, 1)
    assert dict(presence.software) == {"telematics": "2026.38.1"}


async def test_commands_are_passed_on_once_the_time_is_known(
    broker: LiveBroker, flash: Database
) -> None:
    """The unit is subscribed before it says that it is there: nothing sent then is missed."""
    async with on_the_road(broker, "W0VZZZE1XSB000102", flash) as aboard:
        presence = await aboard.ground.presence(1, online=True)
        await aboard.ground.send(Downlink(command=SignedCommand(command=b"early")))
        answer = ClockAnswer(vin=presence.vin, boot_id=presence.boot_id, session=1, server_ms=1)
        await aboard.ground.send(Downlink(clock=Signer().clock(answer)))
        await aboard.ground.send(Downlink(clock=aboard.signer.clock(answer)))
        await aboard.ground.send(Downlink(command=SignedCommand(command=b"late")))
        await _until(lambda: len(aboard.received) == 2)
    assert [command.command for command in aboard.received] == [b"early", b"late"]
    assert aboard.witness.clocks_rejected == ["unknown_key"]


async def test_presence_owns_up_to_earlier_boots(broker: LiveBroker, flash: Database) -> None:
    """Whoever hears it knows which reports there are of this boot and of those before it."""
    vin = "W0VZZZE1XSB000109"
    box = Outbox(flash)
    sent, unsent = await box.begin_boot(vin), await box.begin_boot(vin)
    report = Report(kind=Kind.TELEMETRY, uptime_ms=0, wall_ms=0, body=b"")
    for boot in (sent, unsent):
        await box.commit(boot, lambda _: [report] * 3)
    rows = [s.row for s in await box.waiting(vin, 9) if s.boot == sent]
    await box.acknowledge(sent, rows, 0)
    async with on_the_road(broker, vin, flash) as aboard:
        first = await aboard.ground.presence(1, online=True)
        await aboard.report(2)
        await aboard.ground.heard(3)
        await _emptied(aboard.outbox)
        aboard.sessions.leave()
        last = await aboard.ground.presence(1, online=False)
        reports = {(m.header.unit_id, m.header.boot_id) for m in aboard.ground.telemetry}
    assert sent.unit_id == first.unit_id == last.unit_id
    assert {(sent.unit_id, unsent.boot_id), (sent.unit_id, first.boot_id)} == reports
    assert (first.last_seq, last.last_seq) == (0, 2)
    told = EarlierBoot(boot_id=unsent.boot_id, boot_count=2, last_seq=3)
    assert list(first.earlier) == [told]
    assert list(last.earlier) == []


@pytest.mark.parametrize(
    ("outage", "vin"),
    [(outage, f"W0VZZZE1XSB0002{number:02}") for number, outage in enumerate(Outage)],
    ids=[outage.value for outage in Outage],
)
async def test_no_outage_loses_a_report(
    broker: LiveBroker, flash: Database, outage: Outage, vin: str
) -> None:
    """Whatever the link does in the middle of a burst, every sequence arrives.

    Lessons row 23 (fleet-telemetry#319).
    """
    async with on_the_road(broker, vin, flash) as aboard:
        await aboard.ground.presence(1, online=True)
        for _ in range(3):
            await aboard.report(200)
            aboard.proxy.go_down(outage)
            await aboard.report(100)
            await asyncio.sleep(0.2)
            aboard.proxy.come_up()
        assert await aboard.ground.heard(900) == set(range(1, 901))
        await _emptied(aboard.outbox)


async def test_no_disorder_loses_a_report(broker: LiveBroker, flash: Database) -> None:
    """What a link repeats or reorders is heard once or twice, and acknowledged to the unit."""
    profile = replace(CLEAR, disorder=Disorder(twice=0.2, held=0.2))
    async with on_the_road(broker, "W0VZZZE1XSB000110", flash, profile=profile) as aboard:
        await aboard.ground.presence(1, online=True)
        await aboard.report(400)
        assert await aboard.ground.heard(400) == set(range(1, 401))
        await _emptied(aboard.outbox)
        tally = aboard.proxy.tally
        assert tally.repeated > 0
        assert tally.held_back > 0
        await _until(lambda: len(aboard.ground.telemetry) >= 400 + tally.repeated)


async def test_a_silent_link_is_given_up(broker: LiveBroker, flash: Database) -> None:
    """A watchdog opens a new session when PUBACKs stay away, though TCP reports no error."""
    async with on_the_road(broker, "W0VZZZE1XSB000106", flash) as aboard:
        await aboard.ground.presence(1, online=True)
        aboard.proxy.strand()
        await aboard.report(1)
        await aboard.ground.presence(2, online=True)
        assert await aboard.ground.heard(1) == {1}


async def test_the_last_will_speaks_for_a_car_without_power(
    broker: LiveBroker, flash: Database
) -> None:
    """Nobody says goodbye; the broker notices and tells, with the session that ended.

    Lessons row 24 (fleet-telemetry#244).
    """
    async with on_the_road(broker, "W0VZZZE1XSB000107", flash) as aboard:
        ground = aboard.ground
        await ground.presence(1, online=True)
        aboard.proxy.go_down(Outage.HALF_OPEN)
        gone = await ground.presence(1, online=False)
    assert (gone.boot_id, gone.boot_count) == (aboard.boot.boot_id, 1)


async def test_a_unit_that_signs_off_says_so(broker: LiveBroker, flash: Database) -> None:
    """An orderly end leaves a retained presence that is not online."""
    async with on_the_road(broker, "W0VZZZE1XSB000108", flash) as aboard:
        await aboard.ground.presence(1, online=True)
        aboard.sessions.leave()
        assert (await aboard.ground.presence(1, online=False)).uptime_ms > 0
        await _until(lambda: not aboard.sessions.online)


async def _emptied(box: Outbox) -> None:
    await _until(lambda: box.backlog == 0)


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - nothing tells of the outbox but its counts
            await asyncio.sleep(0.01)
