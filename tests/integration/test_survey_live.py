"""A gateway that runs finds by itself what days have told, and opens the case."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.store.pool import open_pool
from tests.contract.test_surveyor import LEAK, NAIL, TYRES
from tests.fix_blocks import a_block, a_vehicle
from tests.fix_embedded import LiveBroker
from tests.fix_serving import a_gateway, eventually, forget_session

pytestmark = pytest.mark.slow
_TOLD = """
select f.rule, f.evidence[1], c.state, v.body ->> 'title'
from findings f join cases c using (vehicle_id, component, code)
join verdicts v on v.case_id = c.id
"""


async def test_it_looks_back_on_days_as_soon_as_it_runs(
    broker: LiveBroker, dsn: str, tmp_path: Path
) -> None:
    """Blocks of two weeks are rolled up, surveyed, and concluded, with no report at all."""
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    signals = [tyre.number for tyre in TYRES]
    async with open_pool(dsn, size=2) as pool, pool.connection() as connection:
        vehicle = await a_vehicle(connection, "WVWZZZ1JZXW000001")
        for ago, pressure in zip(range(len(NAIL), 0, -1), NAIL, strict=True):
            row = (pressure, 260.0, 260.0, 260.0)
            at = today - timedelta(days=ago, hours=-8)
            await a_block(connection, vehicle, at, row, row, signals=signals)
    await forget_session(broker)
    async with a_gateway(broker, dsn, tmp_path) as live:

        async def told() -> list[tuple[Any, ...]]:
            async with live.pool.connection() as connection:
                return await (await connection.execute(_TOLD)).fetchall()

        [(rule, evidence, state, title)] = await eventually(told, bool)
    assert (rule, title) == (LEAK, "Tyre pressure front left low")
    assert "was -40 kPa, from -6 kPa to -46 kPa, at most -15 kPa, by 14 days" in evidence
    assert state != "closed"
    await forget_session(broker)
