import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from proto.v1.commands_pb2 import (
    ClockAnswer,
    Downlink,
    ResendRequest,
    SignedClock,
    SignedCommand,
    SignedResend,
)
from simulator.agent.downlink import DownlinkReader
from simulator.agent.mqtt.packets import Publication
from simulator.agent.report import Boot
from simulator.agent.unit_clock import UnitClock
from simulator.agent.verifier import Rejection, Verifier
from tests.fix_simulator import Bench, BenchWitness, Signer

VIN = "W0VZZZE1XSB000001"
BOOT = Boot(vin=VIN, unit_id=7, boot_id=42, boot_count=1)
SESSION = 3
SIGNER = Signer()


@dataclass(kw_only=True)
class Heard:
    """A reader at work, with what it has passed on; `objection` is what a resend meets."""

    clock: UnitClock
    verifier: Verifier
    witness: BenchWitness = field(default_factory=BenchWitness)
    commands: list[SignedCommand] = field(default_factory=list)
    resends: list[SignedResend] = field(default_factory=list)
    answered: int = 0
    objection: Rejection | None = None
    reader: DownlinkReader = field(init=False)

    def __post_init__(self) -> None:
        self.reader = DownlinkReader(
            boot=BOOT,
            session=SESSION,
            clock=self.clock,
            verifier=self.verifier,
            receive=self.receive,
            resend=self.resend,
            answered=self.hear,
            witness=self.witness,
        )
        for beat in range(5):
            self.reader.ask(beat)

    def hear(self) -> None:
        self.answered += 1

    async def receive(self, command: SignedCommand) -> None:
        self.commands.append(command)

    async def resend(self, request: SignedResend) -> Rejection | None:
        self.resends.append(request)
        return self.objection

    @property
    def clocks_rejected(self) -> list[str]:
        return self.witness.clocks_rejected

    async def say(self, *downlinks: Downlink | bytes) -> list[bytes]:
        """Put these down and return the commands that have been passed on since the start."""
        for downlink in downlinks:
            raw = downlink if isinstance(downlink, bytes) else downlink.SerializeToString()
            self.reader.put(Publication("v1/VIN/commands", raw, 1, 1))
        await asyncio.sleep(0.01)
        return [command.command for command in self.commands]


@asynccontextmanager
async def listening(clock: UnitClock, verifier: Verifier | None = None) -> AsyncIterator[Heard]:
    heard = Heard(clock=clock, verifier=verifier or SIGNER.verifier(VIN))
    running = asyncio.create_task(heard.reader.run())
    yield heard
    assert not running.done()
    running.cancel()


def command(text: bytes) -> Downlink:
    return Downlink(command=SignedCommand(command=text))


def answer(**fields: Any) -> ClockAnswer:
    given = {"vin": VIN, "boot_id": 42, "session": SESSION, "server_ms": 1000}
    return ClockAnswer(**{**given, **fields})


def clock_answer(**fields: Any) -> Downlink:
    return Downlink(clock=SIGNER.clock(answer(**fields)))


def clock(serialised: bytes, signature: bytes, key_id: bytes = b"") -> Downlink:
    return Downlink(clock=SignedClock(clock=serialised, signature=signature, key_id=key_id))


async def test_without_a_key_commands_do_not_wait(bench: Bench) -> None:
    """No time will ever be believed: they go where they are refused, for want of a key."""
    keyless = Verifier(VIN, None)
    async with listening(UnitClock(bench.world), keyless) as heard:
        assert await heard.say(command(b"first")) == [b"first"]
    assert keyless.command(SignedCommand()) == Rejection("no_key")


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
        assert heard.clocks_rejected == ["stale", "stale"]
        assert await heard.say(clock_answer()) == [b"a"]


GOOD = SIGNER.clock(answer())
FOREIGN = Signer().clock(answer())


@pytest.mark.parametrize(
    ("forged", "reason"),
    [
        (clock(GOOD.clock, bytes(64)), "bad_signature"),
        (clock(GOOD.clock, SIGNER.key.sign(GOOD.clock)), "bad_signature"),
        (clock(GOOD.clock, SIGNER.key.sign(b"vdg.v1.Command\0" + GOOD.clock)), "bad_signature"),
        (clock(answer(server_ms=9).SerializeToString(), GOOD.signature), "bad_signature"),
        (clock(FOREIGN.clock, FOREIGN.signature), "bad_signature"),
        (clock(FOREIGN.clock, FOREIGN.signature, FOREIGN.key_id), "unknown_key"),
        (clock_answer(vin="W0VZZZE1XSB000002"), "wrong_vin"),
        (
            clock(b"\xff", SIGNER.key.sign(b"vdg.v1.ClockAnswer\0\xff"), SIGNER.key_id),
            "malformed",
        ),
    ],
)
async def test_nobody_else_tells_the_time(bench: Bench, forged: Downlink, reason: str) -> None:
    """A forged answer is counted and ignored, and the true one is still taken."""
    async with listening(UnitClock(bench.world)) as heard:
        assert await heard.say(command(b"a"), forged) == []
        assert heard.clocks_rejected == [reason]
        assert await heard.say(clock(GOOD.clock, GOOD.signature)) == [b"a"]


async def test_the_time_is_told_once_a_session(bench: Bench) -> None:
    """An answer that is played again cannot set the clock back."""
    unit_clock = UnitClock(bench.world)
    async with listening(unit_clock) as heard:
        await heard.say(clock_answer(server_ms=10**12), clock_answer(server_ms=1000))
        assert heard.clocks_rejected == ["repeated"]
    assert unit_clock.latest_server_ms() >= 10**12


async def test_each_beat_is_answered_once(bench: Bench) -> None:
    """An answer to a beat that has been answered, or to one before it, shows nothing new."""
    async with listening(UnitClock(bench.world)) as heard:
        await heard.say(*(clock_answer(beat=beat) for beat in (0, 1, 3, 3, 2, 0, 4)))
    assert heard.answered == 4
    assert heard.clocks_rejected == ["repeated"] * 3


async def test_a_later_answer_never_sets_the_clock_back(bench: Bench) -> None:
    """One that was long under way counts as a sign of life, and no more; a quick one helps."""
    unit_clock = UnitClock(bench.world)
    async with listening(unit_clock) as heard:
        await heard.say(clock_answer(server_ms=10**12), clock_answer(server_ms=1000, beat=1))
        assert 10**12 <= unit_clock.latest_server_ms() < 2 * 10**12
        await heard.say(clock_answer(server_ms=2 * 10**12, beat=2))
    assert heard.answered == 3
    assert unit_clock.latest_server_ms() >= 2 * 10**12


async def test_only_what_was_asked_can_be_answered(bench: Bench) -> None:
    """Of a beat that was never sent nobody knows how long its answer was under way."""
    async with listening(UnitClock(bench.world)) as heard:
        assert await heard.say(command(b"a"), clock_answer(beat=5)) == []
        assert heard.clocks_rejected == ["unasked"]


async def test_an_answer_is_as_old_as_its_question(bench: Bench) -> None:
    """What waited in a stall tells a time between that of the question and now."""
    unit_clock = UnitClock(bench.world)
    async with listening(unit_clock) as heard:
        await bench.world.sleep(60)
        await heard.say(clock_answer(server_ms=10**12))
    assert unit_clock.is_past(10**12 + 60_000) is None
    assert unit_clock.latest_server_ms() >= 10**12 + 60_000


async def test_requests_to_resend_need_the_time(bench: Bench) -> None:
    """Before it is known nobody can tell a stale one; then a refusal is counted."""
    asked = Downlink(resend=SIGNER.resend(ResendRequest(vin=VIN)))
    async with listening(UnitClock(bench.world)) as heard:
        await heard.say(asked)
        assert heard.resends == []
        await heard.say(clock_answer(), asked)
        heard.objection = Rejection("stale")
        await heard.say(asked)
    assert heard.resends == [asked.resend] * 2
    assert heard.witness.resends_rejected == ["stale"]


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
