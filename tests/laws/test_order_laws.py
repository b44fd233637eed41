"""Telemetry comes newest first after an outage: what is certain does not depend on that."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.finding import RuleId
from gateway.domain.report import Frame
from gateway.pipeline.holdback import HOLD_BACK
from gateway.pipeline.intake import Intake
from gateway.pipeline.memory import Memory, MemoryJournal
from gateway.triage.truth import Truth
from gateway.triage.window import Window
from gateway.wiring.knowledge import RULEBOOK
from tests import fix_wire as wire
from tests.fix_intake import an_intake, payloads
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, StillClock

WINDOW = 32


@dataclass(frozen=True, slots=True)
class Said:
    """One report of an outage, `uptime_s` after its boot."""

    kind: str
    seq: int
    frame: Frame


@st.composite
def outages(draw: st.DrawFn) -> list[Said]:
    """What a car has gathered in hours without a link; all of it comes at noon."""
    gathered: list[tuple[str, Any, int]] = []
    uptime_s = 0
    for _ in range(draw(st.integers(1, 20))):
        uptime_s += draw(st.sampled_from([1, 10, 60, 200, 4000]))
        kind, payload = draw(payloads())
        gathered.append((kind, payload, uptime_s))
    ended_s = uptime_s + 1
    said = []
    for seq, (kind, payload, at_s) in enumerate(gathered, 1):
        clocks = {"uptime_ms": at_s * 1000, "age_ms": (ended_s - at_s) * 1000}
        frame = Frame.of(wire.topic(CAR, kind), payload(CAR, seq, clocks), NOON)
        said.append(Said(kind, seq, frame))
    return said


def newest_first(said: Sequence[Said]) -> list[Said]:
    """As the car sends it: what is urgent as it came, then telemetry from now to then."""
    urgent = [one for one in said if one.kind != "telemetry"]
    return urgent + [one for one in reversed(said) if one.kind == "telemetry"]


async def taken(
    said: Iterable[Said], size: int, pause: timedelta = timedelta()
) -> tuple[Intake, Memory]:
    """In batches of this size, the next after a pause in which nothing comes."""
    memory, wall = Memory(), StillClock()
    intake = an_intake(MemoryJournal(memory), wall=wall)
    frames = [one.frame for one in said]
    for first in range(0, len(frames), size):
        await intake.take(frames[first : first + size])
        wall.time += pause
        await intake.release()
    return intake, memory


def certain(window: Window) -> dict[RuleId, Truth]:
    """What the rules say at the end, where they can say anything."""
    truths = {rule.id: rule.when.truth(window, window.now_ms) for rule in RULEBOOK.rules}
    return {rule: truth for rule, truth in truths.items() if truth is not Truth.UNKNOWN}


def open_findings(memory: Memory, rules: Iterable[RuleId]) -> set[RuleId]:
    rows = memory.rows.findings.values()
    standing = {row.finding.rule for row in rows if row.ended_at is None}
    return standing & set(rules)


@pytest.mark.slow
@settings(max_examples=40)
@given(outages(), st.integers(1, WINDOW), st.data())
async def test_what_comes_within_the_bound_is_judged_in_order(
    said: list[Said], size: int, data: st.DataObject
) -> None:
    """In whatever order it comes: every finding, with its evidence, and every episode."""
    shuffled = data.draw(st.permutations(said))
    (forth, expected), (back, memory) = await taken(said, 1), await taken(shuffled, size)
    assert [*expected.rows.findings.values()] == [*memory.rows.findings.values()]
    assert [*expected.rows.episodes.values()] == [*memory.rows.episodes.values()]
    assert forth.windows == back.windows
    assert {one: when for one, when in memory.rows.held.items() if when} == {}
    assert memory.rows.late == {}


@pytest.mark.slow
@settings(max_examples=60)
@given(outages(), st.integers(1, WINDOW), st.integers(1, WINDOW))
async def test_what_is_certain_does_not_depend_on_the_order(
    said: list[Said], one: int, other: int
) -> None:
    """Windows, episodes and every finding that is decided are the same, however late."""
    forth = await taken(said, one)
    back = await taken(newest_first(said), other, pause=HOLD_BACK)
    windows = [intake.windows[CAR] for intake, _ in (forth, back)]
    assert windows[0].tracks == windows[1].tracks
    assert windows[0].memories == windows[1].memories
    assert windows[0].now_ms == windows[1].now_ms
    decided = certain(windows[0])
    for _, memory in (forth, back):
        expected = {rule for rule, truth in decided.items() if truth is Truth.TRUE}
        assert open_findings(memory, decided) == expected
    episodes = [{*memory.rows.episodes.values()} for _, memory in (forth, back)]
    assert episodes[0] == episodes[1]


async def test_an_evening_of_low_voltage_is_judged_the_same() -> None:
    """A battery that sinks below 11.8 V for minutes, told from either end."""
    volts = [12.4, 12.1, 11.9, *[11.5] * 20]
    said = []
    for seq, volt in enumerate(volts, 1):
        clocks = {"uptime_ms": seq * 10_000, "age_ms": (len(volts) - seq) * 10_000 + 10_000}
        payload = wire.telemetry(CAR, seq, {10: [volt], 12: [0.0]}, **clocks)
        said.append(
            Said("telemetry", seq, Frame.of(wire.topic(CAR, "telemetry"), payload, NOON))
        )
    found = []
    for order in (said, newest_first(said)):
        _, memory = await taken(order, 4, pause=HOLD_BACK)
        found.append([row.finding.rule for row in memory.rows.findings.values()])
        assert {row.ended_at for row in memory.rows.findings.values()} == {None}
        assert timedelta(0) < NOON - next(iter(memory.rows.findings.values())).finding.at
    assert found == [["low_voltage.battery_low"]] * 2
