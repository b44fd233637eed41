"""A unit always comes back, whatever the link and the broker did to it for hours."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

import pytest

from simulator.agent.database import Database
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.outbox import Outbox
from simulator.agent.report import Kind
from simulator.agent.resender import Resender
from simulator.agent.rhythm import USUAL_RHYTHM, Rhythm
from simulator.agent.session import Line, Sessions
from simulator.agent.unit_clock import UnitClock
from simulator.agent.watchdog import Reboot, Watchdog
from simulator.world_clock import WorldClock
from tests.fix_moody_broker import Mood, MoodyBroker
from tests.fix_outbox import BOX_VIN, a_report, commit
from tests.fix_simulator import BenchWitness, Signer

pytestmark = pytest.mark.slow

SPEED = 20_000.0
HOUR_S = 3600.0
QUICK = replace(
    USUAL_RHYTHM,
    shortest_stall_wall_s=0.05,
    shortest_beat_wall_s=0.005,
    shortest_keepalive_wall_s=0.02,
)


@dataclass(kw_only=True)
class Patient:
    """A unit with its sessions and its watchdog, started again as often as it wants."""

    broker: MoodyBroker
    box: Outbox
    world: WorldClock
    rhythm: Rhythm
    busy: bool = False
    boots: list[int] = field(default_factory=list)
    modem_resets: int = 0
    sessions: Sessions | None = None
    committed: set[tuple[int, int]] = field(default_factory=set)

    async def live(self, address: tuple[str, int]) -> None:
        vain = 0
        while True:
            try:
                await self._one_boot(address, vain)
            except* Reboot as group:
                [reboot] = group.exceptions
                assert isinstance(reboot, Reboot)
                vain = reboot.vain

    async def _one_boot(self, address: tuple[str, int], vain: int) -> None:
        boot = await self.box.begin_boot(BOX_VIN, by_watchdog=vain > 0)
        self.boots.append(vain)
        clock = UnitClock(self.world)
        verifier = self.broker.signer.verifier(BOX_VIN)
        watchdog = Watchdog(
            clock=clock,
            rhythm=self.rhythm,
            vain=vain,
            has_news=lambda: self.box.depth(BOX_VIN) > 0,
            busy=lambda: self.busy,
        )

        async def receive(_: object) -> None:
            raise AssertionError

        self.sessions = sessions = Sessions(
            line=Line(address, Credentials(client_id=BOX_VIN)),
            boot=boot,
            clock=clock,
            outbox=self.box,
            software={"telematics": "2026.38.1"},
            verifier=verifier,
            witness=BenchWitness(),
            receive=receive,
            resend=Resender(boot=boot, clock=clock, outbox=self.box, verifier=verifier).receive,
            alive=watchdog.alive,
            rhythm=self.rhythm,
        )

        def reset_modem() -> None:
            self.modem_resets += 1
            sessions.reset_modem()

        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(sessions.run())
            tasks.create_task(watchdog.run(reset_modem))
            seqs = await commit(self.box, boot, a_report(Kind.FAULTS))
            self.committed |= {(boot.boot_id, seq) for seq in seqs}

    async def arrived(self) -> None:
        """Everything that was ever committed has reached the broker and been acknowledged."""
        await until(lambda: bool(self.committed) and not self.box.depth(BOX_VIN))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - the far side has no way to tell
            await asyncio.sleep(0.005)


@asynccontextmanager
async def a_patient(flash: Database, **fields: object) -> AsyncIterator[Patient]:
    broker = MoodyBroker(signer=Signer())
    world = WorldClock(wall_origin=time.time(), world_origin=time.time(), speed=SPEED)
    async with broker.open() as address:
        patient = Patient(
            broker=broker,
            box=Outbox(flash),
            world=world,
            rhythm=QUICK,
            **fields,  # type: ignore[arg-type]
        )
        living = asyncio.create_task(patient.live(address))
        try:
            await patient.arrived()
            yield patient
            assert not living.done()
        finally:
            living.cancel()
            await asyncio.wait({living})


async def say_something(patient: Patient) -> None:
    """What makes silence matter: there is something to say."""
    boot = await patient.box.begin_boot(BOX_VIN)
    seqs = await commit(patient.box, boot, a_report(Kind.TELEMETRY), a_report(Kind.FAULTS))
    patient.committed |= {(boot.boot_id, seq) for seq in seqs}


@pytest.mark.parametrize("forget", [False, True])
@pytest.mark.parametrize("mood", [mood for mood in Mood if mood is not Mood.WELL])
async def test_a_unit_recovers_from_hours_of_anything(
    flash: Database, mood: Mood, *, forget: bool
) -> None:
    """Reset, refused, denied, or never answered, with connections that nobody has ended.

    Lessons row 32 (Open-Vehicle-Monitoring-System-3#1105,
    Open-Vehicle-Monitoring-System-3#1513, Open-Vehicle-Monitoring-System-3#863,
    Open-Vehicle-Monitoring-System-3#1298).
    """
    async with a_patient(flash) as patient:
        patient.broker.set_mood(mood, forget=forget)
        await say_something(patient)
        await patient.world.sleep(5 * HOUR_S)
        assert patient.box.depth(BOX_VIN) >= 2
        assert patient.modem_resets > 0
        patient.broker.set_mood(Mood.WELL)
        await patient.arrived()
        assert patient.sessions is not None
        await until(lambda: patient.sessions is not None and patient.sessions.online)


async def test_a_link_that_nobody_has_ended_is_given_up(flash: Database) -> None:
    """The old connection is dead at the far end and the broker is well: a new session helps."""
    async with a_patient(flash) as patient:
        patient.broker.set_mood(Mood.WELL, forget=True)
        await say_something(patient)
        await patient.arrived()
        assert patient.broker.connects >= 2


async def test_attempts_that_nobody_answers_become_rarer(flash: Database) -> None:
    """However long each of them takes, it is no session that has held."""
    async with a_patient(flash) as patient:
        patient.broker.set_mood(Mood.MUTE, forget=True)
        sessions = patient.sessions
        assert sessions is not None
        sessions._rhythm = replace(QUICK, shortest_keepalive_wall_s=10)
        await until(lambda: sessions._backoff.failures > 3)
        patient.broker.set_mood(Mood.WELL)
        await until(lambda: sessions.online)


async def test_a_unit_starts_itself_anew_ever_more_seldom(flash: Database) -> None:
    """After an hour, two, four ... of silence; and the count is in its memory."""
    async with a_patient(flash) as patient:
        patient.broker.set_mood(Mood.MUTE)
        await say_something(patient)
        began_s = patient.world.now()
        await until(lambda: patient.boots == [0, 1, 2, 3])
        assert patient.world.now() - began_s > (1 + 2 + 4) * HOUR_S
        assert await patient.box.logbook.watchdog_boots() == 3
        patient.broker.set_mood(Mood.WELL)
        await patient.arrived()


async def test_no_reboot_breaks_off_a_command(flash: Database) -> None:
    """The modem may be reset meanwhile; the unit waits until the command has ended."""
    async with a_patient(flash, busy=True) as patient:
        patient.broker.set_mood(Mood.CLOSED)
        await say_something(patient)
        await patient.world.sleep(6 * HOUR_S)
        assert patient.boots == [0]
        assert patient.modem_resets > 1
        patient.busy = False
        await until(lambda: patient.boots == [0, 1])


async def test_who_has_nothing_to_say_is_not_restless(flash: Database) -> None:
    """A car asleep in a garage without signal neither resets its modem nor starts anew."""
    async with a_patient(flash) as patient:
        patient.broker.set_mood(Mood.CLOSED)
        await patient.world.sleep(6 * HOUR_S)
        assert (patient.boots, patient.modem_resets) == ([0], 0)


async def test_presence_is_never_said_without_a_subscription(flash: Database) -> None:
    """Who cannot be reached is not there; with the subscription comes the presence.

    Lessons trap SOVD-on-MQTT.
    """
    async with a_patient(flash) as patient:
        patient.broker.set_mood(Mood.CLOSED)
        patient.broker.heard.clear()
        patient.broker.set_mood(Mood.DENYING)
        before = patient.broker.connects
        await until(lambda: patient.broker.connects > before + 3)
        assert patient.broker.heard == []
        patient.broker.set_mood(Mood.WELL)
        await until(lambda: bool(patient.broker.presences()))


async def test_beats_follow_the_retained_presence(flash: Database) -> None:
    """Only the first is retained and names the software; each is answered, none is lost."""
    async with a_patient(flash) as patient:
        await until(lambda: len(patient.broker.presences()) >= 6)
        said = patient.broker.presences()[:6]
    assert [presence.beat for presence, _ in said] == [0, 1, 2, 3, 4, 5]
    assert [retained for _, retained in said] == [True, *[False] * 5]
    assert [bool(presence.software) for presence, _ in said] == [True, *[False] * 5]
    assert {(p.session, p.online, p.last_seq) for p, _ in said} <= {
        (1, True, 0),
        (1, True, 1),
    }


async def test_a_gateway_that_is_away_is_looked_for_patiently(flash: Database) -> None:
    """The session is renewed, twice as late each time; the reports go out all the while."""
    async with a_patient(flash) as patient:
        patient.broker.server_ms = None
        await until(lambda: patient.broker.presences()[-1][0].session >= 4)
        await say_something(patient)
        await patient.arrived()
        last = {presence.session: presence.beat for presence, _ in patient.broker.presences()}
        patient.broker.server_ms = 1_763_755_200_000
    assert last[3] >= 2 * last[2] >= 8
    assert patient.boots == [0]
