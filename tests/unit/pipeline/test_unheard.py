"""What a finding misses, until it comes."""

from dataclasses import replace
from unittest.mock import patch

from diagnostics_rules import RULEBOOK
from gateway.care.conclusion import MOST_TOLD
from gateway.domain.component import TELEMATICS
from gateway.domain.report import Frame
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from gateway.pipeline import unheard
from gateway.pipeline.judging import CAME_LATE
from gateway.pipeline.memory import MemoryJournal
from gateway.triage.condition import any_of
from gateway.triage.measured import latest
from gateway.triage.reported import code
from gateway.triage.rulebook import Rulebook
from gateway.triage.units import minutes
from gateway.triage.units import volts as a_volt
from proto.v1 import telemetry_pb2
from tests import fix_wire as wire
from tests.fix_intake import Heard, a_frame, an_intake
from tests.fix_station import LOST, Station, clocks, codes, volts
from tests.fix_store import CAR

GONE = code(TELEMATICS, wire.SERVICES_LOST).failed
LOW = latest(LV_BATTERY_VOLTAGE, within=minutes(2)) < a_volt(11)
GONE_OR_LOW = Rulebook(
    rules=(replace(RULEBOOK.rules[0], when=any_of(GONE, LOW)),),
    catalogue=RULEBOOK.catalogue,
    remedies=RULEBOOK.remedies,
    release="2026.11",
)
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


def a_station_of_two_signs(heard: Heard | None = None) -> Station:
    station = Station()
    station.intake = an_intake(
        MemoryJournal(station.memory), heard, wall=station.wall, rulebook=GONE_OR_LOW
    )
    return station


async def test_what_a_rule_lacked_is_missing_no_more_once_it_is_known() -> None:
    """It stays found by its code, and what is missing of reports is left alone."""
    heard = Heard()
    station = a_station_of_two_signs(heard)
    await station.take(codes(1, {}), codes(4, LOST))
    await station.wait()
    gap = "2 reports after 02 Apr 10:21:00 and before 02 Apr 10:24:00 (UTC)"
    assert [one.missing for one in station.findings] == [("12 V battery", gap)]
    await station.take(codes(5, LOST))
    assert [one.missing for one in station.findings] == [("12 V battery", gap)]
    before = heard.woken
    await station.take(volts(6))
    assert [one.missing for one in station.findings] == [(gap,)]
    assert heard.woken > before, "nobody judges anew"
    await station.take(volts(2), codes(3, {}))
    assert [one.missing for one in station.findings] == [()]


async def test_what_was_known_once_is_missing_no_more_however_much_comes_at_once() -> None:
    """A car comes back with what it measured, and after that the voltage is old again."""
    station = a_station_of_two_signs()
    await station.take(codes(1, {}), codes(2, LOST))
    assert [one.missing for one in station.findings] == [("12 V battery",)]
    await station.take(volts(3), *(codes(seq, LOST) for seq in range(4, 9)))
    assert [one.missing for one in station.findings] == [()]


async def test_what_is_found_late_misses_nothing_that_the_same_batch_tells() -> None:
    """What came late is judged first, and then what has its turn."""
    station = a_station_of_two_signs()
    await station.take(codes(1, {}), without_volts(9))
    await station.wait()
    await station.take(codes(5, LOST), volts(10))
    [found] = station.findings
    assert CAME_LATE in found.evidence
    assert "12 V battery" not in found.missing


async def test_every_gap_that_is_named_stays_when_a_rule_knows_all() -> None:
    """One before all that was heard, one of one report, and those that are only counted."""
    station = a_station_of_two_signs()
    with patch.object(unheard, "MOST_NAMED", 2):
        early = [codes(seq, {}, **at(10 * seq)) for seq in (3, 5, 7)]
        await station.take(*early, codes(9, LOST, **at(90)))
        await station.wait()
    [before] = station.findings
    voltage, *gaps = before.missing
    assert (voltage, gaps[-1]) == ("12 V battery", "and 2 more gaps")
    assert [gap[:16] for gap in gaps[:-1]] == ["2 reports before", "1 report after 0"]
    await station.take(volts(10, **at(160)))
    assert [one.missing for one in station.findings] == [tuple(gaps)]


def at(uptime_s: int) -> dict[str, int]:
    """All of it comes at noon."""
    return {"uptime_ms": uptime_s * 1000, "age_ms": (1000 - uptime_s) * 1000}


def without_volts(seq: int) -> Frame:
    return a_frame(wire.telemetry(CAR, seq, {12: [0.0]}, **clocks(seq)))
