"""Trouble with a broker: what the gateway does about each kind, on real brokers."""

import asyncio
import os
import secrets
import signal
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from structlog.testing import capture_logs

from gateway.domain.errors import BrokerRefused, BrokerUnfit, LinkDown
from gateway.intake import connection, inbox, stream
from gateway.intake.comeback import THEFT
from gateway.intake.connection import MqttConnection
from gateway.intake.mqtt import MqttSource
from gateway.intake.packets import Version
from gateway.intake.returning import ReturningSource
from tests import fix_wire as wire
from tests.fix_moody_broker import Mood, MoodyBroker
from tests.fix_serving import eventually
from tests.fix_sources import (
    MOSQUITTO,
    VIN,
    BrokerHouse,
    Source,
    a_taker,
    free_port,
    mosquitto_house,
    nats_house,
    payloads,
    stream_house,
)

pytestmark = pytest.mark.slow
GUARDED = MOSQUITTO.replace("allow_anonymous true", "password_file {folder}/passwords")


@asynccontextmanager
async def a_mosquitto(
    open_folder: Path,
    version: Version = Version.V5,
    configuration: str = MOSQUITTO,
    port: int | None = None,
) -> AsyncIterator[BrokerHouse]:
    folder = open_folder / f"trouble-{secrets.token_hex(4)}"
    folder.mkdir()
    (folder / "passwords").touch(mode=0o600)
    async with mosquitto_house(folder, [version], configuration, port) as house:
        yield house


@asynccontextmanager
async def moody(mood: Mood) -> AsyncIterator[tuple[MoodyBroker, Source]]:
    broker = MoodyBroker(signer=None, mood=mood)  # type: ignore[arg-type]  # no car listens
    async with broker.open() as (host, port):
        house = BrokerHouse.at(f"mqtt://{host}:{port}", [Version.V311])
        yield broker, house.source()


async def test_a_broker_that_is_not_there(open_folder: Path) -> None:
    """A wrong port or name is tried again and again, and its end is seen at once."""
    house = BrokerHouse.at(f"mqtt://127.0.0.1:{free_port()}", [Version.V5])
    source, taker = house.source(), a_taker()
    running = asyncio.create_task(source.run(taker.take))
    assert await eventually(lambda: _setbacks(source), lambda count: count >= 2) >= 2
    assert not running.done()
    async with a_mosquitto(open_folder, port=house.address.port):
        async with asyncio.timeout(20):
            await source.connected.wait()
        running.cancel()
        await asyncio.wait([running])


@pytest.mark.parametrize("version", Version)
async def test_a_wrong_password(open_folder: Path, version: Version) -> None:
    """Said in one line at the start."""
    async with a_mosquitto(open_folder, version, GUARDED) as house:
        with pytest.raises(BrokerRefused, match=r"user or the password|this account"):
            await house.source().run(a_taker().take)


async def test_a_subscription_that_is_denied() -> None:
    """Nothing would ever come: the gateway refuses to start."""
    async with moody(Mood.DENYING) as (_, source):
        with pytest.raises(BrokerUnfit, match="not subscribe to telemetry"):
            await source.run(a_taker().take)


async def test_a_command_that_is_denied(open_folder: Path) -> None:
    """MQTT 5 tells, and the command counts as not sent; reports go on."""
    configuration = MOSQUITTO + "acl_file {folder}/passwords\n"
    async with (
        a_mosquitto(open_folder, configuration=configuration) as house,
        house.listening(a_taker().take) as source,
    ):
        with pytest.raises(LinkDown):
            await source.send(VIN, b"a command")


async def test_a_puback_that_never_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """The command counts as not sent, and stays in the outbox."""
    monkeypatch.setattr(connection, "ANSWER_S", 0.2)
    async with moody(Mood.DEAF) as (broker, source):
        assert isinstance(source, MqttSource)
        running = asyncio.create_task(source.run(a_taker().take))
        await source.connected.wait()
        with pytest.raises(LinkDown, match="did not confirm"):
            await source.send(VIN, b"a command")
        assert broker.heard == []
        running.cancel()
        await asyncio.wait([running])


@pytest.mark.parametrize("version", Version)
async def test_a_client_id_that_is_stolen(open_folder: Path, version: Version) -> None:
    """Two gateways throw each other out; both say so, and stop making it worse."""
    async with a_mosquitto(open_folder, version) as house:
        sources = [house.source(), house.source()]
        with capture_logs() as logs:
            running = [asyncio.create_task(source.run(a_taker().take)) for source in sources]
            await eventually(lambda: _thefts(logs), bool)
        assert [one["event"] for one in logs if one["event"] == THEFT] != []
        assert sum(source.figures.connections for source in sources) < 20
        for task in running:
            task.cancel()
        await asyncio.wait(running)


async def test_a_session_that_is_lost(open_folder: Path) -> None:
    """A broker that forgets everything when it is killed: counted, and said loudly."""
    configuration = MOSQUITTO.replace("persistence true", "persistence false")
    taker, sent = a_taker(), payloads(2)
    async with (
        a_mosquitto(open_folder, configuration=configuration) as house,
        house.listening(taker.take) as source,
    ):
        await house.again(signal.SIGKILL)
        await eventually(lambda: _connections(source), lambda count: count > 1)
        await house.report(*sent)
        assert await taker.missing(sent) == set()
        assert source.figures.sessions_lost == 1


async def test_a_broker_that_is_frozen(open_folder: Path) -> None:
    """Its silence is noticed by the keepalive, and what waits arrives when it thaws."""
    taker, sent = a_taker(), payloads(3)
    async with a_mosquitto(open_folder) as house, house.listening(taker.take) as source:
        pid = house.pid()
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
        assert await eventually(lambda: _setbacks(source), bool) > 0
        assert not source.connected.is_set()
        os.kill(pid, signal.SIGCONT)
        await source.connected.wait()
        await house.report(*sent)
        assert await taker.missing(sent) == set()


async def test_a_broker_that_finds_us_slow(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NATS hangs up on who does not read for ten seconds: then everything comes again."""
    monkeypatch.setattr(inbox, "FULL_BYTES", 1 << 20)
    folder = open_folder / f"slow-{secrets.token_hex(4)}"
    folder.mkdir()
    sent, taker = [mark + bytes(20_000) for mark in payloads(1500)], a_taker(stores=False)
    async with nats_house(folder) as house:
        async with house.listening(a_taker().take):
            pass
        await house.report(*sent)
        async with house.listening(taker.take) as source:
            assert isinstance(source._connection, MqttConnection)
            async with asyncio.timeout(30):
                await source._connection.ended.wait()
            taker.stored.set()
            assert await taker.missing(sent) == set()
            assert source.figures.setbacks > 0


async def test_a_request_to_the_stream_that_is_completed(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NATS says so like a failure (409); it is none, and the connection stays."""
    monkeypatch.setattr(stream, "WINDOW", 64)
    folder = open_folder / f"completed-{secrets.token_hex(4)}"
    folder.mkdir()
    taker = a_taker()
    async with stream_house(folder) as house, house.listening(taker.take) as source:
        for sent in (payloads(100), payloads(100)):
            await house.report(*sent)
            assert await taker.missing(sent) == set()
        assert (source.figures.connections, source.figures.setbacks) == (1, 0)


async def test_retained_garbage(open_folder: Path) -> None:
    """It is handed on as it is, to be refused and kept aside; the rest is not held up."""
    taker, topic = a_taker(), wire.topic(VIN, "faults")
    async with a_mosquitto(open_folder) as house, house.car() as client:
        await client.publish(topic, b"\xff\x00garbage", qos=1, retain=True)
        async with house.listening(taker.take):
            assert await taker.missing([b"\xff\x00garbage"]) == set()
            await house.report(b"after")
            assert await taker.missing([b"after"]) == set()
    assert [frame.retained for frame in taker.seen] == [True, False]


async def test_what_is_no_broker() -> None:
    """Something else that listens there is told from a broker, and tried again."""

    async def greet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    source = BrokerHouse.at(f"mqtt://{host}:{port}", [Version.V311]).source()
    with capture_logs() as logs:
        running = asyncio.create_task(source.run(a_taker().take))
        await eventually(lambda: _setbacks(source), bool)
    running.cancel()
    await asyncio.wait([running])
    server.close()
    assert "cannot be read" in logs[0]["error"]


@pytest.mark.parametrize(
    ("days", "ca", "said"),
    [(-1, "pem", "expired"), (1, None, "self.signed|unable to get")],
    ids=["expired", "unknown-authority"],
)
async def test_a_certificate_that_is_no_good(
    open_folder: Path,
    days: int,
    ca: str | None,
    said: str,
) -> None:
    """Expired, or of an authority that we do not know: refused, with the reason."""
    configuration = MOSQUITTO + "certfile {folder}/pem\nkeyfile {folder}/pem\n"
    folder = open_folder / f"tls-{secrets.token_hex(4)}"
    folder.mkdir()
    _certificate(folder / "pem", datetime.now(UTC) + timedelta(days=days))
    async with mosquitto_house(folder, [Version.V5], configuration) as house:
        house.address = replace(
            house.address, host="localhost", tls=True, ca=folder / ca if ca else None
        )
        with pytest.raises(BrokerRefused, match=f"its certificate: .*({said})"):
            await house.source().run(a_taker().take)


def _certificate(path: Path, until: datetime) -> None:
    """Self-signed, for localhost, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(until - timedelta(days=30))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


async def _setbacks(source: ReturningSource) -> int:
    return source.figures.setbacks


async def _connections(source: ReturningSource) -> int:
    return source.figures.connections


async def _thefts(logs: Sequence[Mapping[str, object]]) -> bool:
    return any(one["event"] == THEFT for one in logs)
