"""The fixtures that give other tests a real broker and a real database."""

import psycopg
import pytest

from tests.fix_embedded import VINS, LiveBroker

pytestmark = pytest.mark.slow


async def test_dsn_is_an_empty_database(dsn: str) -> None:
    """A test starts with no tables of another test, and may create what it needs."""
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        cursor = await connection.execute(
            "select count(*) from pg_class where relnamespace = 'public'::regnamespace"
        )
        tables = await cursor.fetchall()
        assert tables == [(0,)]
        await connection.execute("create extension btree_gist")
        await connection.execute(
            "create table slot (bay int, during tstzrange,"
            " exclude using gist (bay with =, during with &&))"
        )


async def test_broker_carries_a_report_to_the_gateway(broker: LiveBroker) -> None:
    """A vehicle of the fixture publishes, and the gateway's account receives it."""
    topic = f"v1/{VINS[0].text}/telemetry"
    async with (
        broker.client(broker.gateway, identifier="fixture-test") as gateway,
        broker.client(await broker.vehicle(VINS[0])) as vehicle,
    ):
        await gateway.subscribe(topic, qos=1)
        await vehicle.publish(topic, b"report", qos=1)
        message = await anext(aiter(gateway.messages))
        assert (topic, b"report") == (str(message.topic), message.payload)
