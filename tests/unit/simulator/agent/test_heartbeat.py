"""Beats to the gateway: answered, or the session is dead; and nobody storms."""

import asyncio
from dataclasses import replace

import pytest

from simulator.agent.heartbeat import Heartbeat
from simulator.agent.mqtt.errors import SessionStalled
from simulator.agent.rhythm import USUAL_RHYTHM

QUICK = replace(USUAL_RHYTHM, beats_unanswered=3, most_beats_unanswered=10)


async def beats(heartbeat: Heartbeat, answered: int = 0) -> int:
    """How many beats a session lasts of which only the first ones are answered."""
    said: list[int] = []

    async def say(beat: int) -> None:
        said.append(beat)
        if beat <= answered:
            heartbeat.heard()

    heartbeat.begin()
    with pytest.raises(SessionStalled):
        await heartbeat.run(0, say)
    assert said == list(range(1, len(said) + 1))
    return len(said)


async def test_three_beats_without_an_answer_end_the_session() -> None:
    """The presence itself is the first of them.

    Lessons row 33 (Open-Vehicle-Monitoring-System-3#1527).
    """
    assert await beats(Heartbeat(QUICK)) == 2
    assert await beats(Heartbeat(QUICK), answered=7) == 10


async def test_patience_doubles_from_session_to_session() -> None:
    """A gateway that is down for a day is asked less and less often, up to a limit."""
    heartbeat = Heartbeat(QUICK)
    assert [await beats(heartbeat) + 1 for _ in range(5)] == [3, 6, 10, 10, 10]


async def test_an_answer_makes_the_unit_impatient_again() -> None:
    """Whoever answers is expected to go on answering."""
    heartbeat = Heartbeat(QUICK)
    await beats(heartbeat)
    await beats(heartbeat)
    assert await beats(heartbeat, answered=1) == 4


async def test_late_answers_are_answers() -> None:
    """However long each is under way: as long as some come, the gateway is there."""
    heartbeat, done = Heartbeat(QUICK), asyncio.Event()

    async def say(beat: int) -> None:
        if beat % 2:
            heartbeat.heard()
        if beat == 50:
            done.set()

    heartbeat.begin()
    running = asyncio.create_task(heartbeat.run(0, say))
    await asyncio.wait_for(done.wait(), 10)
    assert not running.done()
    running.cancel()
