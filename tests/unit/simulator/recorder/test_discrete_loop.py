"""A loop without a wall: time jumps, and connections behave as TCP does."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from simulator.recorder.discrete_loop import HOST, DiscreteLoop, NothingToDo
from simulator.recorder.loop_clock import LoopClock

T = TypeVar("T")


def run(work: Callable[[], Awaitable[T]]) -> T:
    async def whole() -> T:
        return await work()

    with asyncio.Runner(loop_factory=DiscreteLoop) as runner:
        return runner.run(whole())


class Ear(asyncio.Protocol):
    """Remembers what came, and how it ended."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.lost = asyncio.get_running_loop().create_future()
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.heard.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.lost.set_result(exc)


async def a_pair() -> tuple[asyncio.Transport, Ear, Ear]:
    """The caller's transport, the caller, and the one that was called."""
    loop = asyncio.get_running_loop()
    called = Ear()
    await loop.create_server(lambda: called, HOST, 1883)
    transport, caller = await loop.create_connection(Ear, HOST, 1883)
    return transport, caller, called


def test_a_year_passes_at_once() -> None:
    """In the order of what is due, to the instant, and the world's clock with it."""

    async def live() -> list[float]:
        clock = LoopClock(asyncio.get_running_loop(), 1000.0)
        seen: list[float] = []

        async def sleeper(seconds: float) -> None:
            await asyncio.sleep(seconds)
            seen.append(clock.now())

        await asyncio.gather(*map(sleeper, (31_536_000.0, 0.25, 7.0)))
        return seen

    assert run(live) == pytest.approx([1000.25, 1007.0, 31_537_000.0])


def test_short_times_pass_too() -> None:
    """Who waits again and again for what is left, to the last bit, comes to an end."""

    async def live() -> float:
        clock = LoopClock(asyncio.get_running_loop(), 1_767_592_800.0)
        end_s = clock.now() + 0.1
        for _ in range(1000):
            if (left_s := end_s - clock.now()) <= 0:
                break
            await clock.sleep(min(2e-7 if left_s < 1e-3 else left_s - 1e-5, left_s))
        return end_s - clock.now()

    assert run(live) <= 0


def test_who_waits_for_nothing_is_told() -> None:
    """Rather than to hang for ever."""

    async def wait() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(NothingToDo):
        run(wait)


def test_what_was_written_before_the_end_arrives() -> None:
    """In order, and then the end, on both sides."""

    async def hear() -> tuple[bytes, object]:
        transport, caller, called = await a_pair()
        transport.write(b"one ")
        transport.write(b"two")
        transport.close()
        transport.write(b" three")
        await called.lost
        return b"".join(called.heard), await caller.lost

    assert run(hear) == (b"one two", None)


def test_who_does_not_read_hears_it_later() -> None:
    """Also the end, which does not overtake what is unread."""

    async def pause() -> tuple[list[bytes], bool, list[bytes]]:
        transport, _, called = await a_pair()
        await asyncio.sleep(0)
        assert called.transport is not None
        called.transport.pause_reading()
        transport.write(b"late")
        transport.close()
        await asyncio.sleep(1)
        before, ended = list(called.heard), called.lost.done()
        called.transport.resume_reading()
        await called.lost
        return before, ended, called.heard

    assert run(pause) == ([], False, [b"late"])


def test_nobody_listens_there() -> None:
    """Neither before a server is there, nor after it has closed."""

    async def call() -> None:
        loop = asyncio.get_running_loop()
        with pytest.raises(ConnectionRefusedError):
            await loop.create_connection(Ear, HOST, 1)
        server = await loop.create_server(Ear, HOST, 0)
        address = server.sockets[0].getsockname()
        await loop.create_connection(Ear, *address)
        server.close()
        await server.wait_closed()
        with pytest.raises(ConnectionRefusedError):
            await loop.create_connection(Ear, *address)

    run(call)
