"""A car with little memory and a bad link, a gateway with a real store: both sides add up."""

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.demo.figures import lost, samples_lost, sent_by, unexpected
from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.store.audit import audit
from gateway.store.pool import open_pool
from simulator.agent import outbox
from simulator.agent.budget import Budget
from simulator.agent.database import Database
from simulator.agent.outbox import Outbox
from simulator.agent.report import Boot, Kind
from tests.fix_intake import an_intake
from tests.fix_knowledge import NOON
from tests.fix_outbox import BOX_VIN, a_report, commit
from tests.fix_simulator import seeded
from tests.fix_store import House, StillClock, in_postgres

pytestmark = pytest.mark.slow

SMALL = Budget(unsent_bytes=4000, kept_bytes=2000)
ROUNDS = 60


class Road:
    """Commits, loses PUBACKs and power, and tells the gateway what gets through."""

    def __init__(self, path: Path, house: House) -> None:
        self.path, self.house, self.rng = path, house, seeded(11)
        self.uptime_ms = 0

    async def boot(self) -> None:
        self.flash = Database.open(self.path, outbox.SCHEMA)
        self.box = Outbox(self.flash, SMALL)
        await self.box.load()
        self.now: Boot = await self.box.begin_boot(BOX_VIN)
        self.uptime_ms = 0

    async def drive(self, batches: int) -> None:
        for _ in range(batches):
            self.uptime_ms += 10_000
            rows = self.rng.choice([0, 1, 7, 10])
            await commit(self.box, self.now, a_report(Kind.TELEMETRY, rows, self.uptime_ms))

    async def send(self, windows: int, *, acknowledged: float) -> None:
        """A share of what arrives is acknowledged; the rest will come again, or be given up."""
        intake = an_intake(self.house.journal)
        for _ in range(windows):
            await self.box.own_up(self.now, self.uptime_ms, 0)
            reports = await self.box.waiting(BOX_VIN, 8)
            at = NOON + timedelta(milliseconds=self.uptime_ms)
            await intake.take(
                [Frame.of(r.topic, r.payload(self.now, self.uptime_ms), at) for r in reports]
            )
            heard = [r.row for r in reports if self.rng.random() < acknowledged]
            await self.box.acknowledge(self.now, heard, self.uptime_ms)


async def test_an_outage_is_accounted_for_to_the_sample(tmp_path: Path, dsn: str) -> None:
    """Nothing is lost, and what was thinned out or given up is told in the same figures.

    Lessons row 26 (teslamate#5648, teslamate#3654).
    """
    async with open_pool(dsn) as pool:
        road = Road(tmp_path / "flash.sqlite", in_postgres(pool, StillClock()))
        await road.boot()
        for number in range(ROUNDS):
            await road.drive(road.rng.randint(1, 30))
            await road.send(road.rng.randint(0, 2), acknowledged=0.5)
            if number % 10 == 9:
                await road.flash.close()
                await road.boot()
        while road.box.depth(BOX_VIN):
            await road.send(1, acknowledged=1)
        sent = sent_by({"reports": await road.box.logbook.sequences()})
        truth = {"samples": await road.box.logbook.samples()}
        found = await audit(pool)
        await road.flash.close()
    assert (lost(sent, found), unexpected(sent, found), found.doubled) == (0, 0, 0)
    assert (samples_lost(truth, found), found.without_content) == (0, 0)
    columns = [sum(column) for column in zip(*found.samples.values(), strict=True)]
    assert min(columns) > 0
    made = sum(made for _, made, _ in truth["samples"][BOX_VIN])
    assert sum(columns) == made
    assert {vin for vin, _ in found.boots} == {Vin(BOX_VIN)}
    assert sum(found.omitted.values()) > 0
