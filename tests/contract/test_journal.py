"""The journal: a batch is written together or not at all."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from gateway.decode.place import Boot
from gateway.domain.case import CaseOutcome
from gateway.domain.cause import CauseId, Clue, LikelyCause, Question, Weight
from gateway.domain.component import INFOTAINMENT, TELEMATICS
from gateway.domain.episode import Episode, EpisodeChange, EpisodeEnd, FaultKey
from gateway.domain.finding import FindingEnded, FindingRevised, RuleId, StillMissing
from gateway.domain.instant import to_us
from gateway.domain.report import FaultReport, Placed, Report, TimeSource
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.domain.trouble_code import Status
from gateway.domain.vin import Vin
from tests.fix_knowledge import FINDING, NOON, SCREEN_FROZEN
from tests.fix_store import CAR, OTHER_CAR, House, a_presence, an_entry, later
from tests.fix_triage import faulty, measured

DAY = timedelta(days=1)
KEY = FaultKey(CAR, INFOTAINMENT, SCREEN_FROZEN)
OPEN = Episode(key=KEY, opened_at=NOON, updated_at=NOON, status=Status(0x2F), occurrences=1)


def volts(seq: int, after_s: float = 0, vin: Vin = CAR, **fields: Any) -> Placed[Any]:
    return measured(seq, after_s, LV_BATTERY_VOLTAGE, [12.5, 12.4], vin=vin, **fields)


def frozen(seq: int, after_s: float = 0, status: int = 0x2F, **fields: Any) -> Placed[Any]:
    return faulty(seq, after_s, INFOTAINMENT, {"U3000-49": status}, vin=CAR, **fields)


def names(*placed: Placed[Report]) -> frozenset[Any]:
    return frozenset(one.report.header.id for one in placed)


async def change(house: House, *changes: tuple[Episode, bool], seq: int = 1) -> None:
    """Writes these episodes; True: it is a new one."""
    report = frozen(seq)
    said = [
        (EpisodeChange(e, report.report.entries[0], opened=new), report) for e, new in changes
    ]
    await house.take(episodes=said)


async def test_a_batch_that_fails_leaves_no_trace(house: House) -> None:
    """After an exception everything is as before, and the same batch can be taken."""
    boot = Boot(1, to_us(NOON), 0.5)
    report = frozen(2)
    everything = an_entry(
        [volts(1), report],
        boots={(CAR, 78): boot},
        episodes=[(EpisodeChange(OPEN, report.report.entries[0], opened=True), report)],
        findings=[FINDING],
        presences=[a_presence()],
    )

    async def fail() -> None:
        async with house.journal.batch() as batch:
            await batch.claim([volts(1), report])
            await batch.keep(everything)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with house.journal.batch() as batch:
        assert await batch.boots([(CAR, 78)]) == {}
        assert await batch.open_episodes([CAR]) == {}
        memory = (await batch.recall([CAR], DAY))[CAR]
        assert (list(memory.telemetry), list(memory.faults)) == ([], [])
        assert dict(memory.open_findings) == {}
    assert list(await house.shelf.due(later(days=9), 9)) == []
    stale = a_presence(session=0)
    assert list(await house.hear(stale)) == [stale]
    assert await house.take(volts(1), report) == names(volts(1), report)


async def test_boots_are_remembered(house: House) -> None:
    """The start of a boot may move to an earlier instant; how often it was started does not."""
    first = Boot(3, to_us(NOON), 1.5)
    moved = Boot(3, to_us(later(hours=-1)), None)
    await house.take(boots={(CAR, 7): first, (OTHER_CAR, 7): moved})
    await house.take(boots={(CAR, 7): moved, (CAR, 8): first})
    async with house.reopened().journal.batch() as batch:
        assert await batch.boots([(CAR, 7), (CAR, 8), (CAR, 9)]) == {
            (CAR, 7): moved,
            (CAR, 8): first,
        }


async def test_open_episodes_are_of_these_vehicles_and_still_open(house: House) -> None:
    """An episode is found while it is open, as it stood last."""
    moved = Episode(
        key=KEY, opened_at=NOON, updated_at=later(hours=1), status=Status(0x28), occurrences=4
    )
    await change(house, (OPEN, True), seq=1)
    await change(house, (moved, False), seq=2)
    async with house.journal.batch() as batch:
        assert await batch.open_episodes([CAR, OTHER_CAR]) == {KEY: moved}
        assert await batch.open_episodes([OTHER_CAR]) == {}
        assert await batch.open_episodes([]) == {}
    ended = Episode(
        key=KEY,
        opened_at=NOON,
        updated_at=later(hours=2),
        status=Status(0),
        occurrences=4,
        ended_at=later(hours=2),
        end=EpisodeEnd.HEALED,
    )
    await change(house, (ended, False), (OPEN, True), seq=3)
    async with house.journal.batch() as batch:
        assert await batch.open_episodes([CAR]) == {KEY: OPEN}


async def test_at_most_one_episode_is_open_for_a_fault(house: House) -> None:
    """A second open life of one fault is refused, and so is moving on one that is not there.

    Lessons row 6 (thingsboard#15583, thingsboard#2986, thingsboard#5652).
    """
    refused = (RuntimeError, psycopg.errors.UniqueViolation)
    with pytest.raises(refused):
        await change(house, (OPEN, False))
    await change(house, (OPEN, True))
    with pytest.raises(refused):
        await change(house, (OPEN, True), seq=2)


async def test_recall_gives_back_what_was_said(house: House) -> None:
    """Telemetry of the last span, with values, event times and what those rest on."""
    wall = volts(3, 3500, source=TimeSource.WALL)
    await house.take(volts(1, 0), volts(2, 3000), wall, volts(1, 3400, vin=OTHER_CAR))
    async with house.reopened().journal.batch() as batch:
        recalled = await batch.recall([CAR, OTHER_CAR], timedelta(seconds=600))
    assert recalled.keys() == {CAR, OTHER_CAR}
    said = recalled[CAR].telemetry
    assert [
        (one.report.header.id.seq, one.at, one.source, one.report.header.boot_count)
        for one in said
    ] == [(one.report.header.id.seq, one.at, one.source, 1) for one in (volts(2, 3000), wall)]
    [matrix] = said[0].report.matrices
    assert matrix.values.tolist() == volts(2).report.matrices[0].values.tolist()
    assert matrix.offsets_ms.tolist() == [0, 10_000]


async def test_recall_holds_no_sample_against_an_unknown_time(house: House) -> None:
    """A report that is placed by its arrival does not push the known ones out of the span."""
    late = volts(2, 90_000, source=TimeSource.ARRIVAL)
    await house.take(volts(1, 0), late)
    async with house.journal.batch() as batch:
        recalled = await batch.recall([CAR], timedelta(seconds=600))
    assert [one.report.header.id.seq for one in recalled[CAR].telemetry] == [1]


async def test_recall_believes_no_report_that_spans_days(house: House) -> None:
    """A row that a report puts weeks after its start does not push the others out."""
    wild = measured(2, 60, LV_BATTERY_VOLTAGE, [12.5, 12.5], every_s=40 * 86_400, vin=CAR)
    await house.take(volts(1, 0), wild)
    async with house.journal.batch() as batch:
        recalled = await batch.recall([CAR], timedelta(hours=25))
    assert [one.report.header.id.seq for one in recalled[CAR].telemetry] == [1, 2]


async def test_recall_gives_the_last_word_of_each_component(house: House) -> None:
    """The newest by boot and sequence, whatever clocks said; and the latest that is timed."""
    last = frozen(1, 50, boot_count=2, source=TimeSource.ARRIVAL, software="2026.8.2")
    other, latest = faulty(9, 10, TELEMATICS, {}, vin=CAR), frozen(8, 900)
    await house.take(frozen(7, 400), last, latest, other)
    async with house.reopened().journal.batch() as batch:
        recalled = await batch.recall([CAR], DAY)
    faults = sorted(recalled[CAR].faults, key=lambda one: one.at)

    def told(one: Placed[FaultReport]) -> tuple[Any, ...]:
        report = one.report
        return report.component, report.entries, report.software, one.at, one.source

    assert [told(one) for one in faults] == [told(other), told(last), told(latest)]


async def test_a_revised_finding_is_recalled_as_it_was_ranked_last(house: House) -> None:
    """It stays one finding of one case, which is woken; one that is not open is not revised."""
    seen = Clue(sign="it is so", weight=Weight.TELLS, against=True, facts=("So it was.",))
    open_ = Question(sign="it may be", weight=Weight.HINTS, missing=("Speed",))
    causes = (
        LikelyCause(id=CauseId("test.one"), title="One.", clues=(seen,), questions=(open_,)),
        LikelyCause(id=CauseId("test.two"), title="Two."),
    )
    case = await house.open_case(FINDING)
    async with house.shelf.open(case):
        pass
    other = FindingRevised(CAR, RuleId("infotainment.other"), NOON, causes)
    revised = FindingRevised(CAR, FINDING.rule, later(minutes=1), causes)
    await house.take(findings=[revised, other], now=later(minutes=1))
    async with house.journal.batch() as batch:
        recalled = await batch.recall([CAR], DAY)
    assert dict(recalled[CAR].open_findings) == {FINDING.rule: causes}
    assert await house.shelf.due(later(minutes=1), 10) == [case]
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert [(one.causes, one.cause) for one in desk.file.findings] == [(causes, "One.")]


async def test_what_is_missing_of_an_open_finding_is_kept_up_to_date(house: House) -> None:
    """Its case is woken; of one that has ended nothing is missing any more."""
    gap = "2 reports after 02 Apr 10:22:00 (UTC)"
    case = await house.open_case(replace(FINDING, missing=(gap, "Speed")))
    async with house.shelf.open(case):
        pass
    missing = StillMissing(CAR, FINDING.rule, (gap, "Speed"))
    async with house.journal.batch() as batch:
        assert [*await batch.still_missing([CAR, OTHER_CAR])] == [missing]
        assert [*await batch.still_missing([OTHER_CAR])] == []
    less = replace(missing, missing=("Speed",))
    await house.take(still_missing=[less], now=later(minutes=1))
    async with house.journal.batch() as batch:
        assert [*await batch.still_missing([CAR])] == [less]
    assert await house.shelf.due(later(minutes=1), 10) == [case]
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert [one.missing for one in desk.file.findings] == [("Speed",)]
    await house.take(findings=[FindingEnded(CAR, FINDING.rule, later(hours=1))])
    async with house.journal.batch() as batch:
        assert [*await batch.still_missing([CAR])] == []


async def test_recall_names_the_open_findings(house: House) -> None:
    """Those that have been opened and not ended."""
    other = RuleId("infotainment.other")
    await house.take(findings=[FINDING, FindingEnded(CAR, other, NOON)])
    async with house.journal.batch() as batch:
        recalled = await batch.recall([CAR, OTHER_CAR], DAY)
    assert dict(recalled[CAR].open_findings) == {FINDING.rule: FINDING.causes}
    assert dict(recalled[OTHER_CAR].open_findings) == {}
    await house.take(findings=[FindingEnded(CAR, FINDING.rule, later(hours=1))])
    async with house.journal.batch() as batch:
        recalled = await batch.recall([CAR], DAY)
    assert dict(recalled[CAR].open_findings) == {}


async def test_a_finding_opens_a_case_and_the_next_one_joins_it(house: House) -> None:
    """One open case for one code of one vehicle, however many rules see it."""
    joined = FINDING.__class__(**{**_fields(FINDING), "rule": RuleId("infotainment.slow")})
    case = await house.open_case()
    await house.take(findings=[joined, FINDING])
    assert list(await house.shelf.due(NOON, 9)) == [case]
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.still_true == {FINDING.rule, joined.rule}
        await desk.close(CaseOutcome.WENT_AWAY, NOON)
    await house.take(findings=[FindingEnded(CAR, FINDING.rule, NOON), FINDING])
    [again] = await house.shelf.due(NOON, 9)
    assert again != case


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in value.__slots__}


async def test_news_wakes_the_case(house: House) -> None:
    """Faults that a vehicle reports make its open cases due; telemetry does not."""
    case = await house.open_case()
    await house.shelf.postpone(case, later(days=1), "for a day")
    await house.take(volts(1), now=later(hours=1))
    assert list(await house.shelf.due(later(hours=2), 9)) == []
    await house.take(frozen(2), now=later(hours=1))
    assert list(await house.shelf.due(later(hours=1), 9)) == [case]
