"""A recorded drive of a healthy car opens no case, however hard it was and badly logged."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from diagnostics_rules import RULEBOOK
from gateway.demo.score.stand_in import StandIn
from tests.fix_loggers import Recording, recordings
from tests.fix_triage import CAR

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)


async def cases(recording: Recording) -> list[str]:
    """The rules whose cases it opens, through the real decoding, ordering, judge and desk."""
    gateway = StandIn(RULEBOOK, NINE)
    for frame in recording.frames(CAR, NINE):
        await gateway.live(frame.received_at, [frame])
    return [str(case.rule) for case in gateway.cases()]


@pytest.mark.slow
@given(recordings())
async def test_no_case_is_opened(recording: Recording) -> None:
    """Frost and heat, passes and trailers, few signals, gaps, steps and nonsense."""
    assert await cases(recording) == []
