"""A gateway that is started again judges as if it had never been away."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.pipeline import judging
from gateway.pipeline.memory import Memory, MemoryJournal
from gateway.wiring.knowledge import RULEBOOK
from tests import fix_wire as wire
from tests.fix_intake import an_intake, drives
from tests.fix_store import CAR, House, StillClock, in_memory, later

Batches = Sequence[Sequence[Frame]]


async def without_a_break(batches: Batches) -> Memory:
    memory = Memory()
    intake = an_intake(MemoryJournal(memory))
    for batch in batches:
        await intake.take(batch)
    return memory


def judged(memory: Memory) -> dict[Vin, list[Any]]:
    """Every finding with its evidence and its end, and every episode, car by car.

    Between two cars there is no order: how long each is held back is its own matter.
    """
    cars: defaultdict[Vin, list[Any]] = defaultdict(list)
    for found in memory.rows.findings.values():
        cars[found.finding.vin].append(found)
    for episode in memory.rows.episodes.values():
        cars[episode.key.vin].append(episode)
    return cars


@pytest.mark.slow
@settings(max_examples=40)
@given(drives(), st.data())
async def test_restarts_change_no_finding(batches: Batches, data: st.DataObject) -> None:
    """Wherever it is stopped: the windows are rebuilt, and the findings are the same."""
    memory = Memory()
    intake = an_intake(MemoryJournal(memory))
    for batch in batches:
        if data.draw(st.booleans()):
            intake = an_intake(MemoryJournal(memory))
        await intake.take(batch)
    assert judged(memory) == judged(await without_a_break(batches))


@pytest.mark.slow
@settings(max_examples=40)
@given(drives(), st.data())
async def test_frames_that_come_again_change_nothing(
    batches: Batches, data: st.DataObject
) -> None:
    """The broker may deliver anything twice, at once or much later."""
    memory = Memory()
    intake = an_intake(MemoryJournal(memory))
    for number, batch in enumerate(batches):
        again = data.draw(st.sampled_from([[], batch, *batches[:number]]))
        await intake.take([*batch, *again])
    assert judged(memory) == judged(await without_a_break(batches))


def a_day(vin: Vin) -> list[list[Frame]]:
    """A tyre that goes flat, services that are lost and come back, and a new boot at noon."""

    def clocks(minutes: float, boot: int) -> dict[str, Any]:
        passed = {"uptime_ms": round(minutes * 60_000), "age_ms": 0}
        return {"boot_id": boot, "boot_count": boot} | passed

    def tyre(seq: int, minutes: float, pressure: float, boot: int = 1) -> Frame:
        wheels = {50: [pressure] * 3} | {n: [240.0] * 3 for n in (51, 52, 53)}
        said = wire.telemetry(vin, seq, wheels, **clocks(minutes, boot))
        return Frame.of(wire.topic(vin, "telemetry"), said, later(minutes=minutes))

    def unit(seq: int, minutes: float, codes: dict[str, int], boot: int = 1) -> Frame:
        said = wire.faults(vin, seq, codes, **clocks(minutes, boot))
        return Frame.of(wire.topic(vin, "faults"), said, later(minutes=minutes))

    lost = {wire.SERVICES_LOST: wire.FAILED}
    return [
        [tyre(1, 0, 240), tyre(2, 5, 175)],
        [unit(3, 6, lost)],
        [tyre(4, 8, 174)],
        [tyre(5, 11, 173), tyre(6, 13, 172)],
        [unit(1, 20, {}, boot=2)],
        [tyre(2, 21, 140, boot=2)],
        [tyre(3, 22, 139, boot=2)],
        [tyre(4, 30, 250, boot=2)],
    ]


async def test_every_store_gives_the_windows_back(house: House) -> None:
    """A new gateway after each batch opens and ends what one that never stopped does."""
    whole = Memory()
    steady = an_intake(MemoryJournal(whole))
    seen = set()
    for batch in a_day(CAR):
        await steady.take(batch)
        await an_intake(house.reopened().journal).take(batch)
        expected = await open_findings(in_memory(whole, StillClock()))
        seen |= expected
        assert await open_findings(house.reopened()) == expected
    assert {"body.tyre_low_front_left", "telematics.services_lost"} <= seen
    assert expected == set()


async def test_a_fleet_is_recalled_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five cars in every batch, two recalled at once: the same is found of each."""
    monkeypatch.setattr(judging, "RECALLED_AT_ONCE", 2)
    days = [a_day(Vin(f"WVWZZZ1JZXW00002{number}")) for number in range(5)]
    batches = [
        [frame for part in together for frame in part] for together in zip(*days, strict=True)
    ]
    memory = Memory()
    for batch in batches:
        await an_intake(MemoryJournal(memory)).take(batch)
    found = judged(memory)
    assert len(found) == len(days)
    assert found == judged(await without_a_break(batches))


async def open_findings(house: House) -> set[str]:
    async with house.journal.batch() as batch:
        recalled = await batch.recall([CAR], RULEBOOK.span)
    return {str(rule) for rule in recalled[CAR].open_findings}
