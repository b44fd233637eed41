"""Intake in order: what waits is stored and judged once; what comes too late is marked."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from gateway.pipeline import judging
from gateway.pipeline.holdback import HOLD_BACK
from gateway.pipeline.judging import CAME_LATE
from proto.v1 import presence_pb2, telemetry_pb2
from tests import fix_wire as wire
from tests.fix_intake import a_frame
from tests.fix_station import LOST, Station, codes, volts
from tests.fix_store import CAR


async def test_behind_a_gap_it_is_stored_and_not_judged_yet() -> None:
    """Nobody waits with the acknowledgement; when the gap fills, all is judged in order."""
    station = Station()
    await station.take(volts(1), codes(3, LOST))
    assert (station.stored, station.waiting, station.findings) == ([1, 3], [3], [])
    await station.take(volts(2))
    assert (station.waiting, len(station.findings)) == ([], 1)


async def test_a_gap_that_does_not_fill_is_waited_for_no_longer_than_the_bound() -> None:
    """Also when nothing else comes."""
    station = Station()
    await station.take(volts(1), codes(3, LOST))
    await station.wait(HOLD_BACK - timedelta(seconds=1))
    assert station.findings == []
    await station.wait(timedelta(seconds=1))
    assert (station.waiting, len(station.findings)) == ([], 1)
    assert not await station.intake.release()


async def test_how_long_is_waited_can_be_set() -> None:
    """For a broker that takes longer to bring back what was not acknowledged."""
    station, longer = Station(), timedelta(seconds=35)
    station.intake.order.hearing.hold_back = longer
    await station.take(volts(1), codes(3, LOST))
    await station.wait(longer - timedelta(seconds=1))
    assert station.findings == []
    await station.wait(timedelta(seconds=1))
    assert (station.waiting, len(station.findings)) == ([], 1)


async def test_after_a_restart_what_waited_is_judged_once() -> None:
    """The rows are found again, whether its bound or its gap ends the waiting."""
    for frames in ([], [volts(2)], [volts(2), codes(3, LOST)]):
        station = Station()
        await station.take(volts(1), codes(3, LOST))
        station.intake = station.started()
        await station.take(*frames)
        await station.wait()
        station.intake = station.started()
        await station.wait()
        assert (station.waiting, len(station.findings)) == ([], 1)
        assert len(station.memory.rows.episodes) == 1


async def test_a_fault_that_came_and_went_is_seen_in_order() -> None:
    """Although the broker brought what was older behind what was newer."""
    station = Station()
    await station.take(volts(1))
    await station.take(codes(3, {}))
    await station.take(codes(2, LOST))
    [episode] = station.memory.rows.episodes.values()
    [row] = station.memory.rows.findings.values()
    assert episode.ended_at is not None
    assert row.ended_at is not None
    assert row.finding.evidence[-1] != CAME_LATE


async def test_what_comes_too_late_is_marked() -> None:
    """The finding that rests on it, the ledger, and the count on the intake page tell."""
    station = Station()
    await station.take(volts(1), volts(3))
    await station.wait()
    await station.take(codes(2, LOST))
    [finding] = station.findings
    assert finding.evidence[-1] == CAME_LATE
    assert [report.seq for report in station.memory.rows.late] == [2]
    assert station.memory.rows.oddities["came_late", CAR.masked] == 1


async def test_a_finding_names_the_gaps_in_what_its_rule_reads() -> None:
    """Those within its sight, by the times of the reports around them; no others."""
    station = Station()
    await station.take(*(volts(seq, 11.5) for seq in (1, 2, 4)))
    await station.wait()
    await station.take(*(volts(seq) for seq in range(5, 30)), codes(30, LOST))
    low, lost = station.findings
    assert low.rule == "low_voltage.battery_low"
    assert low.missing == ("1 report after 02 Apr 10:22:00 and before 02 Apr 10:24:00 (UTC)",)
    assert lost.missing == ()


async def test_a_later_boot_waits_for_what_an_earlier_one_has_on_board() -> None:
    """The presence names it; when it has come, the new boot is judged."""
    station = Station()
    new: dict[str, Any] = {"boot_id": wire.BOOT + 1, "boot_count": 2}
    earlier = [presence_pb2.EarlierBoot(boot_id=wire.BOOT, boot_count=1, last_seq=2)]
    await station.take(volts(1))
    await station.take(a_frame(wire.presence(CAR, earlier=earlier, **new), "presence"))
    await station.take(codes(1, {}, **new))
    assert station.waiting == [1]
    await station.take(codes(2, LOST))
    assert station.waiting == []
    [row] = station.memory.rows.findings.values()
    assert row.ended_at is not None


async def test_what_the_car_has_given_up_is_not_waited_for() -> None:
    """It owns up to it in the report behind."""
    station = Station()
    await station.take(volts(1))
    gone = wire.given_up(2, 3, samples=40)
    await station.take(codes(4, LOST))
    assert station.waiting == [4]
    owning_up = telemetry_pb2.Telemetry.FromString(volts(5).payload)
    owning_up.omissions.append(gone)
    await station.take(a_frame(owning_up.SerializeToString()))
    assert (station.waiting, len(station.findings)) == ([], 1)
    assert [gap for gap in station.memory.rows.gaps.values() if gap] == []


async def test_a_reply_does_not_wait() -> None:
    """It is applied at once; only the order of what is judged knows of the gap."""
    station = Station()
    await station.take(volts(1), a_frame(wire.reply(CAR, 3, UUID(int=7)), "replies"))
    assert len(station.memory.rows.replies) == 1
    await station.take(codes(4, LOST))
    assert station.findings == []
    await station.take(volts(2))
    assert (station.waiting, len(station.findings)) == ([], 1)


async def test_gaps_are_noted_and_go_when_they_fill() -> None:
    """With the event times around them; what a presence tells of is missing too."""
    station = Station()
    await station.take(volts(1), volts(4))
    [gap] = [one for one in station.memory.rows.gaps.values() if one]
    assert (gap.first_seq, gap.last_seq) == (2, 3)
    assert gap.since is not None
    assert gap.until == gap.since + timedelta(minutes=3)
    await station.take(volts(3), volts(2))
    await station.take(a_frame(wire.presence(CAR, last_seq=6), "presence"))
    [gap] = [one for one in station.memory.rows.gaps.values() if one]
    assert (gap.first_seq, gap.last_seq) == (5, 6)
    await station.take(volts(5), volts(6))
    assert [one for one in station.memory.rows.gaps.values() if one] == []


async def test_a_fault_of_ours_does_not_hold_up_what_comes_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What cannot be judged when its time has come is counted, and nothing waits for it."""
    station = Station()
    await station.take(volts(1), codes(3, LOST))

    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(judging, "fold_all", broken)
        await station.wait()
    assert (station.waiting, station.findings) == ([], [])
    assert station.memory.rows.oddities["not_judged", "ZeroDivisionError"] == 1
    await station.take(codes(4, LOST))
    assert len(station.findings) == 1


async def test_a_smooth_drive_never_asks_the_ledger() -> None:
    """Reports that follow one another cost no look at the waiting room."""
    station = Station()
    await station.take(volts(1))
    expected = dict(station.intake.order.expected)
    assert expected[CAR.text][3] == 2
    looked_at = {**station.memory.rows.told}
    for seq in range(2, 9):
        await station.take(volts(seq))
    assert looked_at == station.memory.rows.told
    assert station.intake.order.expected[CAR.text][3] == 9
