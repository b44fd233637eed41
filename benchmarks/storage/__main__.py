"""`python -m benchmarks.storage`: what partitions by day cost, bytes on disk, roll-ups."""

import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import click
import numpy as np

from benchmarks.storage.streams import COLUMNS, ROWS, SIGNAL_SET, SIGNALS, streams
from gateway.embedded import EmbeddedDatabase
from gateway.store.partitions import TELEMETRY, add_partition
from gateway.store.pool import Pool, open_pool
from gateway.store.roll_ups import roll_up
from gateway.store.series import latest_values

NOW: Final = datetime(2026, 4, 3, 12, tzinfo=UTC)
VEHICLES: Final = 1_000
ROUNDS: Final = 3
DAYS: Final = 400
PLAIN = "create table plain_blocks (like telemetry_blocks including all)"


@click.command()
@click.option("--quick", is_flag=True, help="A tenth of the messages.")
def main(*, quick: bool) -> None:
    """Blocks of 200 samples, 256 a commit, into a plain table and into partitions by day."""
    with tempfile.TemporaryDirectory(prefix="vdg-bench-") as name:
        Path(name).chmod(0o755)
        found = asyncio.run(_measured(Path(name), 20_000 if quick else 200_000))
    for line, value in found.items():
        click.echo(f"{line:<28} {value:>12,.2f}")
    click.echo(json.dumps({line: round(value, 3) for line, value in found.items()}))


async def _measured(folder: Path, messages: int) -> dict[str, float]:
    async with EmbeddedDatabase(folder) as database, open_pool(database.dsn) as pool:
        await _prepare(pool)
        seconds: dict[str, list[float]] = {"plain_blocks": [], "telemetry_blocks": []}
        for number in range(ROUNDS):
            for table, took in seconds.items():
                took.append(await _filled(pool, table, number, messages // ROUNDS))
        plain, parts = (messages / sum(took) for took in seconds.values())
        begun = time.perf_counter()
        blocks = await roll_up(pool, days=True)
        rolling_s = time.perf_counter() - begun
        found = {
            "plain_messages_per_s": plain,
            "partitions_messages_per_s": parts,
            "partitions_ratio": parts / plain,
            "bytes_per_sample": await _bytes(pool) / (blocks * ROWS * SIGNALS),
            "roll_up_us_per_message": rolling_s / blocks * 1e6,
        }
        found["latest_ms_8_partitions"] = await _latest_ms(pool)
        await _more_partitions(pool)
        found[f"latest_ms_{DAYS}_partitions"] = await _latest_ms(pool)
        return found


async def _prepare(pool: Pool) -> None:
    """Vehicles, a signal set, and a week of partitions."""
    async with pool.connection() as connection:
        await connection.execute(
            "insert into vehicles (id, vin) select n, lpad(n::text, 17, '0')"
            " from generate_series(1, %s) n",
            [VEHICLES],
        )
        await connection.execute("update vehicles set latest_at = %s", [NOW])
        await connection.execute(
            "insert into signal_sets (id, numbers, digest) values (%s, %s, 'bench')",
            [SIGNAL_SET, list(range(1, SIGNALS + 1))],
        )
        for day in range(8):
            await add_partition(connection, TELEMETRY, NOW - timedelta(days=day))
        await connection.execute(PLAIN)


async def _filled(pool: Pool, table: str, number: int, messages: int) -> float:
    """Seconds for these messages, made beforehand."""
    made = [*streams(number, messages, VEHICLES, NOW)]
    statement = f"copy {table} ({COLUMNS}) from stdin (format binary)".encode()
    begun = time.perf_counter()
    for stream in made:
        async with (
            pool.connection() as connection,
            connection.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            await copy.write(stream)
    return time.perf_counter() - begun


async def _bytes(pool: Pool) -> int:
    """Of all partitions, with their indexes."""
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "select sum(pg_total_relation_size(relid))"
            " from pg_partition_tree('telemetry_blocks')"
        )
        [(size,)] = await cursor.fetchall()
        return int(size)


async def _more_partitions(pool: Pool) -> None:
    for day in range(8, DAYS):
        async with pool.connection() as connection:
            await add_partition(connection, TELEMETRY, NOW - timedelta(days=day))


async def _latest_ms(pool: Pool) -> float:
    """The median over some vehicles of the newest value of each signal."""
    took = []
    for vehicle in _some_vehicles():
        async with pool.connection() as connection:
            begun = time.perf_counter()
            await latest_values(connection, vehicle)
            took.append(time.perf_counter() - begun)
    return float(np.median(took) * 1000)


def _some_vehicles() -> Iterator[int]:
    yield from range(1, VEHICLES, 20)


if __name__ == "__main__":
    main()
