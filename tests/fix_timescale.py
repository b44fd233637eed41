"""TimescaleDB as WebAssembly from npm: schema and policies, never COPY, one connection."""

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import AsyncConnection
from psycopg.rows import TupleRow

FOLDER = Path(__file__).parent / "timescale"


@pytest.fixture(scope="session")
def wasm() -> list[str]:
    """The command that serves it; skips, with the reason, where npm cannot bring it."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("TimescaleDB is not tested: node and npm are not installed")
    if not (FOLDER / "node_modules").exists():
        brought = subprocess.run(  # noqa: S603 -- our own words
            [npm, "ci", "--ignore-scripts"], cwd=FOLDER, capture_output=True, check=False
        )
        if brought.returncode:
            pytest.skip(f"TimescaleDB is not tested: {brought.stderr.decode()[-300:]}")
    return [node, "serve.mjs"]


class OneConnection:
    """As `gateway.store.pool.Pool`, for a server that takes a single connection."""

    def __init__(self, connection: AsyncConnection[TupleRow]) -> None:
        self._connection = connection

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[TupleRow]]:
        """A transaction, or a part of the one that is open already."""
        async with self._connection.transaction():
            yield self._connection


class OneAfterTheOther(OneConnection):
    """Of transactions that are never inside another, be it one of a single statement."""

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection[TupleRow]]:
        try:
            yield self._connection
        except BaseException:
            await self._connection.rollback()
            raise
        else:
            await self._connection.commit()
        finally:
            await self._connection.set_autocommit(False)


@pytest.fixture
async def timescale(wasm: list[str]) -> AsyncIterator[AsyncConnection[TupleRow]]:
    """A connection to an empty database that has the extension."""
    server = await asyncio.create_subprocess_exec(
        *wasm,
        cwd=FOLDER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        port = (await server.stdout.readline()).decode().strip()
        async with await psycopg.AsyncConnection.connect(
            f"postgresql://postgres:password@127.0.0.1:{port}/postgres?sslmode=disable",
            options="-c timezone=UTC",
            prepare_threshold=None,
        ) as connection:
            yield connection
    finally:
        server.stdin.close()
        await server.wait()
