"""Commands whose answer never came: what is not known is not called a failure."""

from collections.abc import Callable, Collection

import pytest

from proto.v1.commands_pb2 import STATIONARY, ClearFault, Command, EcuReset, ReadFaults
from proto.v1.replies_pb2 import FAILED, SUCCEEDED, UNKNOWN, Reply
from simulator.agent.ecu import Ecu
from simulator.components.component import Component
from tests.fix_simulator import Bench

COMPONENT = "infotainment"
SESSION, RESET, CLEAR, READ = 0x10, 0x11, 0x14, 0x19

Lose = Callable[..., None]


@pytest.fixture
def lose(monkeypatch: pytest.MonkeyPatch) -> Lose:
    """Let the answers of some services be lost, after or instead of what they ask for."""
    handle = Component.handle

    def lose(*services: int, undone: Collection[int] = ()) -> None:
        def lossy(self: Component, request: bytes, now_s: float) -> bytes | None:
            if request[0] in undone:
                return None
            response = handle(self, request, now_s)
            return None if request[0] in services else response

        monkeypatch.setattr(Component, "handle", lossy)

    return lose


async def outcome(bench: Bench, command: Command) -> Reply:
    async with bench.boot() as commands:
        await commands.receive(bench.sign(command))
        return await bench.outcome(command)


def reset(bench: Bench) -> Command:
    return bench.command(COMPONENT, ecu_reset=EcuReset(reset_type=1), safety_class=STATIONARY)


def clear(bench: Bench) -> Command:
    """A command to clear a code that has just failed and does not fail again by itself."""
    component = bench.car.components[COMPONENT]
    dtc = next(dtc for dtc, _ in component.memory)
    component.memory.fail(dtc, lambda: ())
    return bench.command(COMPONENT, clear_fault=ClearFault(dtc=dtc), safety_class=STATIONARY)


@pytest.mark.parametrize(("undone", "resets"), [((), 1), ((RESET,), 0)])
async def test_an_unanswered_reset_is_unknown(
    bench: Bench, lose: Lose, undone: tuple[int, ...], resets: int
) -> None:
    """Done or not: the unit cannot tell, and does not try again."""
    lose(RESET, undone=undone)
    reply = await outcome(bench, reset(bench))
    assert (reply.state, reply.reason) == (UNKNOWN, "no_answer")
    assert bench.car.components[COMPONENT].resets == resets
    assert [e.request[0] for e in reply.exchanges] == [SESSION, RESET]


async def test_a_reset_that_was_never_sent_has_failed(bench: Bench, lose: Lose) -> None:
    """Without a session nothing was asked for: that is known."""
    lose(SESSION)
    reply = await outcome(bench, reset(bench))
    assert (reply.state, reply.reason) == (FAILED, "no_answer")
    assert bench.car.components[COMPONENT].resets == 0


async def test_an_unanswered_reading_has_failed(bench: Bench, lose: Lose) -> None:
    """It changed nothing, whether it was heard or not."""
    lose(READ)
    reply = await outcome(bench, bench.command(COMPONENT, read_faults=ReadFaults()))
    assert (reply.state, reply.reason) == (FAILED, "no_answer")


@pytest.mark.parametrize(
    ("lost", "undone", "end"),
    [
        ((CLEAR,), (), (SUCCEEDED, "")),
        ((CLEAR,), (CLEAR,), (FAILED, "not_cleared")),
        ((CLEAR, READ), (), (UNKNOWN, "no_answer")),
        ((CLEAR, READ), (CLEAR,), (UNKNOWN, "no_answer")),
        ((READ,), (), (FAILED, "no_answer")),
    ],
)
async def test_an_unanswered_clear_is_judged_by_reading_back(
    bench: Bench,
    lose: Lose,
    lost: tuple[int, ...],
    undone: tuple[int, ...],
    end: tuple[int, str],
) -> None:
    """The memory of the component is the witness; without it nothing is known."""
    command = clear(bench)
    lose(*lost, undone=undone)
    reply = await outcome(bench, command)
    assert end == (reply.state, reply.reason)
    assert [e.request[0] for e in reply.exchanges] == [SESSION, CLEAR, READ]


async def test_a_budget_that_ends_during_a_change_is_unknown(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The component has been asked, and the unit waits no longer for what it says."""
    ask = Ecu.reset

    async def slowly(self: Ecu, reset_type: int) -> None:
        await ask(self, reset_type)
        await bench.world.sleep(36_000)

    monkeypatch.setattr(Ecu, "reset", slowly)
    command = reset(bench)
    command.budget_ms = 300_000
    reply = await outcome(bench, command)
    assert (reply.state, reply.reason) == (UNKNOWN, "budget")


@pytest.mark.parametrize(("lost", "state"), [((CLEAR,), UNKNOWN), ((), FAILED)])
async def test_a_budget_that_ends_before_the_reading_back(
    bench: Bench,
    lose: Lose,
    monkeypatch: pytest.MonkeyPatch,
    lost: tuple[int, ...],
    state: int,
) -> None:
    """A lost answer stays lost; a change that was answered for is known."""

    async def slowly(_: Ecu) -> None:
        await bench.world.sleep(36_000)

    lose(*lost)
    monkeypatch.setattr(Ecu, "codes", slowly)
    command = clear(bench)
    command.budget_ms = 300_000
    reply = await outcome(bench, command)
    assert (reply.state, reply.reason) == (state, "budget")
