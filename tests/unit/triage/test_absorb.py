"""Windows: late, doubled and untimed reports."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.component import BRAKES, ComponentId
from gateway.domain.report import TimeSource
from gateway.domain.signal import LV_BATTERY_VOLTAGE, ODOMETER
from gateway.domain.trouble_code import TroubleCode
from gateway.triage.absorb import MOST_COMPONENTS, absorb
from gateway.triage.heard import LONGEST_REPORT_MS, Heard
from gateway.triage.window import Window
from tests.fix_triage import CAR, faulty, measured, streams

NEEDS = RULEBOOK.needs
SENSOR = TroubleCode.parse("C0035-13")


def after(*heard: Heard) -> Window:
    window = Window()
    for each in heard:
        window = absorb(window, each, NEEDS)
    return window


@given(streams(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_does_not_matter(stream: list[Heard], random: Random) -> None:
    """Late or early, once or twice: the same reports make the same window."""
    ours = [each for each in stream if each.report.header.id.vin == CAR]
    shuffled = ours + ours[:3]
    random.shuffle(shuffled)
    assert after(*ours) == after(*shuffled)


def test_an_older_fault_report_does_not_overwrite_a_newer_one() -> None:
    """Order is boot count and sequence, whatever the clock says."""
    newer = faulty(1, 0, BRAKES, {}, boot_count=2)
    older = faulty(9, 60, BRAKES, {"C0035-13": 0x2F}, boot_count=1)
    assert not after(newer, older).memories[BRAKES].entries
    assert not after(older, newer).memories[BRAKES].entries


def test_snapshots_are_left_to_the_store() -> None:
    """The window stays small; the status stays."""
    window = after(faulty(1, 0, BRAKES, {"C0035-13": 0x2F}))
    entry = window.memories[BRAKES].entries[SENSOR]
    assert (entry.status, entry.snapshots) == (0x2F, ())


def test_samples_of_an_unknown_time_are_no_evidence() -> None:
    """A report that rests on its arrival was measured in an earlier boot, nobody knows when."""
    heard = measured(1, 0, LV_BATTERY_VOLTAGE, 9.0, source=TimeSource.ARRIVAL)
    assert Window() == after(heard)


def test_faults_of_an_unknown_time_count_all_the_same() -> None:
    """Their order is known, and what a component remembers does not age."""
    window = after(faulty(1, 0, BRAKES, {"C0035-13": 0x2F}, source=TimeSource.ARRIVAL))
    assert SENSOR in window.memories[BRAKES].entries


def test_rows_of_an_impossible_offset_do_not_move_the_time() -> None:
    """A row 49 days after its report's start would make everything else stale."""
    day_s = LONGEST_REPORT_MS / 1000
    heard = measured(1, 0, LV_BATTERY_VOLTAGE, [12.5, 12.5, 12.5], every_s=day_s)
    assert after(measured(1, day_s, LV_BATTERY_VOLTAGE, 12.5)).now_ms == after(heard).now_ms


def test_signals_that_no_rule_reads_are_not_kept() -> None:
    """The store has them; the window does not."""
    assert not after(measured(1, 0, ODOMETER, 1000.0)).tracks


def test_invented_components_are_bounded_but_known_ones_are_always_heard() -> None:
    """A broken unit that makes up component names does not fill the memory."""
    junk = [
        faulty(seq, 0, ComponentId(f"junk_{seq}"), {}) for seq in range(1, MOST_COMPONENTS + 9)
    ]
    window = after(*junk, faulty(999, 0, BRAKES, {}))
    assert len(window.memories) == MOST_COMPONENTS + 1
    assert BRAKES in window.memories


def test_old_samples_are_dropped_as_time_goes_on() -> None:
    """A day of telemetry leaves no more than the last minutes, on every track."""
    window = after(
        *(measured(seq, seq * 600, LV_BATTERY_VOLTAGE, [12.5] * 60) for seq in range(1, 145))
    )
    kept = window.tracks[LV_BATTERY_VOLTAGE.number].at_ms
    assert window.now_ms - int(kept[0]) <= RULEBOOK.span.total_seconds() * 1000
    later = absorb(window, faulty(999, 2 * 86_400, BRAKES, {}), NEEDS)
    assert not later.tracks
