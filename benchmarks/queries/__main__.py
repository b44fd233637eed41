"""Command line of the query benchmark: `python -m benchmarks.queries --help`."""

import asyncio
import json
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import click
import numpy as np
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from rich.console import Console
from rich.table import Table

from benchmarks.queries.plan import told_plans
from benchmarks.queries.question import QUESTIONS, Ask, Question
from benchmarks.queries.world import World, fill
from gateway.domain.errors import GatewayError
from gateway.embedded import EmbeddedDatabase
from gateway.store.pool import open_pool
from gateway.store.roll_ups import roll_up

ABOUT = """How fast does the store answer what console and technicians ask?

A month of telemetry is generated into the embedded PostgreSQL through the product's own
schema, partitions and roll-ups. Then each question is asked many times, about vehicles and
moments drawn at random: once by the product's own reader, once by the best SQL that we could
write by hand for that one question, in turns, on one connection. Both turn what they get into
Python numbers.

\b
  python -m benchmarks.queries                            1,000 vehicles, 30 days
  python -m benchmarks.queries --quick
  python -m benchmarks.queries --plans                    and how PostgreSQL goes about it

The last line is one JSON object: for each question the p99 of both in ms, and their ratio.
"""  # \b: click leaves the lines of that paragraph as they are

WARM: Final = 30
"""Questions of each kind that are not counted."""


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds of each asking."""

    ours: list[float]
    by_hand: list[float]

    @property
    def ratio(self) -> float:
        return _p(99, self.ours) / _p(99, self.by_hand)


@click.command(help=ABOUT)
@click.option("--vehicles", type=click.IntRange(10), default=1_000, show_default=True)
@click.option("--days", type=click.IntRange(1), default=30, show_default=True)
@click.option(
    "--minutes", type=click.IntRange(5), default=20, show_default=True, help="Of driving a day."
)
@click.option("--asked", type=click.IntRange(20), default=500, show_default=True)
@click.option("--seed", default=7, show_default=True)
@click.option("--plans", is_flag=True, help="Print the plan of every statement.")
@click.option("--quick", is_flag=True, help="50 vehicles, 5 days, 100 times.")
def main(*, quick: bool, plans: bool, asked: int, **given: int) -> None:
    """See ABOUT."""
    if quick:
        given, asked = given | {"vehicles": 50, "days": 5}, 100
    world = World(**given, end=_midnight())
    console = Console(highlight=False)
    with TemporaryDirectory(prefix="queries-") as folder:
        Path(folder).chmod(0o755)
        try:
            asyncio.run(_measure(world, asked, Path(folder), console, plans=plans))
        except (GatewayError, OSError) as error:
            raise click.ClickException(str(error)) from error


def _midnight() -> datetime:
    """The last one, where partitions begin."""
    now = datetime.now(UTC)  # noqa: TID251 -- a month that ends today
    return now.replace(hour=0, minute=0, second=0, microsecond=0)


async def _measure(
    world: World, asked: int, data: Path, console: Console, *, plans: bool
) -> None:
    async with EmbeddedDatabase(data) as database:
        await _prepare(world, database.dsn, console)
        async with await AsyncConnection.connect(database.dsn, autocommit=True) as connection:
            found = {one.name: await _ask(connection, world, one, asked) for one in QUESTIONS}
            console.print(_table(found))
            if plans:
                await told_plans(database.dsn, world, console)
    click.echo(json.dumps({name: _summary(times) for name, times in found.items()}))


async def _prepare(world: World, dsn: str, console: Console) -> None:
    console.print(f"writing {world.blocks:,} blocks of 200 samples")
    began = time.monotonic()
    async with open_pool(dsn) as pool:
        async with pool.connection() as connection:
            await fill(connection, world)
        filled = time.monotonic()
        await roll_up(pool, days=True)
        rolled = time.monotonic()
    async with await AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("vacuum analyze")
    console.print(
        f"written in {filled - began:.0f} s, rolled up in {rolled - filled:.0f} s"
        f" ({world.blocks / (rolled - filled):,.0f} blocks a second)"
    )


async def _ask(
    connection: AsyncConnection[TupleRow], world: World, question: Question, asked: int
) -> Times:
    """In turns, and each as often the first, so that both meet the same caches.

    Both must find the same.
    """
    times = Times([], [])
    for number in range(asked + WARM):
        asks = [(question.ours, times.ours), (question.by_hand, times.by_hand)]
        found = []
        for ask, own in asks if number % 2 else reversed(asks):
            took, count = await _timed(ask, connection, world, number)
            found.append(count)
            if number >= WARM:
                own.append(took)
        if len(set(found)) > 1:
            raise click.ClickException(f"{question.name}: ours and by hand found {found}")
    return times


async def _timed(
    ask: Ask, connection: AsyncConnection[TupleRow], world: World, number: int
) -> tuple[float, int]:
    rng = random.Random(f"{world.seed} {number}")  # noqa: S311 - reproducible on purpose
    began = time.perf_counter()
    found = await ask(connection, world, rng)
    return (time.perf_counter() - began) * 1000, found


def _p(percent: float, values: list[float]) -> float:
    return float(np.percentile(values, percent))


def _table(found: dict[str, Times]) -> Table:
    table = Table(title="milliseconds")
    for name in ("question", "p50", "p99", "by hand p50", "p99", "ratio of p99"):
        table.add_column(name, justify="left" if name == "question" else "right")
    for name, times in found.items():
        table.add_row(
            name,
            f"{_p(50, times.ours):.2f}",
            f"{_p(99, times.ours):.2f}",
            f"{_p(50, times.by_hand):.2f}",
            f"{_p(99, times.by_hand):.2f}",
            f"{times.ratio:.2f}",
        )
    return table


def _summary(times: Times) -> dict[str, float]:
    return {
        "p99_ms": round(_p(99, times.ours), 3),
        "by_hand_p99_ms": round(_p(99, times.by_hand), 3),
        "ratio": round(times.ratio, 2),
    }


if __name__ == "__main__":
    main(prog_name="python -m benchmarks.queries")
