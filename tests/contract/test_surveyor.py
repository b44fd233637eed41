"""What surveys find lives like every finding: one case, through restarts, until it is over."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from diagnostics_rules import RULEBOOK
from gateway.domain.case import CaseOutcome
from gateway.domain.finding import Finding, FindingChange, RuleId
from gateway.domain.instant import EPOCH
from gateway.domain.signal import (
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
)
from gateway.domain.vin import Vin
from gateway.pipeline.memory import Memory
from gateway.pipeline.surveyor import Surveyor
from gateway.pipeline.surveys import Due
from gateway.triage.rulebook import Rulebook
from gateway.triage.survey import Fleet, Surveyed, survey
from tests.fix_days import END, by_day
from tests.fix_knowledge import FINDING
from tests.fix_rulebooks import put_in_the_shadow
from tests.fix_store import CAR, OTHER_CAR, House
from tests.fix_survey_book import Rolled

LEAK = RuleId("body.tyre_loses_air_front_left")
LOW = RuleId("body.tyre_low_front_left")
TYRES = (
    TYRE_PRESSURE_FRONT_LEFT,
    TYRE_PRESSURE_FRONT_RIGHT,
    TYRE_PRESSURE_REAR_LEFT,
    TYRE_PRESSURE_REAR_RIGHT,
)
NAIL = [260.0 - 4 * day for day in range(14)]
WELL = [260.0] * 14
NIGHT = EPOCH + timedelta(days=END, minutes=10)


def surveyor(rolled: Rolled, rulebook: Rulebook = RULEBOOK) -> Surveyor:
    """As after a start."""
    return Surveyor(
        book=rolled.book,
        journal=rolled.house.reopened().journal,
        rulebook=lambda: rulebook,
        wake=lambda: None,
    )


async def drive(rolled: Rolled, vin: Vin, front_left: Sequence[float], end: int = END) -> None:
    """One day for each of these pressures, the other tyres always well."""
    for tyre in TYRES:
        values = front_left if tyre is TYRES[0] else [260.0] * len(front_left)
        await rolled.measure(vin, tyre.number, by_day(*values, end=end))


@dataclass(frozen=True)
class Row:
    rule: RuleId
    evidence: tuple[str, ...]
    opened_at: datetime
    ended_at: datetime | None


async def findings(house: House, table: str = "findings") -> list[Row]:
    """All that were ever opened."""
    if isinstance(house.source, Memory):
        rows = getattr(house.source.rows, table).values()
        return [
            Row(one.finding.rule, one.finding.evidence, one.finding.at, one.ended_at)
            for one in rows
        ]
    async with house.source.connection() as connection:
        cursor = await connection.execute(
            f"select rule, evidence, opened_at, ended_at from {table} order by id".encode()  # noqa: S608
        )
        return [
            Row(RuleId(rule), tuple(evidence), opened_at, ended_at)
            for rule, evidence, opened_at, ended_at in await cursor.fetchall()
        ]


async def test_days_open_a_finding_and_its_case(rolled: Rolled) -> None:
    """With what was measured, in numbers; asked again, there is nothing to survey."""
    await drive(rolled, CAR, NAIL)
    await drive(rolled, OTHER_CAR, WELL)
    assert await surveyor(rolled).look(NIGHT) == 2
    [found] = await findings(rolled.house)
    assert (found.rule, found.opened_at, found.ended_at) == (LEAK, NIGHT, None)
    assert "was -40 kPa, from -6 kPa to -46 kPa" in found.evidence[0]
    assert "by 14 days from 2026-11-09 to 2026-11-22 UTC" in found.evidence[0]
    assert len(await rolled.house.shelf.due(NIGHT, 10)) == 1
    assert await surveyor(rolled).look(NIGHT + timedelta(hours=1)) == 0


async def test_nothing_is_found_twice(rolled: Rolled) -> None:
    """The next days tell the same: the finding stands, and so does its one case."""
    await drive(rolled, CAR, NAIL)
    await surveyor(rolled).look(NIGHT)
    await drive(rolled, CAR, [203.0], end=END + 1)
    assert await surveyor(rolled).look(NIGHT + timedelta(days=1)) == 1
    assert [one.rule for one in await findings(rolled.house)] == [LEAK]
    assert len(await rolled.house.shelf.due(NIGHT, 10)) == 1


async def test_a_report_of_the_same_fault_joins_the_case(rolled: Rolled) -> None:
    """What is measured at the moment and what days tell are two findings of one problem."""
    await drive(rolled, CAR, NAIL)
    await surveyor(rolled).look(NIGHT)
    rule = RULEBOOK.rule(LOW)
    assert rule is not None
    entry = rule.entry
    low: Finding = replace(FINDING, rule=LOW, component=entry.component, code=entry.code)
    await rolled.house.take(findings=[low])
    assert {LEAK, LOW} == {one.rule for one in await findings(rolled.house)}
    assert len(await rolled.house.shelf.due(NIGHT, 10)) == 1


async def test_a_finding_ends_with_the_days(rolled: Rolled) -> None:
    """The tyre was filled: the first whole day after that says so."""
    await drive(rolled, CAR, NAIL)
    await surveyor(rolled).look(NIGHT)
    await drive(rolled, CAR, [260.0], end=END + 1)
    await surveyor(rolled).look(NIGHT + timedelta(hours=23))
    assert [one.ended_at for one in await findings(rolled.house)] == [None]
    await surveyor(rolled).look(NIGHT + timedelta(days=1))
    assert [one.ended_at for one in await findings(rolled.house)] == [NIGHT + timedelta(days=1)]


async def repaired(rolled: Rolled, at: datetime) -> None:
    """The case that is open was repaired then."""
    source = rolled.house.source
    if isinstance(source, Memory):
        for number, case in source.rows.cases.items():
            source.rows.cases[number] = replace(
                case, outcome=CaseOutcome.REPAIRED, closed_at=at, due_at=None
            )
        return
    async with source.connection() as connection:
        await connection.execute(
            "update cases set outcome = 'repaired', state = 'closed', closed_at = %s,"
            " due_at = null",
            [at],
        )


async def test_a_repair_ends_a_finding_at_once(rolled: Rolled) -> None:
    """Days from before it count no more, in however many surveys; those after it do."""
    await drive(rolled, CAR, NAIL)
    await surveyor(rolled).look(NIGHT)
    noon = NIGHT + timedelta(hours=12)
    await repaired(rolled, noon)
    assert await surveyor(rolled).look(noon + timedelta(minutes=9)) == 1
    [found] = await findings(rolled.house)
    assert found.ended_at == noon + timedelta(minutes=9)
    assert await surveyor(rolled).look(noon + timedelta(minutes=19)) == 0
    await drive(rolled, CAR, [203.0] * 7, end=END + 8)
    await surveyor(rolled).look(NIGHT + timedelta(days=8))
    assert len(await findings(rolled.house)) == 1
    await drive(rolled, CAR, [260.0 - 4 * day for day in range(14)], end=END + 22)
    await surveyor(rolled).look(NIGHT + timedelta(days=22))
    assert [one.ended_at is None for one in await findings(rolled.house)] == [False, True]


async def test_silence_changes_nothing(rolled: Rolled) -> None:
    """Weeks without a word: no car is due, the finding stands, and no new one comes."""
    await drive(rolled, CAR, NAIL)
    await surveyor(rolled).look(NIGHT)
    assert await surveyor(rolled).look(NIGHT + timedelta(days=30)) == 0
    [found] = await findings(rolled.house)
    assert found.ended_at is None


class Killed(BaseException):
    """As by a signal: nothing catches it."""


async def test_a_crash_loses_and_doubles_nothing(
    rolled: Rolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the finding and before the note that it was surveyed."""

    async def die(_surveyed: Sequence[Due]) -> None:
        raise Killed

    await drive(rolled, CAR, NAIL)
    with monkeypatch.context() as patched:
        patched.setattr(rolled.book, "done", die)
        with pytest.raises(Killed):
            await surveyor(rolled).look(NIGHT)
    assert await surveyor(rolled).look(NIGHT + timedelta(minutes=9)) == 1
    [found] = await findings(rolled.house)
    assert found.opened_at == NIGHT
    assert len(await rolled.house.shelf.due(NIGHT, 10)) == 1


async def test_a_vehicle_that_breaks_a_rule_holds_up_no_other(
    rolled: Rolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays due, and is surveyed once the rule is mended."""

    def brittle(
        rulebook: Rulebook, vehicles: Sequence[Surveyed], fleet: Fleet, at: datetime
    ) -> tuple[FindingChange, ...]:
        if any(one.vin == OTHER_CAR for one in vehicles):
            raise ZeroDivisionError
        return survey(rulebook, vehicles, fleet, at)

    await drive(rolled, CAR, NAIL)
    await drive(rolled, OTHER_CAR, NAIL)
    with monkeypatch.context() as patched:
        patched.setattr("gateway.pipeline.surveyor.survey", brittle)
        assert await surveyor(rolled).look(NIGHT) == 1
    assert len(await findings(rolled.house)) == 1
    assert await rolled.dues(END) == [OTHER_CAR]
    assert await surveyor(rolled).look(NIGHT) == 1
    assert len(await findings(rolled.house)) == 2


async def test_late_hours_are_judged_when_they_come(rolled: Rolled) -> None:
    """The days in between were still on board: with them there is enough to tell."""
    await drive(rolled, CAR, NAIL[:5], end=END - 9)
    await surveyor(rolled).look(NIGHT)
    assert await findings(rolled.house) == []
    await drive(rolled, CAR, NAIL[5:])
    await surveyor(rolled).look(NIGHT + timedelta(hours=5))
    assert [one.rule for one in await findings(rolled.house)] == [LEAK]


async def test_a_rule_in_the_shadow_opens_no_case(rolled: Rolled) -> None:
    """Its findings lie apart, and end there."""
    dark = put_in_the_shadow(LEAK)
    await drive(rolled, CAR, NAIL)
    await surveyor(rolled, dark).look(NIGHT)
    await drive(rolled, CAR, [260.0], end=END + 1)
    await surveyor(rolled, dark).look(NIGHT + timedelta(days=1))
    [found] = await findings(rolled.house, "shadow_findings")
    assert (found.rule, found.ended_at) == (f"shadow.{LEAK}", NIGHT + timedelta(days=1))
    assert (await findings(rolled.house), await rolled.house.shelf.due(NIGHT, 10)) == ([], [])


async def test_another_gateway_waits_for_its_turn(rolled: Rolled) -> None:
    """It surveys nothing meanwhile, and nothing is lost by that."""
    await drive(rolled, CAR, NAIL)
    async with rolled.book.turn():
        assert await surveyor(rolled).look(NIGHT) == 0
    assert await surveyor(rolled).look(NIGHT) == 1
