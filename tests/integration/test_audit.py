"""The store's own count of what arrived, what was taken out and what was given up."""

from collections.abc import Sequence
from typing import Any

import pytest

from gateway.domain.report import Omission, OmissionReason, Placed
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.store.audit import Samples, audit
from gateway.store.pool import Pool
from tests.fix_store import CAR, House
from tests.fix_triage import measured

pytestmark = pytest.mark.slow

BOOT = measured(1, 0, LV_BATTERY_VOLTAGE, 12.5).report.header.id.boot_id
OUT_OF_MEMORY, NO_LONGER_KEPT = OmissionReason


def batch(seq: int, rows: int, thinned: int = 0) -> Placed[Any]:
    """So many samples of one signal, less what was thinned out before."""
    placed = measured(seq, seq, LV_BATTERY_VOLTAGE, [12.5] * rows, vin=CAR)
    return placed._replace(report=placed.report._replace(thinned_samples=thinned))


def confession(
    seq: int, spans: Sequence[tuple[int, int, int]], reason: OmissionReason = OUT_OF_MEMORY
) -> Placed[Any]:
    omissions = tuple(
        Omission(boot_id=BOOT, first_seq=first, last_seq=last, samples=samples, reason=reason)
        for first, last, samples in spans
    )
    placed = batch(seq, 1)
    return placed._replace(report=placed.report._replace(matrices=(), omissions=omissions))


@pytest.fixture
def pool(house: House) -> Pool:
    if not isinstance(house.source, Pool):
        pytest.skip("the audit is made of SQL")
    return house.source


async def test_every_sample_is_in_one_column(house: House, pool: Pool) -> None:
    """Stored, thinned out, given up; what was given up and arrived counts as arrived."""
    # Of ten reports with ten samples each: 1 whole, 2 thinned, 4 whole after it was given up
    # with 3 and 5, 6 to 9 given up in two pieces that were asked for again; 10 is on board.
    await house.take(batch(1, 10), batch(2, 5, thinned=5))
    await house.take(confession(11, [(3, 5, 30), (6, 7, 20), (8, 9, 20)]))
    await house.take(batch(4, 3, thinned=7))
    await house.take(confession(12, [(7, 9, 0)], NO_LONGER_KEPT))
    found = await audit(pool)
    key = (CAR, BOOT)
    assert found.samples == {key: Samples(stored=18, thinned=12, omitted=60)}
    assert found.omitted == {key: 6}
    assert found.boots == {key: (5, 12)}
    assert (found.doubled, found.without_content) == (0, 0)


async def test_a_report_without_content_is_seen(house: House, pool: Pool) -> None:
    """What is in the ledger is there, or is missed; who has no samples has a header."""
    empty = batch(1, 1)
    empty = empty._replace(report=empty.report._replace(matrices=()))
    await house.take(empty, confession(2, [(1, 1, 5)]))
    assert (await audit(pool)).without_content == 0
    async with house.journal.batch() as claimed:
        await claimed.claim([batch(3, 1)])
    assert (await audit(pool)).without_content == 1
