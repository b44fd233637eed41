"""Who asks the gateway something, however often, does not hold up what it is there for."""

import asyncio
from typing import LiteralString

import pytest
from aiohttp import ClientSession

from tests import fix_wire as wire
from tests.fix_bad_frames import car
from tests.fix_serving import LiveGateway, anyone, eventually

pytestmark = pytest.mark.slow
VIN = car(960)
QUESTIONS = 8
"""As many as there are connections for them: one more would give up waiting after 5 s."""
_HANGING = "select count(*) from pg_locks where not granted and relation = 'api_keys'::regclass"


async def test_questions_that_hang_do_not_stop_intake(gateway: LiveGateway) -> None:
    """Strangers with a made-up key wait for a table that somebody has locked."""

    async def ask(client: ClientSession) -> int:
        path = f"{gateway.url}/api/v1/vehicles/{VIN.text}/verdicts"
        async with client.get(path, headers={"Authorization": "Bearer made-up"}) as answer:
            return answer.status

    async def counted(statement: LiteralString) -> int:
        async with gateway.pool.connection() as connection:
            cursor = await connection.execute(statement)
            [(count,)] = await cursor.fetchall()
            return int(count)

    async def hanging() -> int:
        return await counted(_HANGING)

    async def stored() -> int:
        return await counted("select count(*) from telemetry_blocks")

    async with ClientSession() as client, anyone(gateway.broker) as vehicle:
        async with gateway.pool.connection() as connection:
            await connection.execute("lock table api_keys in access exclusive mode")
            questions = [asyncio.create_task(ask(client)) for _ in range(QUESTIONS)]
            assert await eventually(hanging, lambda count: count == QUESTIONS) == QUESTIONS
            await vehicle.publish(wire.topic(VIN, "telemetry"), wire.telemetry(VIN, 1), qos=1)
            assert await eventually(stored, lambda count: count == 1) == 1
            assert not any(question.done() for question in questions)
        assert await asyncio.gather(*questions) == [401] * QUESTIONS
