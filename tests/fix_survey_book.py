"""Books of surveys over memory and over PostgreSQL, filled by what vehicles measure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from gateway.domain.instant import EPOCH
from gateway.domain.vin import Vin
from gateway.pipeline.memory import Memory, MemorySurveyBook
from gateway.pipeline.surveys import SurveyBook
from gateway.store.pool import Pool
from gateway.store.roll_ups import roll_up
from gateway.store.surveys import PostgresSurveyBook
from tests.fix_blocks import a_block
from tests.fix_days import ByHour, hours
from tests.fix_store import CAR, OTHER_CAR, House

MODEL = "Meridian E2"


@dataclass(kw_only=True)
class Rolled:
    """A book of surveys, and roll-ups that grow."""

    house: House
    book: SurveyBook
    _said: dict[Vin, dict[int, dict[int, list[float]]]] = field(default_factory=dict)

    async def measure(self, vin: Vin, signal: int, samples: ByHour) -> None:
        """Adds these samples to what the vehicle has said, and rolls them up."""
        known = self._said.setdefault(vin, {}).setdefault(signal, {})
        for hour, values in samples.items():
            known.setdefault(hour, []).extend(values)
        if isinstance(self.book, MemorySurveyBook):
            own = {number: hours(told) for number, told in self._said[vin].items()}
            self.book.roll_up(vin, own, first=min(samples))
        elif isinstance(self.house.source, Pool):
            await _store(self.house.source, vin, signal, samples)
            await roll_up(self.house.source, days=True)

    async def dues(self, end: int) -> Sequence[Vin]:
        return sorted(one.vin for one in await self.book.due(end, []))


async def _store(pool: Pool, vin: Vin, signal: int, samples: ByHour) -> None:
    async with pool.connection() as connection:
        cursor = await connection.execute("select id from vehicles where vin = %s", [vin.text])
        [(vehicle,)] = await cursor.fetchall()
        for hour, values in samples.items():
            rows = [(value,) for value in values]
            at = EPOCH + timedelta(hours=hour)
            await a_block(connection, vehicle, at, *rows, signals=(signal,))


@pytest.fixture
async def rolled(house: House) -> Rolled:
    """Two registered cars of one model without a single hour, and none of them due."""
    book: SurveyBook
    if isinstance(house.source, Memory):
        book = MemorySurveyBook(house.source, {CAR: MODEL, OTHER_CAR: MODEL})
    else:
        book = PostgresSurveyBook(house.source)
    return Rolled(house=house, book=book)
