"""Command line of the survey benchmark: `python -m benchmarks.survey --help`."""

import asyncio
import json
import resource
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from benchmarks.survey.world import World, fill
from diagnostics_rules import RULEBOOK
from gateway.domain.errors import GatewayError
from gateway.domain.vin import Vin
from gateway.embedded import EmbeddedDatabase
from gateway.pipeline.surveyor import Surveyor
from gateway.pipeline.surveys import Reach
from gateway.store.journal import PostgresJournal
from gateway.store.pool import open_pool
from gateway.store.surveys import PostgresSurveyBook
from gateway.triage.survey import Surveyed, needs_of, rules_over_days

ABOUT = """What does it cost to ask the rules over days, of a whole fleet at once?

The hours of a fleet are written into the embedded PostgreSQL, as roll-ups leave them: of every
signal that a rule over days reads. Then all vehicles are due, as they are after midnight UTC,
and the product's own surveyor goes through them: it counts fleets, reads days, asks every rule
and writes findings. After that nothing is due, as at most looks.

\b
  python -m benchmarks.survey                             1,000 vehicles, 30 days
  python -m benchmarks.survey --quick

The last line is one JSON object.
"""  # \b: click leaves the lines of that paragraph as they are


class TimedBook(PostgresSurveyBook):
    """Knows how long reading took."""

    read_s = 0.0

    async def look(self, vins: Sequence[Vin], reach: Reach, end: int) -> Sequence[Surveyed]:
        began = time.perf_counter()
        seen = await super().look(vins, reach, end)
        self.read_s += time.perf_counter() - began
        return seen


@click.command(help=ABOUT)
@click.option("--vehicles", type=click.IntRange(20), default=1_000, show_default=True)
@click.option("--days", type=click.IntRange(28), default=30, show_default=True)
@click.option(
    "--hours", type=click.IntRange(1, 24), default=6, show_default=True, help="With samples."
)
@click.option("--quick", is_flag=True, help="100 vehicles.")
def main(*, quick: bool, **given: int) -> None:
    """See ABOUT."""
    world = World(**(given | {"vehicles": 100} if quick else given), end=_midnight())
    with TemporaryDirectory(prefix="survey-") as folder:
        Path(folder).chmod(0o755)
        try:
            figures = asyncio.run(_measure(world, Path(folder)))
        except (GatewayError, OSError) as error:
            raise click.ClickException(str(error)) from error
    for name, value in figures.items():
        click.echo(f"{name:>24}  {value:,}")
    click.echo(json.dumps(figures))


def _midnight() -> datetime:
    now = datetime.now(UTC)  # noqa: TID251 -- weeks that end today
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


async def _measure(world: World, data: Path) -> dict[str, Any]:
    async with EmbeddedDatabase(data) as database, open_pool(database.dsn) as pool:
        rows = await fill(pool, world, needs_of(RULEBOOK).days)
        book = TimedBook(pool)
        surveyor = Surveyor(
            book=book,
            journal=PostgresJournal(pool),
            rulebook=lambda: RULEBOOK,
            wake=lambda: None,
        )
        now = world.end + timedelta(minutes=10)
        before, cpu = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
        took_s, surveyed = await _timed(surveyor, now)
        cpu = time.process_time() - cpu
        idle_s, idle = await _timed(surveyor, now)
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if (surveyed, idle) != (world.vehicles, 0):
        raise click.ClickException(f"surveyed {surveyed} and then {idle} vehicles")
    return {
        "vehicles": world.vehicles,
        "days": world.days,
        "rules": len(rules_over_days(RULEBOOK)),
        "hours_read": rows,
        "survey_s": round(took_s, 2),
        "read_s": round(book.read_s, 2),
        "cpu_s": round(cpu, 2),
        "cpu_ms_per_vehicle": round(cpu / world.vehicles * 1000, 2),
        "nothing_due_ms": round(idle_s * 1000, 1),
        "rss_growth_mb": round(grown / 1024, 1),
    }


async def _timed(surveyor: Surveyor, now: datetime) -> tuple[float, int]:
    began = time.perf_counter()
    surveyed = await surveyor.look(now)
    return time.perf_counter() - began, surveyed


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.survey")
