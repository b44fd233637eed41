"""What a finding misses, until it comes."""

from gateway.care.conclusion import MOST_TOLD
from gateway.domain.report import Frame
from proto.v1 import telemetry_pb2
from tests import fix_wire as wire
from tests.fix_intake import a_frame
from tests.fix_station import Station, codes, volts

ALL = "2 reports after 02 Apr 10:22:00 and before 02 Apr 10:25:00 (UTC)"


async def a_low_battery() -> Station:
    """Found although two reports are missing from what its rule reads."""
    station = Station()
    await station.take(*(volts(seq, 11.5) for seq in (1, 2, 5, 6, 7)))
    await station.wait()
    [low] = station.findings
    assert (low.rule, low.missing) == ("low_voltage.battery_low", (ALL,))
    return station


async def test_what_has_come_is_missing_no_more() -> None:
    """Piece by piece: what is left of a gap stands in its place."""
    station = await a_low_battery()
    await station.take(volts(8, 11.5))
    assert [one.missing for one in station.findings] == [(ALL,)]
    await station.take(volts(3, 11.5))
    left = "1 report after 02 Apr 10:23:00 and before 02 Apr 10:25:00 (UTC)"
    assert [one.missing for one in station.findings] == [(left,)]
    await station.take(volts(4, 11.5))
    assert [one.missing for one in station.findings] == [()]


async def test_what_was_given_up_stays_missing() -> None:
    """Nobody waits for it, and nobody can say that it was judged."""
    station = await a_low_battery()
    gone = wire.given_up(3, 4, samples=40)
    owning_up = telemetry_pb2.Telemetry.FromString(volts(8, 11.5).payload)
    owning_up.omissions.append(gone)
    await station.take(a_frame(owning_up.SerializeToString()))
    assert [gap for gap in station.memory.rows.gaps.values() if gap] == []
    assert [one.missing for one in station.findings] == [(ALL,)]


async def test_a_gap_of_another_matter_is_left_alone() -> None:
    """A finding that does not name it says nothing of it."""
    station = await a_low_battery()
    await station.take(*(volts(seq, 11.5) for seq in range(9, 40)), codes(40, {}))
    await station.wait()
    assert [one.missing for one in station.findings] == [(ALL,)]
    await station.take(volts(8, 11.5))
    assert [one.missing for one in station.findings] == [(ALL,)]


def soon_after(seq: int) -> Frame:
    """A report each four seconds, of which the last is two minutes old."""
    return volts(seq, 11.5, uptime_ms=seq * 4_000, age_ms=120_000 + (150 - seq) * 4_000)


async def test_of_many_gaps_none_is_left_when_all_have_filled() -> None:
    """However many a verdict tells of."""
    station = Station()
    await station.take(*map(soon_after, range(1, 150, 2)))
    await station.wait()
    [low] = station.findings
    assert len(low.missing) > MOST_TOLD
    await station.take(*map(soon_after, range(2, 150, 2)))
    assert [one.missing for one in station.findings] == [()]
