"""Intake: one bad batch or one absent store never costs a report, nor doubles one."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import count
from uuid import UUID

import pytest

from gateway.decode.frames import Decoded, decode
from gateway.decode.units import UnitOrders
from gateway.domain.errors import Overtaken, StoreUnavailable
from gateway.domain.report import Frame, RefusalReason
from gateway.pipeline import intake as intake_module
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.changes import Facet
from gateway.pipeline.journal import BatchEntry
from gateway.pipeline.memory import Memory, MemoryJournal
from tests import fix_wire as wire
from tests.fix_intake import FailingJournal, Heard, MutedJournal, a_frame, an_intake
from tests.fix_store import CAR, OTHER_CAR


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "PAUSE_S", (0.0, 0.0))


def stored(memory: Memory) -> list[int]:
    return sorted(report.seq for report in memory.rows.reports)


def volts(seq: int) -> Frame:
    return a_frame(wire.telemetry(CAR, seq))


def poison(seq: int) -> Callable[[BatchEntry], Exception | None]:
    """An objection to every batch in which this report is."""

    def objects(entry: BatchEntry) -> Exception | None:
        found = any(one.report.header.id.seq == seq for one in entry.telemetry)
        return ValueError("out of range") if found else None

    return objects


@pytest.mark.slow
async def test_one_poisonous_frame_does_not_cost_the_others() -> None:
    """It is kept aside as our own error; the rest of its batch is stored."""
    memory = Memory()
    intake = an_intake(FailingJournal(MemoryJournal(memory), poison(3)))
    await intake.take([volts(seq) for seq in range(1, 6)])
    assert stored(memory) == [1, 2, 4, 5]
    [kept] = memory.rows.refused.values()
    assert kept.refusal.frame == volts(3)
    assert kept.refusal.reason is RefusalReason.INTERNAL_ERROR
    assert kept.refusal.detail == "ValueError: out of range"


@pytest.mark.slow
async def test_a_frame_that_our_decoder_stumbles_over_does_not_cost_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A bug of ours in reading is as good as one in storing: the frame is kept aside."""
    memory = Memory()

    def stumbling(frames: Sequence[Frame], orders: UnitOrders) -> Decoded:
        if volts(3) in frames:
            raise ZeroDivisionError
        return decode(frames, orders)

    monkeypatch.setattr(intake_module, "decode", stumbling)
    await an_intake(MemoryJournal(memory)).take([volts(seq) for seq in range(1, 6)])
    assert stored(memory) == [1, 2, 4, 5]
    [kept] = memory.rows.refused.values()
    assert kept.refusal.detail == "ZeroDivisionError: "


@pytest.mark.slow
async def test_a_batch_that_failed_has_left_no_window() -> None:
    """The cache changes only with a commit: what was never stored is not remembered."""
    memory = Memory()
    intake = an_intake(FailingJournal(MemoryJournal(memory), poison(1)))
    await intake.take([volts(1)])
    assert intake.windows == {}


async def test_an_absent_store_is_waited_for() -> None:
    """Nothing is refused, nothing is lost, nothing is doubled; it only takes longer."""
    memory = Memory()
    absent = iter([True] * 5)

    def objects(entry: BatchEntry) -> Exception | None:
        del entry
        return StoreUnavailable() if next(absent, False) else None

    heard = Heard()
    intake = an_intake(FailingJournal(MemoryJournal(memory), objects), heard)
    await intake.take([volts(1), volts(2)])
    assert next(absent, None) is None
    assert (stored(memory), len(memory.rows.refused), heard.woken) == ([1, 2], 0, 0)


async def test_cases_are_looked_at_when_something_concerns_them() -> None:
    """A fault report or a presence does; samples that change no finding do not."""
    heard = Heard()
    intake = an_intake(MemoryJournal(Memory()), heard)
    await intake.take([volts(1)])
    assert heard.woken == 0
    await intake.take([a_frame(wire.faults(CAR, 2), "faults")])
    assert heard.woken == 1
    await intake.take([a_frame(wire.presence(CAR), "presence")])
    assert heard.woken == 2


async def test_a_commit_of_which_the_answer_was_lost_is_judged_on_from_the_store() -> None:
    """The window is read again; the one in memory would be older than what is stored."""
    memory = Memory()
    journal = MutedJournal(MemoryJournal(memory))
    intake = an_intake(journal)
    await intake.take([volts(1)])
    journal.muted = True
    await intake.take([volts(2)])
    assert (stored(memory), journal.muted, CAR in intake.windows) == ([1, 2], False, False)
    await intake.take([volts(3)])
    untroubled = Memory()
    await an_intake(MemoryJournal(untroubled)).take([volts(1), volts(2)])
    restarted = an_intake(MemoryJournal(untroubled))
    await restarted.take([volts(3)])
    assert repr(restarted.windows[CAR]) == repr(intake.windows[CAR])


async def test_take_does_not_return_before_the_store_has_it() -> None:
    """As long as the store is away, nobody may acknowledge.

    Lessons trap basic-messages.md.
    """
    memory = Memory()
    there = asyncio.Event()

    def objects(entry: BatchEntry) -> Exception | None:
        del entry
        return None if there.is_set() else StoreUnavailable()

    intake = an_intake(FailingJournal(MemoryJournal(memory), objects))
    taking = asyncio.ensure_future(intake.take([volts(1)]))
    for _ in range(100):
        await asyncio.sleep(0)
    assert (taking.done(), stored(memory)) == (False, [])
    there.set()
    await taking
    assert stored(memory) == [1]


async def test_what_comes_again_is_not_told_again() -> None:
    """A report that is sent twice changes nothing and shows nothing the second time."""
    memory, bulletin = Memory(), MemoryBulletin()
    listener = bulletin.listen()
    intake = an_intake(MemoryJournal(memory), bulletin=bulletin)
    await intake.take([volts(1)])
    await intake.take([volts(1), a_frame(wire.presence(CAR), "presence")])
    changes = [await anext(listener) for _ in range(2)]
    assert [change.facet for change in changes] == [Facet.SIGNALS, Facet.CONTACT]
    assert stored(memory) == [1]


async def test_a_presence_is_greeted_once_it_is_stored() -> None:
    """So that the car gets the time; a stale one is not greeted."""
    heard = Heard()
    intake = an_intake(MemoryJournal(Memory()), heard)
    await intake.take([a_frame(wire.presence(CAR, session=2), "presence")])
    await intake.take([a_frame(wire.presence(CAR, session=1, online=False), "presence")])
    assert [presence.session for presence in heard.greeted] == [2]


async def test_a_reply_to_nothing_is_kept_and_refused() -> None:
    """It is in the ledger, so that it is not lost; and it is shown as nobody's."""
    memory = Memory()
    intake = an_intake(MemoryJournal(memory))
    await intake.take([a_frame(wire.reply(CAR, 1, UUID(int=7)), "replies")])
    [kept] = memory.rows.refused.values()
    assert kept.refusal.reason is RefusalReason.UNKNOWN_COMMAND
    assert stored(memory) == [1]


async def test_a_fault_opens_an_episode_a_finding_and_a_case() -> None:
    """In one transaction, with its line on the timeline."""
    memory = Memory()
    await an_intake(MemoryJournal(memory)).take([a_frame(wire.faults(CAR, 1), "faults")])
    rows = memory.rows
    [episode], [row], [case] = (
        rows.episodes.values(),
        rows.findings.values(),
        rows.cases.values(),
    )
    assert str(episode.key.code) == str(row.finding.code) == str(case.code) == "U1A10-87"
    assert (case.vin, row.finding.rule) == (CAR, "telematics.services_lost")
    assert any("U1A10-87" in line.words for line in rows.timeline.values())


async def test_one_car_s_trouble_is_not_another_s() -> None:
    """Reports of two cars in one batch touch their own windows only."""
    memory = Memory()
    intake = an_intake(MemoryJournal(memory))
    healthy = Frame.of(
        wire.topic(OTHER_CAR, "faults"), wire.faults(OTHER_CAR, 1, {}), volts(1).received_at
    )
    await intake.take([a_frame(wire.faults(CAR, 1), "faults"), healthy])
    assert {case.vin for case in memory.rows.cases.values()} == {CAR}
    assert intake.windows.keys() == {CAR, OTHER_CAR}
    assert not intake.windows[OTHER_CAR].open


async def test_a_batch_that_was_overtaken_is_taken_once_more() -> None:
    """At once and as a whole, as nothing is wrong with any of its frames."""
    memory, times = Memory(), count(1)

    def overtaken_once(_entry: BatchEntry) -> Exception | None:
        return Overtaken() if next(times) == 1 else None

    intake = an_intake(FailingJournal(MemoryJournal(memory), overtaken_once))
    await intake.take([volts(1), volts(2)])
    assert stored(memory) == [1, 2]
    assert next(times) == 3
    assert not memory.rows.refused
