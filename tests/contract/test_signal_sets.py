"""Sets of signals: each kept once, and of one vehicle only so many."""

from typing import Any

import numpy as np
import pytest

from gateway.domain.report import Matrix, Placed
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.domain.vin import Vin
from gateway.pipeline.memory.transaction import Memory
from tests.fix_store import CAR, OTHER_CAR, House
from tests.fix_triage import measured


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three of a vehicle are enough."""
    monkeypatch.setattr("gateway.pipeline.motley.MOST_SETS", 3)


def sending(seq: int, *sets: tuple[int, ...], vin: Vin = CAR) -> Placed[Any]:
    """A report with a matrix of each of these sets, one row in each."""
    matrices = tuple(
        Matrix.of(signals, np.zeros(1, "<u4"), np.ones((1, len(signals)), "<f4"))
        for signals in sets
    )
    one = measured(seq, 0, LV_BATTERY_VOLTAGE, [12.5], vin=vin)
    return one._replace(report=one.report._replace(matrices=matrices))


async def refused(house: House, *placed: Placed[Any]) -> set[int]:
    """Sequences of those that were not taken in."""
    async with house.journal.batch() as batch:
        taken = await batch.claim(placed)
        found = {one.seq for one in batch.motley}
    assert {one.report.header.id.seq for one in taken}.isdisjoint(found)
    return found


async def test_a_vehicle_brings_only_so_many(house: House) -> None:
    """What it has brought goes on; one too many is not taken in, nor after a restart."""
    assert await refused(house, *[sending(seq, (seq,)) for seq in (1, 2, 3, 4)]) == {4}
    assert await refused(house, sending(5, (2,)), sending(6, (1,), (6, 7))) == {6}
    assert await refused(house.reopened(), sending(7, (3,)), sending(8, (8,))) == {8}
    assert await house.take(sending(9, (1,), (2,)), sending(10)) == {
        one.report.header.id for one in (sending(9), sending(10))
    }


async def test_no_vehicle_is_refused_for_another(house: House) -> None:
    """Whoever has room brings a set for all, in the same batch as who has none, too."""
    await refused(house, *[sending(seq, (seq,)) for seq in (1, 2, 3)])
    both = [sending(4, (40,)), sending(4, (40,), vin=OTHER_CAR)]
    assert await refused(house, *both) == set()
    assert await refused(house, sending(5, (40,)), sending(6, (60,))) == {6}


async def test_a_set_is_kept_once(house: House) -> None:
    """In whatever batch and by whomever; the order of the columns makes it another one."""
    await house.take(sending(1, (7, 3)), sending(1, (7, 3), (3, 7), vin=OTHER_CAR))
    await house.reopened().take(sending(2, (3, 7)))
    if isinstance(house.source, Memory):
        assert set(house.source.rows.signal_sets) == {(7, 3), (3, 7)}
        return
    async with house.source.connection() as connection:
        cursor = await connection.execute("select numbers from signal_sets order by id")
        assert await cursor.fetchall() == [([],), ([7, 3],), ([3, 7],)]
