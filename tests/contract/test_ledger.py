"""The ledger: a report is taken once for ever, whoever takes it and whenever."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from gateway.domain.component import INFOTAINMENT
from gateway.domain.report import Placed, Report
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.domain.vin import Vin
from gateway.pipeline.told import boots_told
from tests.fix_store import CAR, OTHER_CAR, House
from tests.fix_triage import faulty, measured

DAY = timedelta(days=1)


def volts(seq: int, vin: Vin = CAR, **fields: Any) -> Placed[Any]:
    return measured(seq, 0, LV_BATTERY_VOLTAGE, [12.5, 12.4], vin=vin, **fields)


def frozen(seq: int) -> Placed[Any]:
    return faulty(seq, 0, INFOTAINMENT, {"U3000-49": 0x2F}, vin=CAR)


def names(*placed: Placed[Report]) -> frozenset[Any]:
    return frozenset(one.report.header.id for one in placed)


async def test_claimed_once_in_a_batch(house: House) -> None:
    """A report that stands twice in a batch is new once."""
    assert await house.take(volts(1), volts(1)) == names(volts(1))
    async with house.journal.batch() as batch:
        recalled = await batch.recall([CAR], DAY)
    assert len(recalled[CAR].telemetry) == 1


async def test_what_is_claimed_comes_back_in_its_order(house: House) -> None:
    """Each report once, where it stood first, without what had been taken before."""
    await house.take(volts(2))
    said = [volts(3), volts(1, vin=OTHER_CAR), volts(2), volts(1), volts(3), volts(4)]
    async with house.journal.batch() as batch:
        taken = await batch.claim([*said, said[0]])
    assert [*taken] == [said[0], said[1], said[3], said[5]]


async def test_claimed_once_over_batches(house: House) -> None:
    """What has been taken before is not new; what comes with it is."""
    await house.take(volts(1), volts(2))
    assert await house.take(volts(2), volts(3)) == names(volts(3))


async def test_claimed_once_for_ever(house: House) -> None:
    """A gateway that starts again knows what it has taken."""
    await house.take(volts(1), frozen(2))
    assert await house.reopened().take(volts(1), frozen(2), volts(3)) == names(volts(3))


async def test_the_same_numbers_of_another_car_or_boot_are_another_report(house: House) -> None:
    """A report is identified by vehicle, boot and sequence, all three."""
    await house.take(volts(1))
    others = volts(1, vin=OTHER_CAR), volts(1, boot_count=2)
    assert await house.take(*others) == names(*others)


async def test_batches_side_by_side_claim_once(house: House) -> None:
    """Two batches at the same time never both take a report."""
    batches = [[volts(seq) for seq in range(1, 9)] for _ in range(4)]
    claimed = await asyncio.gather(*(house.take(*batch) for batch in batches))
    assert sum(len(one) for one in claimed) == 8
    assert frozenset().union(*claimed) == names(*batches[0])


async def test_two_gateways_claim_once(house: House) -> None:
    """Two that know nothing of each other and take the same reports at once never both do."""
    other = house.reopened()
    await asyncio.gather(house.take(volts(1)), other.take(volts(2), volts(1, vin=OTHER_CAR)))
    for first in range(3, 30, 9):
        reports = [volts(first + n, vin=vin) for vin in (CAR, OTHER_CAR) for n in range(9)]
        claimed = await asyncio.gather(
            house.take(*reports), other.take(*reversed(reports[3:])), house.take(*reports[6:])
        )
        assert sum(len(one) for one in claimed) == 18
        assert frozenset().union(*claimed) == names(*reports)


async def test_the_ledger_tells_what_was_received(house: House) -> None:
    """Of each boot its sequences as ranges, with what the same batch has claimed before.

    Lessons row 22 (fleet-telemetry#246).
    """
    boot, other = volts(1).report.header.id.boot_id, volts(1, boot_count=2).report.header.id
    await house.take(volts(1), volts(2), volts(5))
    keys = [(CAR, boot), (CAR, other.boot_id), (OTHER_CAR, boot)]
    async with house.reopened().journal.batch() as batch:
        before = await batch.received(keys)
        await batch.claim([volts(4), volts(3, boot_count=2), volts(4)])
        after = await batch.received(keys)
    assert {key: before[key].ranges for key in keys} == {
        (CAR, boot): ((1, 2), (5, 5)),
        (CAR, other.boot_id): (),
        (OTHER_CAR, boot): (),
    }
    assert after[CAR, boot].ranges == ((1, 2), (4, 5))
    assert after[CAR, other.boot_id].ranges == ((3, 3),)


async def test_what_was_claimed_and_not_committed_is_not_received(house: House) -> None:
    """A batch that fails takes nothing out of what the next one may claim."""
    boot = volts(1).report.header.id.boot_id
    await house.take(volts(1))

    async def fail() -> None:
        async with house.journal.batch() as batch:
            await batch.claim([volts(2)])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with house.journal.batch() as batch:
        assert (await batch.received([(CAR, boot)]))[CAR, boot].ranges == ((1, 1),)
    assert await house.take(volts(2)) == names(volts(2))


async def test_new_boots_are_begun_before_anything_else_is_said_of_them(house: House) -> None:
    """A batch with a known boot and a new one, of which the waiting room learns, holds."""
    await house.take(volts(1))
    said = [volts(2), volts(1, vin=OTHER_CAR)]
    async with house.journal.batch() as batch:
        taken = await batch.claim(said)
        await batch.waiting_room.learn(boots_told(taken, []))
    assert names(*taken) == names(*said)
    assert await house.reopened().take(*said) == frozenset()


async def test_a_boot_has_only_so_many_holes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What would make one too many is not taken in, and named; what closes one always is."""
    monkeypatch.setattr("gateway.pipeline.scattered.MOST_RANGES", 3)
    await house.take(volts(1), volts(3))
    async with house.journal.batch() as batch:
        wanted = [volts(seq) for seq in (9, 5, 7, 4)]
        taken = await batch.claim([*wanted, volts(9, vin=OTHER_CAR)])
        assert names(*taken) == names(volts(4), volts(5), volts(7), volts(9, vin=OTHER_CAR))
        assert set(batch.scattered) == names(volts(9))
    assert await house.reopened().take(volts(2), volts(8)) == names(volts(2), volts(8))
    assert await house.take(volts(9), volts(11)) == names(volts(9), volts(11))
