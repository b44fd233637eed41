"""One car on the road: the car, its unit, its link, and the moments without power."""

import asyncio
import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from simulator.agent.ecu import Ecu
from simulator.agent.ledger import Ledger
from simulator.agent.mqtt.packets import Credentials
from simulator.agent.mqtt.passport import Passport
from simulator.agent.outbox import Outbox
from simulator.agent.reporter import Reporter
from simulator.agent.rhythm import USUAL_RHYTHM, Rhythm
from simulator.agent.session import Line
from simulator.agent.unit import Unit
from simulator.agent.unit_clock import UnitClock
from simulator.agent.watchdog import Reboot
from simulator.car.car import Car
from simulator.carriers.carrier import Carrier
from simulator.fleet.account import Account, Change
from simulator.fleet.chronicle import Chronicle
from simulator.fleet.eyewitness import Eyewitness
from simulator.fleet.off_limits import violations
from simulator.fleet.transcript import NO_TRANSCRIPT, Transcript
from simulator.fleet.wiring_loom import connected
from simulator.links.link import Link, play
from simulator.links.weather import LinkEvent, Upset
from simulator.world_clock import WorldClock

STEP_S = 60.0
RESTS_S = 60.0
TURNS = 256
REBOOT_S = 30.0
MODEM = "telematics"
RESET_SERVICE = 0x11

log = structlog.get_logger()


class PowerLost(Exception):
    """The 12 V supply of one car is gone."""


class SignedOff(Exception):
    """The unit has said goodbye to its broker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What all cars of a fleet share.

    `tick_s`: how often a car is advanced, world seconds. `turns`: how many cars are advanced
    between two looks at the network, so that a busy process still hears its broker. The cars
    wake up one by one within the first `wakes_wall_s`.
    """

    clock: WorldClock
    outbox: Outbox
    ledger: Ledger
    account: Account
    public_key: Ed25519PublicKey | None
    tick_s: float
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(TURNS))
    wakes_wall_s: float = 0.0
    rhythm: Rhythm = USUAL_RHYTHM
    transcript: Transcript = NO_TRANSCRIPT


class Member:
    def __init__(
        self,
        *,
        car: Car,
        link: Link,
        credentials: Credentials,
        carrier: Carrier,
        world: World,
        rng: random.Random,
        passport: Passport | None = None,
    ) -> None:
        self.car = car
        self._link = link
        self._credentials = credentials
        self._passport = passport
        self._carrier = carrier
        self._world = world
        self._clock = world.clock
        self._rng = rng
        self._wall_error_s = rng.uniform(-3, 3)
        self._forgets_time = link.weather.profile.clock is not None
        self._advanced_s = self._clock.now()
        self._dark_s = 0.0
        self._vain_boots = 0
        self._transcript = world.transcript
        told = world.transcript.is_kept
        self._chronicle = Chronicle(car, link.weather.day(), world.transcript) if told else None
        self._closing = asyncio.Event()
        self._settled = False
        self._signing_off = False
        self._unit: Unit | None = None

    @property
    def link(self) -> Link:
        return self._link

    @property
    def link_is_down(self) -> bool:
        return self._link.is_down

    @property
    def online(self) -> bool:
        return self._unit is not None and self._unit.sessions.online

    @property
    def quiet(self) -> bool:
        """Whether the unit has power and nothing left to say or to do."""
        waiting = self._world.outbox.depth(self.car.vin)
        busy = self._unit is None or self._unit.commands.busy
        return self._settled and not waiting and not busy

    @property
    def safety_violations(self) -> int:
        """Resets and clears that components executed which must never see one from afar."""
        return violations(self.car.components)

    def close_down(self) -> None:
        """From now on: no new telemetry, no power failure, the link up."""
        self._closing.set()

    def sign_off(self) -> None:
        """A unit without power does so as soon as it has booted."""
        self._signing_off = True
        if self._unit is not None:
            self._unit.sessions.leave()

    async def run(self) -> None:
        """Until `sign_off`. A car with a past needs `catch_up` first."""
        await self._sleep(self._rng.random() * self._world.wakes_wall_s)
        with connected(self._carrier, self.car, self._clock, self._before_change) as ecus:
            await self._link.open()
            try:
                await self._live(ecus)
            finally:
                await self._link.close()

    async def _live(self, ecus: Mapping[str, Ecu]) -> None:
        async with asyncio.TaskGroup() as tasks:
            weather = tasks.create_task(self._link.run())
            calm = tasks.create_task(self._calm(weather))
            if self._chronicle is not None:
                told = play(self._link.weather.outages, self._clock, self._chronicle.link)
                tasks.create_task(self._calm(tasks.create_task(told)))
            while not await self._one_boot(ecus):
                await self._sleep(self._clock.wall_seconds(self._dark_s))
            weather.cancel()
            calm.cancel()

    async def _calm(self, weather: asyncio.Task[None]) -> None:
        await self._closing.wait()
        weather.cancel()

    async def catch_up(self, past: Iterable[Change]) -> None:
        """Relive what happened before this process, up to now."""
        for change in past:
            self.car.advance(change.at_s)
            if change.component is None or change.request is None:
                self.car.power_fails(change.at_s)
            else:
                self.car.components[change.component].handle(change.request, change.at_s)
        self.car.advance(self._clock.now())
        await self._world.account.note_codes(self.car.vin, self.car.truth())

    async def _one_boot(self, ecus: Mapping[str, Ecu]) -> bool:
        """One life of the unit; True when it has signed off, False when it will start again."""
        vain, self._vain_boots = self._vain_boots, 0
        boot = await self._world.outbox.begin_boot(self.car.vin, by_watchdog=vain > 0)
        self._transcript.tell("boot", self.car.vin, number=boot.boot_count)
        clock = self._new_clock()
        self._advanced_s = clock.started_at
        signed_off = False
        try:
            async with asyncio.TaskGroup() as tasks:
                self._unit = Unit(
                    car=self.car,
                    ecus=ecus,
                    reporter=Reporter(boot, clock, self._world.outbox),
                    ledger=self._world.ledger,
                    line=Line(self._link.address, self._credentials, self._passport),
                    public_key=self._world.public_key,
                    witness=Eyewitness(self.car.vin, self._world.account, self._transcript),
                    tasks=tasks,
                    rhythm=self._world.rhythm,
                    vain_boots=vain,
                )
                if self._signing_off:
                    self._unit.sessions.leave()
                await self._unit.commands.resume()
                tasks.create_task(self._drive(self._unit))
                tasks.create_task(self._be_upset(clock))
                tasks.create_task(self._watch(self._unit))
                tasks.create_task(_talk(self._unit))
        except* (PowerLost, Reboot):
            self._unit = None
        except* SignedOff:
            self._unit = None
            signed_off = True
        return signed_off

    async def _drive(self, unit: Unit) -> None:
        """Let the car's time pass and report; after `close_down` only what commands change."""
        await self._clock.sleep(self._rng.random() * self._world.tick_s)
        over = False
        while True:
            async with self._world.turns:
                if not over:
                    over = self._closing.is_set()
                    if over or not self._rests(unit):
                        await self._tick(unit)
                told = await unit.report_faults()
            self._settled = over and told
            await self._clock.sleep(self._world.tick_s)

    async def _tick(self, unit: Unit) -> None:
        now_s = self._clock.now()
        self.car.backlog = self._world.outbox.depth(self.car.vin)
        self.car.signal_strength_dbm = self._link.signal_strength_dbm
        while self._advanced_s < now_s:
            # The car keeps one minute of samples: a process that was held up goes in steps.
            self._advanced_s = min(now_s, self._advanced_s + STEP_S)
            self.car.advance(self._advanced_s)
            await unit.report_telemetry(self._advanced_s)
        if self._chronicle is not None:
            self._chronicle.follow(self._advanced_s)
        await self._world.account.note_codes(self.car.vin, self.car.truth())

    def _rests(self, unit: Unit) -> bool:
        """In a sleeping car nothing happens fast, unless somebody works on it or looks on."""
        if unit.commands.busy or self._chronicle is not None:
            return False
        return self._clock.now() < min(self.car.asleep_until_s, self._advanced_s + RESTS_S)

    def _new_clock(self) -> UnitClock:
        """Its wall clock starts in 1970 when nothing kept the time while the unit was off."""
        now_s = self._clock.now()
        return UnitClock(self._clock, -now_s if self._forgets_time else self._wall_error_s)

    async def _be_upset(self, clock: UnitClock) -> None:
        """Suffer what the link's profile has for the unit itself: power cuts, clock jumps."""
        began_s = self._clock.now()

        async def suffer(upset: LinkEvent) -> None:
            if self._closing.is_set() or upset.at_s < began_s:
                return
            if upset.kind is Upset.POWER_CUT:
                await self._lose_power(upset)
            else:
                clock.jump(upset.shift_s)

        await play(self._link.weather.upsets, self._clock, suffer)

    async def _lose_power(self, cut: LinkEvent) -> None:
        now_s = self._clock.now()
        await self._world.account.power_failed(self.car.vin, cut, now_s)
        self.car.power_fails(now_s)
        self._transcript.tell("power_lost", self.car.vin, until=cut.until_s)
        self._link.strand()
        self._forgets_time = True
        self._dark_s = cut.until_s - cut.at_s
        raise PowerLost

    async def _watch(self, unit: Unit) -> None:
        try:
            await unit.watch()
        except Reboot as reboot:
            self._vain_boots, self._dark_s = reboot.vain, REBOOT_S
            raise

    async def _sleep(self, wall_s: float) -> None:
        """No longer than until `close_down`."""
        try:
            await asyncio.wait_for(self._closing.wait(), wall_s)
        except TimeoutError:
            return

    async def _before_change(self, component: str, request: bytes) -> None:
        await self._world.account.write_change(
            self.car.vin, Change(self._clock.now(), component, request)
        )
        if component == MODEM and request[0] == RESET_SERVICE:
            self._link.cut()


async def _talk(unit: Unit) -> None:
    await unit.sessions.run()
    raise SignedOff
