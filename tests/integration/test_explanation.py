"""`vdg rules explain`: the verdict, what to do, and how the answer could change."""

from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from diagnostics_rules import RULEBOOK
from gateway.domain.report import Frame
from gateway.store.journal import PostgresJournal
from gateway.store.pool import open_pool
from gateway.workbench.explanation import ExplainOptions, print_explanation
from tests import fix_wire as wire
from tests.fix_intake import an_intake
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, later

pytestmark = pytest.mark.slow


def a_console() -> Console:
    return Console(width=300, record=True, file=StringIO())


def isolation(seq: int, ohms: float) -> Frame:
    clocks = {"boot_id": 1, "boot_count": 1, "uptime_ms": seq * 60_000, "age_ms": 0}
    said = wire.telemetry(CAR, seq, {24: [ohms] * 6}, **clocks)
    return Frame.of(wire.topic(CAR, "telemetry"), said, later(minutes=seq))


async def explained(dsn: str, at: datetime | None = None) -> str:
    """Of a car whose isolation has sunk below its limit; nothing else is measured."""
    async with open_pool(dsn) as pool:
        intake = an_intake(PostgresJournal(pool))
        await intake.take([isolation(seq, 310_000.0) for seq in (1, 2, 3)])
    console = a_console()
    options = ExplainOptions(
        vin=CAR.text,
        at=None if at is None else at.replace(tzinfo=None),
        everything=False,
        folder=None,
        data=Path(),
        database=dsn,
    )
    assert await print_explanation(options, console) == 0
    return console.export_text()


async def test_it_says_what_to_do_and_what_would_change_it(dsn: str) -> None:
    """Word by word as the catalogue has it; no oil pressure is missed in an electric car."""
    text = await explained(dsn)
    [entry] = [one for one in RULEBOOK.catalogue if str(one.code) == "P0AA6-1A"]
    for words in (entry.drivability, entry.advice, entry.no_remedy_because):
        assert words in text
    assert "Would be soon if (Isolation resistance is below 700 kΩ" in text
    assert "Oil pressure" not in text
    assert "Nothing was heard of it" not in text


async def test_a_moment_long_after_is_told_from_a_car_that_is_well(dsn: str) -> None:
    """When it was heard last, or that it was not heard at all."""
    said = "Nothing was heard of it after 2026-04-02 12:03:"
    assert said in await explained(dsn, NOON + timedelta(days=40))
    assert "Nothing was heard of it in the day before." in await explained(
        dsn, NOON - timedelta(days=40)
    )
