"""Succeeding to the last gateway, at a broker that lists its consumers page by page."""

from collections.abc import Sequence
from hashlib import sha256
from string import ascii_lowercase, ascii_uppercase, digits

from nats.aio.client import Client
from nats.js.api import ConsumerConfig, ConsumerInfo, SequenceInfo

from gateway.domain.report import Frame
from gateway.domain.topic import GATEWAY
from gateway.intake.inbox import FULL_BYTES
from gateway.intake.stream import SESSION, STREAM, StreamConnection, succeed
from tests.fix_knowledge import NOON

A_PAGE = 256
"""Of the list that NATS answers with."""


class ManySessions(Client):
    """A broker with a consumer for each vehicle, and one of the last gateway."""

    def __init__(self, vehicles: int, stored: int) -> None:
        super().__init__()
        names = [*(f"car_{number:05}" for number in range(vehicles)), "vdg-gateway-old"]
        self.there = {name: a_consumer(name, stored) for name in names}

    def jetstream(self, **_: object) -> "ManySessions":  # type: ignore[override]
        return self

    async def consumers_info(
        self, stream: str, offset: int | None = None
    ) -> Sequence[ConsumerInfo]:
        assert stream == STREAM
        begin = offset or 0
        return sorted(self.there.values(), key=lambda one: one.name)[begin : begin + A_PAGE]

    async def add_consumer(self, stream: str, config: ConsumerConfig) -> None:
        assert stream == STREAM
        info = a_consumer(config.name or "", stored=0)
        info.config = config
        self.there[info.name] = info

    async def delete_consumer(self, stream: str, consumer: str) -> None:
        assert stream == STREAM
        del self.there[consumer]


def a_consumer(name: str, stored: int) -> ConsumerInfo:
    floor = SequenceInfo(consumer_seq=stored, stream_seq=stored)
    config = ConsumerConfig(name=name)
    return ConsumerInfo(name, STREAM, config, created=NOON, ack_floor=floor)


async def test_the_last_gateway_is_found_among_a_fleet_of_sessions() -> None:
    """It goes on behind what that has stored, and leaves nobody for whom all is kept."""
    broker = ManySessions(vehicles=2 * A_PAGE, stored=71)
    name = await succeed(broker)
    assert broker.there[name].config.opt_start_seq == 72
    assert [one for one in broker.there if one.startswith("vdg-gateway")] == [name]


async def test_a_session_that_a_gateway_had_before_is_not_kept_for_ever() -> None:
    """NATS keeps what any consumer has not acknowledged, until its store is full."""
    broker = ManySessions(vehicles=1, stored=0)
    for end in ("telemetry", "faults"):
        broker.there[SESSION + end] = a_consumer(SESSION + end, stored=9)
    name = await succeed(broker)
    assert sorted(broker.there) == ["car_00000", name]
    assert broker.there[name].config.opt_start_seq == 1


def test_nats_spells_our_session_so() -> None:
    """Eight bytes of the SHA-256 of the client id, each a digit or a letter."""
    spelling = digits + ascii_uppercase + ascii_lowercase
    digest = sha256(GATEWAY.encode()).digest()
    assert "".join(spelling[byte % len(spelling)] for byte in digest[:8]) + "_" == SESSION


class Silent(Client):
    """A broker that only notes what it is asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    async def publish(self, subject: str, *_: object, **__: object) -> None:
        self.asked.append(subject)


async def test_nothing_more_is_asked_for_while_the_inbox_is_full_of_bytes() -> None:
    """Few large messages take as much memory as many small ones; stored, they make room."""
    connection, broker = StreamConnection(lambda _: NOON), Silent()
    connection._nats = broker
    large = Frame("v1/x/telemetry", bytes(FULL_BYTES + 1), NOON, receipt=1)
    connection.inbox.put(large)
    await connection._ask()
    assert broker.asked == []
    connection.inbox.release([large])
    await connection._ask()
    assert len(broker.asked) == 1
