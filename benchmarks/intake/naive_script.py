"""The script that everybody writes first: aiomqtt, JSON, executemany, a wide table.

`python -m benchmarks.intake.naive_script SETTINGS.json`. With the care that such a script gets:
QoS 1, a session that the broker keeps, one transaction a message. What its author does not see
is that the client acknowledges on arrival, long before that.
"""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any, Final

import aiomqtt
from psycopg import AsyncConnection

from benchmarks.intake.broker import HOST, TELEMETRY
from benchmarks.intake.wide import NAMES, TABLE

GREETING: Final = "subscribed"
INSERT: Final = (
    f"insert into {TABLE} ({', '.join(NAMES)}) values ({', '.join(['%s'] * len(NAMES))})"  # noqa: S608 - our own names
)


async def main(settings: dict[str, Any]) -> None:
    client = aiomqtt.Client(
        HOST,
        settings["port"],
        username=settings["username"],
        password=settings["password"],
        identifier="naive",
        clean_session=False,
    )
    async with await AsyncConnection.connect(settings["dsn"]) as connection, client:
        await client.subscribe(TELEMETRY, qos=1)
        sys.stdout.write(f"{GREETING}\n")
        sys.stdout.flush()
        async for message in client.messages:
            async with connection.cursor() as cursor:
                await cursor.executemany(INSERT.encode(), rows_of(json.loads(message.payload)))
            await connection.commit()


def rows_of(document: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [
        (document["vin"], document["seq"], at_ms, *row)
        for at_ms, row in zip(document["at_ms"], document["rows"], strict=True)
    ]


if __name__ == "__main__":
    asyncio.run(main(json.loads(Path(sys.argv[1]).read_text())))
