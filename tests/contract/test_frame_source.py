"""A source of frames, on every kind of broker: acknowledged is what is stored."""

import asyncio
import signal
from collections.abc import Sequence

import aiomqtt
import pytest

from gateway.domain.errors import LinkDown
from gateway.domain.report import Frame
from tests import fix_wire as wire
from tests.fix_serving import eventually
from tests.fix_sources import VIN, BrokerHouse, a_taker, payloads

pytestmark = pytest.mark.slow


async def test_frames_come_in_order_and_once(house_of_brokers: BrokerHouse) -> None:
    """What one vehicle says is handed on as it was said; what was stored never comes again."""
    sent, late = payloads(600), payloads(1)
    first, second = a_taker(), a_taker()
    async with house_of_brokers.listening(first.take):
        await house_of_brokers.report(*sent)
        assert await first.missing(sent) == set()
    await house_of_brokers.report(*late)
    async with house_of_brokers.listening(second.take):
        assert await second.missing(late) == set()
    assert first.payloads == sent
    assert second.payloads == late


async def test_what_was_not_stored_comes_again(house_of_brokers: BrokerHouse) -> None:
    """Who is killed while storing has acknowledged nothing: the next one gets it all."""
    sent = payloads(5)
    dying, heir = a_taker(stores=False), a_taker()
    source = house_of_brokers.source()
    running = asyncio.create_task(source.run(dying.take))
    await source.connected.wait()
    await house_of_brokers.report(*sent)
    assert await dying.missing(sent[:1]) == set()
    assert source._connection is not None
    source._connection.abort(LinkDown("killed"))
    running.cancel()
    running.cancel()
    async with house_of_brokers.listening(heir.take):
        assert await heir.missing(sent) == set()
    await asyncio.wait([running])


async def test_a_take_that_fails_acknowledges_nothing(house_of_brokers: BrokerHouse) -> None:
    """The failure is not swallowed, and its frames come again."""
    sent, heir = payloads(3), a_taker()

    async def fail(frames: Sequence[Frame]) -> asyncio.Future[None]:
        raise ZeroDivisionError(len(frames))

    failing = house_of_brokers.source()
    running = asyncio.create_task(failing.run(fail))
    await failing.connected.wait()
    await house_of_brokers.report(*sent)
    with pytest.raises(ZeroDivisionError):
        await running
    async with house_of_brokers.listening(heir.take):
        assert await heir.missing(sent) == set()


async def test_the_batch_at_hand_is_finished(house_of_brokers: BrokerHouse) -> None:
    """Told to end while storing: it stores, acknowledges and goes; nothing comes twice."""
    sent, late = payloads(3), payloads(1)
    slow, heir = a_taker(stores=False), a_taker()
    source = house_of_brokers.source()
    running = asyncio.create_task(source.run(slow.take))
    await source.connected.wait()
    await house_of_brokers.report(sent[0])
    assert await slow.missing(sent[:1]) == set()
    running.cancel()
    asyncio.get_running_loop().call_later(0.2, slow.stored.set)
    await asyncio.wait([running])
    assert running.cancelled()
    await house_of_brokers.report(*late)
    async with house_of_brokers.listening(heir.take):
        assert await heir.missing(late) == set()
    assert heir.payloads == late


async def test_what_waits_to_be_stored_is_told(house_of_brokers: BrokerHouse) -> None:
    """Since when the oldest does, until it is stored."""
    [sent], taker = payloads(1), a_taker(stores=False)

    async def oldest_us() -> int | None:
        return source.oldest_us

    assert house_of_brokers.source().oldest_us is None
    async with house_of_brokers.listening(taker.take) as source:
        assert source.oldest_us is None
        await house_of_brokers.report(sent)
        assert await taker.missing([sent]) == set()
        assert source.oldest_us == taker.seen[0].received_us
        taker.stored.set()
        assert await eventually(oldest_us, lambda since: since is None) is None


async def test_the_session_waits_for_its_gateway(house_of_brokers: BrokerHouse) -> None:
    """More than a thousand reports sent while no gateway is there: all, in order."""
    sent, back = payloads(1500), a_taker()
    async with house_of_brokers.listening(a_taker().take):
        pass
    await house_of_brokers.report(*sent)
    async with house_of_brokers.listening(back.take):
        assert await back.missing(sent) == set()
    assert back.payloads == sent


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
async def test_it_comes_back_to_its_broker(
    house_of_brokers: BrokerHouse, number: signal.Signals
) -> None:
    """The broker ends or is killed: what is sent before and after arrives, commands too."""
    before, after, taker = payloads(3), payloads(3), a_taker()
    async with house_of_brokers.listening(taker.take) as source:
        await house_of_brokers.report(*before)
        assert await taker.missing(before) == set()
        await house_of_brokers.again(number)
        await eventually(lambda: _connections(source), lambda count: count > 1)
        await source.connected.wait()
        await house_of_brokers.report(*after)
        assert await taker.missing(after) == set()
        await source.send(VIN, b"a command")


async def test_presence_and_last_will(house_of_brokers: BrokerHouse) -> None:
    """Who came before the gateway is told as remembered; who is cut off, by its last will."""
    topic, taker = wire.topic(VIN, "presence"), a_taker()
    will = aiomqtt.Will(topic, b"gone", qos=1, retain=True)
    async with house_of_brokers.car(will) as client:
        await client.publish(topic, b"here", qos=1, retain=True)
        assert await house_of_brokers.remembers(topic, b"here")
        async with house_of_brokers.listening(taker.take):
            assert await taker.missing([b"here"]) == set()
            client._client._sock_close()
            assert await taker.missing([b"gone"]) == set()
    told = {frame.payload: frame.retained for frame in taker.seen}
    kept = house_of_brokers.stream is not None  # for us, like any report
    assert told == {b"here": not kept, b"gone": False}


async def test_a_command_reaches_its_vehicle(house_of_brokers: BrokerHouse) -> None:
    """Whoever is connected hears it; without a broker the sender hears that."""
    with pytest.raises(LinkDown):
        await house_of_brokers.source().send(VIN, b"")
    async with (
        house_of_brokers.car() as client,
        house_of_brokers.listening(a_taker().take) as source,
    ):
        await client.subscribe(wire.topic(VIN, "commands"), qos=0)
        await source.send(VIN, b"a command")
        async with asyncio.timeout(10):
            said = await anext(client.messages)
    assert (said.topic.value, said.payload) == (wire.topic(VIN, "commands"), b"a command")


async def _connections(source: object) -> int:
    return source.figures.connections  # type: ignore[attr-defined,no-any-return]
