"""What is left of a batch when it is done: nothing."""

import gc
from datetime import timedelta
from typing import Any
from weakref import ref

import pytest

from gateway.domain.component import INFOTAINMENT
from gateway.domain.report import Placed
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.domain.vin import Vin
from gateway.store.pool import open_pool
from tests.fix_store import StillClock, an_entry, in_postgres
from tests.fix_triage import faulty, measured

pytestmark = pytest.mark.slow
CAR = Vin("WVWZZZ1JZXW000001")


async def test_a_batch_goes_when_it_is_done(dsn: str) -> None:
    """With its claims, without waiting for Python to look for what refers to itself."""
    async with open_pool(dsn) as pool:
        house = in_postgres(pool, StillClock())
        gc.disable()
        try:
            async with house.journal.batch() as batch:
                seen = ref(batch)
                said: list[Placed[Any]] = [
                    measured(1, 0, LV_BATTERY_VOLTAGE, [12.5], vin=CAR),
                    faulty(2, 0, INFOTAINMENT, {"U3000-49": 0x2F}, vin=CAR),
                ]
                await batch.claim(said)
                await batch.recall([CAR], timedelta(days=1))
                await batch.waiting_room.gaps([CAR])
                await batch.keep(an_entry(said))
            del batch
            assert seen() is None
        finally:
            gc.enable()
