"""The book of surveys: who is due, what the hours say, and what has come in meanwhile."""

from datetime import timedelta

import pytest

from gateway.domain.instant import EPOCH
from gateway.domain.signal import HV_ISOLATION_RESISTANCE, LV_BATTERY_VOLTAGE
from gateway.triage.days import HOURS_A_DAY
from tests.fix_days import END, by_day
from tests.fix_knowledge import FINDING
from tests.fix_store import CAR, OTHER_CAR
from tests.fix_survey_book import MODEL, Rolled

VOLTAGE, ISOLATION = LV_BATTERY_VOLTAGE.number, HV_ISOLATION_RESISTANCE.number
LAST_HOUR = END * HOURS_A_DAY - 1


async def test_who_has_a_new_day_is_due(rolled: Rolled) -> None:
    """Not while that day lasts, and nobody else."""
    await rolled.measure(CAR, VOLTAGE, {LAST_HOUR: [12.5]})
    assert await rolled.dues(END - 1) == []
    assert await rolled.dues(END) == [CAR]
    [due] = await rolled.book.due(END, [])
    assert due.model == MODEL


async def test_who_was_surveyed_is_not_due(rolled: Rolled) -> None:
    """Until there is more, of today or of long ago."""
    await rolled.measure(CAR, VOLTAGE, {LAST_HOUR: [12.5]})
    await rolled.book.done(await rolled.book.due(END, []))
    assert await rolled.dues(END + 1) == []
    await rolled.measure(CAR, VOLTAGE, {LAST_HOUR + 1: [12.4]})
    assert (await rolled.dues(END), await rolled.dues(END + 1)) == ([], [CAR])
    await rolled.measure(CAR, VOLTAGE, {LAST_HOUR - 99: [12.6]})
    assert await rolled.dues(END) == [CAR]


async def test_what_comes_in_during_a_survey_is_not_lost(rolled: Rolled) -> None:
    """Late hours of the same day, added after it was read: the car stays due."""
    await rolled.measure(CAR, VOLTAGE, {LAST_HOUR: [12.5]})
    await rolled.measure(OTHER_CAR, VOLTAGE, {LAST_HOUR: [12.5]})
    due = await rolled.book.due(END, [])
    await rolled.measure(CAR, VOLTAGE, {LAST_HOUR: [12.1]})
    await rolled.book.done(due)
    assert await rolled.dues(END) == [CAR]


async def test_hours_are_read_as_far_back_as_asked(rolled: Rolled) -> None:
    """Of each signal for itself; today and what nobody asks for is left out."""
    await rolled.measure(CAR, VOLTAGE, {**by_day(11, 12, 13), END * HOURS_A_DAY: [9.0]})
    await rolled.measure(CAR, VOLTAGE, {LAST_HOUR: [12.0, 14.0, 13.0]})
    await rolled.measure(CAR, ISOLATION, by_day(1e6, 2e6, 3e6))
    [seen] = await rolled.book.look([CAR], {VOLTAGE: 2, ISOLATION: 1, 50: 9}, END)
    assert (seen.vin, seen.model, seen.open) == (CAR, MODEL, frozenset())
    assert {VOLTAGE, ISOLATION} == seen.days.hours.keys()
    voltage, isolation = seen.days.hours[VOLTAGE], seen.days.hours[ISOLATION]
    eight = (END - 1) * HOURS_A_DAY + 8
    assert voltage.at.tolist() == [eight - HOURS_A_DAY, eight, LAST_HOUR]
    assert voltage.mean.tolist() == [12, 13, 13]
    assert voltage.lowest.tolist() == [12, 13, 12]
    assert voltage.highest.tolist() == [12, 13, 14]
    assert (isolation.at.tolist(), isolation.mean.tolist()) == ([eight], [3e6])
    assert seen.days.end == END


async def test_a_vehicle_without_hours_is_seen(rolled: Rolled) -> None:
    """With no days, but with the findings that are open."""
    await rolled.house.take(findings=[FINDING])
    seen = await rolled.book.look([CAR, OTHER_CAR], {VOLTAGE: 60}, END)
    assert [dict(one.days.hours) for one in seen] == [{}, {}]
    assert {one.vin: one.open for one in seen} == {
        CAR: {FINDING.rule},
        OTHER_CAR: frozenset(),
    }


async def test_all_cars_of_a_model_are_found(rolled: Rolled) -> None:
    """Due or not; no car is of a model that nobody has named."""
    assert {CAR, OTHER_CAR} == {*await rolled.book.of_models([MODEL, "other"])}
    assert not await rolled.book.of_models(["other"])


async def test_one_gateway_surveys_at_a_time(rolled: Rolled) -> None:
    """The other is told so at once, and has its turn later."""
    async with rolled.book.turn() as ours:
        async with rolled.book.turn() as theirs:
            assert (ours, theirs) == (True, False)
        async with rolled.book.turn() as theirs:
            assert not theirs
    async with rolled.book.turn() as theirs:
        assert theirs


@pytest.mark.parametrize("days", [0, 20_000])
async def test_hours_outside_of_all_days_harm_nobody(rolled: Rolled, days: int) -> None:
    """A clock that says 1970 or 2024: not in reach, and not in the way."""
    at = (EPOCH + timedelta(days=days)).timestamp() // 3600
    await rolled.measure(CAR, VOLTAGE, {int(at): [1.0]})
    assert await rolled.dues(END) == [CAR]
    [seen] = await rolled.book.look([CAR], {VOLTAGE: 60}, END)
    assert dict(seen.days.hours) == {}
