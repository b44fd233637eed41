"""The bench over days: surveys of the past say what they would have said then."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from diagnostics_rules import RULEBOOK
from gateway.domain.finding import RuleId
from gateway.domain.instant import EPOCH
from gateway.pipeline.surveys import SurveyBook
from gateway.store.pool import open_pool
from gateway.store.surveys import PostgresSurveyBook
from gateway.store.vehicles import register
from gateway.workbench.backtest import BacktestOptions, print_backtest
from gateway.workbench.days import survey_at, survey_days
from gateway.workbench.explanation import ExplainOptions, print_explanation
from tests.contract.test_surveyor import LEAK, NAIL, WELL, drive
from tests.fix_days import END
from tests.fix_store import CAR, OTHER_CAR, PAPERS, StillClock, in_postgres
from tests.fix_survey_book import Rolled

NIGHT = EPOCH + timedelta(days=END, minutes=10)
HEALED = [260.0, 260.0]
STORY = [*WELL, *NAIL, *HEALED]
"""Two weeks of a good tyre, two weeks of a leak, then it was filled."""


async def found_at(book: SurveyBook, days_ago: int) -> set[RuleId]:
    _, _, said = await survey_at(book, RULEBOOK, CAR, NIGHT - timedelta(days=days_ago))
    return {one.rule for one in said}


async def test_each_day_is_known_as_it_was(rolled: Rolled) -> None:
    """Before the leak, while it leaked, and after the tyre was filled."""
    await drive(rolled, CAR, STORY)
    found = [await found_at(rolled.book, ago) for ago in (20, 2, 0)]
    assert found == [set(), {LEAK}, set()]
    car, fleet, _ = await survey_at(rolled.book, RULEBOOK, CAR, NIGHT)
    assert (car.days.end, car.open) == (END, frozenset())
    assert {car.model} >= fleet.keys()


async def test_a_stretch_is_surveyed_midnight_by_midnight(rolled: Rolled) -> None:
    """What opens within it comes once, at the first midnight at which it is true."""
    await drive(rolled, CAR, STORY)
    await drive(rolled, OTHER_CAR, WELL)
    vins = [CAR, OTHER_CAR]
    leaking = [ago for ago in range(12, 4, -1) if await found_at(rolled.book, ago)]
    opens = EPOCH + timedelta(days=END - leaking[0])
    for since, expected in (
        (NIGHT - timedelta(days=25), [(CAR, LEAK, opens)]),
        (opens + timedelta(hours=1), []),
        (opens - timedelta(hours=1), [(CAR, LEAK, opens)]),
    ):
        said = survey_days(rolled.book, RULEBOOK, vins, (since, NIGHT))
        assert [(one.vin, one.rule, one.at) async for one in said] == expected


@pytest.mark.slow
async def test_the_tools_know_of_days(dsn: str, tmp_path: Path) -> None:
    """`explain` tells what stands and why; `backtest` finds what surveys would find."""

    def printed(console: Console) -> str:
        return " ".join(console.export_text().split())

    async with open_pool(dsn) as pool:
        await register(pool, PAPERS)
        house, book = in_postgres(pool, StillClock()), PostgresSurveyBook(pool)
        await drive(Rolled(house=house, book=book), CAR, NAIL)
    at = NIGHT.replace(tzinfo=None)
    console = Console(width=300, record=True, file=StringIO())
    await print_explanation(
        ExplainOptions(
            vin=CAR.text,
            at=at,
            everything=True,
            folder=None,
            data=tmp_path,
            database=dsn,
        ),
        console,
    )
    told = printed(console)
    assert f"{LEAK} since 2026-11-23 00:00:00 UTC The drift of the highest" in told
    assert "missing: 14 days for the drift of Highest cell less Lowest cell" in told
    console = Console(width=300, record=True, file=StringIO())
    await print_backtest(
        BacktestOptions(
            since=at - timedelta(days=12),
            until=at,
            folder=None,
            data=tmp_path,
            database=dsn,
        ),
        console,
    )
    told = printed(console)
    assert f"{LEAK} soon 1 -" in told
    assert '"new_findings": 1' in told
