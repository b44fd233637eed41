"""A process that owns embedded parts, for tests to kill: prints where they are, then waits."""

import asyncio
import json
import sys
from pathlib import Path

from gateway.embedded import EmbeddedBroker, EmbeddedDatabase, gateway_account


async def host(data: Path) -> None:
    """Until its standard input ends."""
    async with (
        EmbeddedDatabase(data) as database,
        EmbeddedBroker(data, [gateway_account("secret")]) as broker,
    ):
        told = {"dsn": database.dsn, "url": broker.url, "pids": [database.pid, broker.pid]}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(host(Path(sys.argv[1])))
