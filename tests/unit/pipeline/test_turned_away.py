"""Reports that were read and not taken in: kept aside with their reason."""

import pytest

from gateway.domain.report import RefusalReason
from gateway.pipeline.memory.journal import MemoryJournal
from gateway.pipeline.memory.transaction import Memory
from tests import fix_wire as wire
from tests.fix_intake import a_frame, an_intake
from tests.fix_store import CAR


async def test_too_many_sets_of_signals(monkeypatch: pytest.MonkeyPatch) -> None:
    """The frame is kept as it came, the others are taken in; the vehicle may go on."""
    monkeypatch.setattr("gateway.pipeline.motley.MOST_SETS", 2)
    memory = Memory()
    frames = [a_frame(wire.telemetry(CAR, seq, {9 + seq: [1.0]})) for seq in (1, 2, 3)]
    await an_intake(MemoryJournal(memory)).take([*frames, frames[0]])
    [row] = memory.rows.refused.values()
    assert row.refusal.frame == frames[2]
    assert row.refusal.reason is RefusalReason.TOO_MANY_SIGNAL_SETS
    assert sorted(one.seq for one in memory.rows.reports) == [1, 2]
