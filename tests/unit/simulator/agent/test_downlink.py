import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from proto.v1.commands_pb2 import ClockAnswer, Downlink, SignedCommand
from simulator.agent.downlink import DownlinkReader
from simulator.agent.mqtt.packets import Publication
from simulator.agent.report import Boot
from simulator.agent.unit_clock import UnitClock
from tests.fix_simulator import Bench

BOOT = Boot("W0VZZZE1XSB000001", 42, 1)
SESSION = 3


class Heard:
    """A reader at work, with what it has passed on."""

    def __init__(self, reader: DownlinkReader, commands: list[SignedCommand]) -> None:
        self._reader = reader
        self.commands = commands

    async def say(self, *downlinks: Downlink | bytes) -> list[bytes]:
        """Put these down and return the commands that have been passed on since the start."""
        for downlink in downlinks:
            raw = downlink if isinstance(downlink, bytes) else downlink.SerializeToString()
            self._reader.put(Publication("v1/VIN/commands", raw, 1, 1))
        await asyncio.sleep(0.01)
        return [command.command for command in self.commands]


@asynccontextmanager
async def listening(clock: UnitClock) -> AsyncIterator[Heard]:
    commands: list[SignedCommand] = []

    async def receive(command: SignedCommand) -> None:
        commands.append(command)

    reader = DownlinkReader(BOOT, SESSION, clock, receive)
    running = asyncio.create_task(reader.run())
    yield Heard(reader, commands)
    assert not running.done()
    running.cancel()


def command(text: bytes) -> Downlink:
    return Downlink(command=SignedCommand(command=text))


def clock_answer(boot_id: int = 42, session: int = SESSION) -> Downlink:
    return Downlink(clock=ClockAnswer(boot_id=boot_id, session=session, server_ms=1000))


async def test_commands_wait_for_the_servers_time(bench: Bench) -> None:
    """What came early is passed on after the answer, in its order."""
    clock = UnitClock(bench.world)
    async with listening(clock) as heard:
        assert await heard.say(command(b"a"), command(b"b")) == []
        assert await heard.say(clock_answer(), command(b"c")) == [b"a", b"b", b"c"]


async def test_an_answer_to_another_session_is_stale(bench: Bench) -> None:
    """It may have been under way for hours: the clock does not take it."""
    clock = UnitClock(bench.world)
    async with listening(clock) as heard:
        stale = (clock_answer(boot_id=41), clock_answer(session=SESSION - 1))
        assert await heard.say(command(b"a"), *stale) == []
        assert await heard.say(clock_answer()) == [b"a"]


async def test_bad_bytes_do_no_harm(bench: Bench) -> None:
    """Noise and unknown kinds are passed over."""
    async with listening(UnitClock(bench.world)) as heard:
        assert await heard.say(b"\xff\xff", b"", clock_answer(), command(b"a")) == [b"a"]


async def test_a_flood_is_bounded(bench: Bench) -> None:
    """Early commands beyond 64 are dropped: the gateway sends them again."""
    async with listening(UnitClock(bench.world)) as heard:
        for number in range(100):
            await heard.say(command(b"%d" % number))
        passed = await heard.say(clock_answer())
    assert passed == [b"%d" % number for number in range(64)]
