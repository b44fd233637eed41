"""The bench over what a real gateway has stored: explained, and judged again."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from io import StringIO
from pathlib import Path
from typing import Self

import pytest
from rich.console import Console

import diagnostics_rules
from diagnostics_rules import RULEBOOK
from gateway.domain.errors import NothingToSee
from gateway.domain.report import Frame
from gateway.store.history import History
from gateway.store.journal import PostgresJournal
from gateway.store.pool import open_pool
from gateway.workbench import backtest
from gateway.workbench.backtest import BacktestOptions, print_backtest
from gateway.workbench.difference import print_difference
from gateway.workbench.explanation import (
    ExplainOptions,
    moment_of,
    print_explanation,
    view,
)
from gateway.workbench.standing import StandingOptions
from tests import fix_wire as wire
from tests.fix_intake import an_intake
from tests.fix_knowledge import NOON
from tests.fix_rulebooks import put_in_the_shadow
from tests.fix_store import CAR, later

pytestmark = pytest.mark.slow

LOW, FLAT = "body.tyre_low_front_left", "body.tyre_nearly_flat_front_left"
HOME = Path(diagnostics_rules.__file__).parent


def a_console() -> Console:
    return Console(width=300, record=True, file=StringIO())


def tyre(seq: int, minutes: float, pressure: float) -> Frame:
    wheels = {50: [pressure] * 3} | {n: [240.0] * 3 for n in (51, 52, 53)}
    clocks = {"boot_id": 1, "boot_count": 1, "uptime_ms": round(minutes * 60_000), "age_ms": 0}
    said = wire.telemetry(CAR, seq, wheels, **clocks)
    return Frame.of(wire.topic(CAR, "telemetry"), said, later(minutes=minutes))


@asynccontextmanager
async def stored(dsn: str, until: int = 12) -> AsyncIterator[History]:
    """A tyre that goes flat within half an hour and is pumped up again, in twelve reports."""
    pressures = [240, 175, 174, 173, 172, 171, 140, 139, 138, 137, 250, 250]
    async with open_pool(dsn) as pool:
        intake = an_intake(PostgresJournal(pool))
        for seq, pressure in enumerate(pressures[:until], start=1):
            await intake.take([tyre(seq, 3 * seq, pressure)])
        yield History(pool)


async def test_a_moment_of_the_past_is_explained(dsn: str, tmp_path: Path) -> None:
    """What was true then, not what came later; the answer is printed with its evidence."""

    async def standing(at: datetime | None) -> set[str]:
        moment = await moment_of(history, RULEBOOK, CAR, at)
        return {str(one.rule) for one in moment.standing}

    async with stored(dsn) as history:
        assert await standing(later(minutes=3)) == set()
        assert LOW in await standing(later(minutes=18))
        assert FLAT not in await standing(later(minutes=18))
        assert FLAT in await standing(later(minutes=29))
        assert await standing(None) == set()
    options = ExplainOptions(
        vin=CAR.text,
        at=later(minutes=29).replace(tzinfo=None),
        everything=True,
        folder=None,
        data=tmp_path,
        database=dsn,
    )
    console = a_console()
    assert await print_explanation(options, console) == 0
    text = console.export_text()
    for words in (FLAT, "was 139 kPa at", RULEBOOK.version, "missing:"):
        assert words in text


async def test_what_stands_in_the_shadow_is_told_apart(dsn: str) -> None:
    """It is no part of the verdict, and no reason why it could be worse."""
    book = put_in_the_shadow(FLAT)
    async with stored(dsn) as history:
        moment = await moment_of(history, book, CAR, later(minutes=29))
    assert f"shadow.{FLAT}" in {one.rule for one in moment.shadows}
    assert LOW in {one.rule for one in moment.standing}
    console = a_console()
    console.print(view(book, moment, everything=False))
    acting, _, dark = console.export_text().partition(
        "In the shadow, where nothing acts on it:"
    )
    assert not acting.splitlines()[1].startswith("stop_driving")
    assert FLAT not in acting
    assert f"shadow.{FLAT}" in dark
    assert "was 139 kPa at" in dark


async def test_a_vehicle_that_nobody_knows_is_an_error_in_words(
    dsn: str, tmp_path: Path
) -> None:
    """Not an empty answer, which would read as all being well."""
    options = ExplainOptions(
        vin=CAR.text, at=None, everything=False, folder=None, data=tmp_path, database=dsn
    )
    with pytest.raises(NothingToSee, match="nothing is stored"):
        await print_explanation(options, Console(quiet=True))


def a_backtest(dsn: str, folder: Path | None) -> BacktestOptions:
    return BacktestOptions(
        since=NOON.replace(tzinfo=None),
        until=later(minutes=60).replace(tzinfo=None),
        folder=folder,
        data=Path(),
        database=dsn,
    )


async def test_the_same_rulebook_finds_the_same_again(dsn: str) -> None:
    """Nothing new, nothing gone, each report heard once."""
    console = a_console()
    async with stored(dsn):
        assert await print_backtest(a_backtest(dsn, None), console) == 0
    text = console.export_text()
    figures = json.loads(text.strip().splitlines()[-1])
    assert "nothing comes out otherwise" in text
    assert (figures["vehicles"], figures["reports"]) == (1, 12)
    assert figures["new_findings"] == figures["gone_findings"] == 0
    assert figures["later_stop_driving"] == 0


async def test_history_that_is_ahead_of_the_clock_is_judged_to_its_end(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A simulated world runs faster: without a word on the end, all that is stored."""

    class Yesterday(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            return cls(2001, 1, 1, tzinfo=tz)

    monkeypatch.setattr(backtest, "datetime", Yesterday)
    console = a_console()
    async with stored(dsn):
        await print_backtest(replace(a_backtest(dsn, None), until=None), console)
    assert json.loads(console.export_text().strip().splitlines()[-1])["reports"] == 12


async def test_a_stretch_in_which_nothing_was_heard_is_an_error_in_words(dsn: str) -> None:
    """Not a table in which nothing comes out otherwise."""
    long_ago = NOON.replace(tzinfo=None, year=2001)
    before = replace(a_backtest(dsn, None), since=long_ago)
    async with stored(dsn):
        for days in (1, -1):
            options = replace(before, until=long_ago + timedelta(days=days))
            with pytest.raises(NothingToSee, match="nothing was heard between 2001-"):
                await print_backtest(options, a_console())


def a_duller_rulebook(folder: Path) -> Path:
    """It lets tyres become flatter."""
    shutil.copytree(HOME, folder / HOME.name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (folder / HOME.name).rglob("*.py"):
        path.write_text(path.read_text().replace("kilopascals(150)", "kilopascals(50)"))
    return folder


async def test_a_duller_rulebook_is_caught_over_the_fleet_of_now(
    dsn: str, tmp_path: Path
) -> None:
    """What would be gone at once is counted; what is as before is not named."""
    options, console = StandingOptions(data=tmp_path, database=dsn), a_console()
    async with stored(dsn, until=10):
        await print_difference(HOME, a_duller_rulebook(tmp_path), options, console)
    lines = console.export_text().strip().splitlines()
    figures = json.loads(lines[-1])
    assert [figures[name] for name in ("vehicles", "new_findings", "gone_findings")] == [
        1,
        0,
        1,
    ]
    assert lines[-2].split() == [FLAT, "urgent", "-", "1", "-", "-"]


async def test_a_duller_rulebook_is_caught_over_history(dsn: str, tmp_path: Path) -> None:
    """A stop that it would have missed is counted, and the rule is named."""
    a_duller_rulebook(tmp_path)
    console = a_console()
    async with stored(dsn):
        await print_difference(HOME, tmp_path, a_backtest(dsn, tmp_path), console)
    text = console.export_text()
    figures = json.loads(text.strip().splitlines()[-1])
    assert f"~ rule {FLAT}, when" in text
    assert figures["gone_findings"] == 1
    assert figures["new_findings"] == 0
