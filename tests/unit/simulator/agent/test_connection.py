"""The unit's MQTT connection against a broker that follows a script."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from simulator.agent.mqtt.connection import MqttConnection
from simulator.agent.mqtt.errors import (
    ConnectionLost,
    ConnectRefused,
    MalformedPacket,
    MqttError,
    SubscriptionRefused,
)
from simulator.agent.mqtt.packets import Credentials, Publication, Will

ACCEPTED = b"\x20\x02\x00\x00"
NOT_AUTHORISED = b"\x20\x02\x00\x05"
WHO = Credentials(client_id="VIN", username="VIN", password="secret")

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def broker(script: Script) -> AsyncIterator[tuple[str, int]]:
    """Plays `script` with each connection, after its CONNECT has come."""

    async def play(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        await script(reader, writer)
        writer.close()

    server = await asyncio.start_server(play, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    try:
        yield host, port
    finally:
        server.close()
        await server.wait_closed()


async def connect(
    address: tuple[str, int],
    on_message: Callable[[Publication], None] = lambda _: None,
    keepalive_s: int = 60,
) -> MqttConnection:
    async with asyncio.timeout(30):
        return await MqttConnection.open(
            address,
            WHO,
            Will("v1/VIN/presence", b""),
            keepalive_s=keepalive_s,
            on_message=on_message,
        )


async def reason(connection: MqttConnection) -> type[BaseException]:
    """Why the connection has ended, as soon as it has."""
    async with asyncio.timeout(10):
        await asyncio.wait({connection.closed})
    error = connection.closed.exception()
    assert error is not None
    return type(error)


async def test_a_refusal_names_its_code() -> None:
    """CONNACK 5 is "not authorised"."""

    async def script(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(NOT_AUTHORISED)

    async with broker(script) as address:
        with pytest.raises(ConnectRefused) as caught:
            await connect(address)
    assert caught.value.code == 5


async def test_a_refused_subscription_is_an_error() -> None:
    """SUBACK 0x80 must not pass for a subscription: the car would never hear a command."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ACCEPTED)
        request = await reader.read(1000)
        writer.write(b"\x90\x03" + request[2:4] + b"\x80")
        await reader.read()

    async with broker(script) as address:
        connection = await connect(address)
        with pytest.raises(SubscriptionRefused):
            await connection.subscribe("v1/VIN/commands")
        connection.abort()


async def test_an_unacknowledged_report_fails_with_the_connection() -> None:
    """No PUBACK, no success: the report stays in the outbox."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ACCEPTED)
        sent = await reader.read(1000)
        assert sent
        writer.write(b"\x40\x02\x00\x01")

    async with broker(script) as address:
        connection = await connect(address)
        first = connection.publish("v1/VIN/telemetry", b"1")
        second = connection.publish("v1/VIN/telemetry", b"2")
        assert await reason(connection) is ConnectionLost
    assert await first == b""
    with pytest.raises(MqttError):
        await second
    with pytest.raises(MqttError):
        connection.publish("v1/VIN/telemetry", b"3")


async def test_a_publication_is_acknowledged_after_it_was_taken() -> None:
    """The callback has it before the broker may forget it."""
    answers: list[bytes] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ACCEPTED + b"\x32\x08\x00\x01t\x00\x07abc")
        answers.append(await reader.read(1000))

    heard: list[Publication] = []
    async with broker(script) as address:
        connection = await connect(address, heard.append)
        await reason(connection)
    assert heard == [Publication("t", b"abc", 1, 7)]
    assert answers == [b"\x40\x02\x00\x07"]


async def test_nonsense_ends_the_connection() -> None:
    """A broker that sends what no client may get is not trusted any further."""

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ACCEPTED + b"\x80\x00")
        await reader.read()

    async with broker(script) as address:
        assert await reason(await connect(address)) is MalformedPacket


@pytest.mark.slow
async def test_a_silent_broker_is_given_up() -> None:
    """Pings without an answer end the connection after about two keepalives."""
    pings: list[bytes] = []

    async def script(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(ACCEPTED)
        while data := await reader.read(1000):
            pings.append(data)

    async with broker(script) as address:
        assert await reason(await connect(address, keepalive_s=1)) is ConnectionLost
    assert pings == [b"\xc0\x00", b"\xc0\x00"]
