"""Windows stay small: rows are packed, merged, dropped in time, and payloads are let go."""

import gc
from datetime import timedelta
from unittest.mock import patch
from weakref import ref

import numpy as np
import pytest

from diagnostics_rules import RULEBOOK
from gateway.domain.report import Matrix, Placed, Telemetry, TimeSource
from gateway.triage import recent
from gateway.triage.heard import Heard
from gateway.triage.judge import judge, rebuild
from gateway.triage.window import Window
from tests.fix_plain_judge import plain_absorb
from tests.fix_triage import CAR, NINE, header

SIGNALS = (2, 10, 23, 24, 30, 41, 50, 51, 52, 53, 63, 3)
WELL = (2.0, 13.0, 30.0, 2e6, 50.0, 3000.0, 240.0, 240.0, 240.0, 240.0, 0.0, 1e6)


def driving(seq: int, rows: int = 10, signals: tuple[int, ...] = SIGNALS) -> Heard:
    """A row a second of a car that is well, the next rows after those before."""
    at = NINE + timedelta(seconds=(seq - 1) * rows)
    values = np.array([WELL[SIGNALS.index(one)] for one in signals], np.float32)
    matrix = Matrix.of(
        signals, np.arange(rows, dtype=np.uint32) * 1000, np.tile(values, (rows, 1))
    )
    return Placed.of(Telemetry(header(seq, at), (matrix,)), at, TimeSource.UPTIME)


def short(seq: int, rows: int, signals: tuple[int, ...] = ()) -> Heard:
    """So many rows within a second, and one more of these signals alone."""
    at = NINE + timedelta(seconds=seq)
    matrix = Matrix.of(SIGNALS, np.arange(rows, dtype=np.uint32), np.tile(WELL, (rows, 1)))
    more = Matrix.of(signals, np.zeros(1, np.uint32), np.array([WELL[: len(signals)]]))
    both = (matrix, more) if signals else (matrix,)
    return Placed.of(Telemetry(header(seq, at), both), at, TimeSource.UPTIME)


def after(drive: list[Heard], batch: int = 1) -> Window:
    window = Window()
    for first in range(0, len(drive), batch):
        judged = judge(RULEBOOK, {CAR: window}, drive[first : first + batch])
        assert not judged.findings
        window = judged.windows[CAR]
    return window


def packed(window: Window) -> int:
    """Bytes of the rows that are kept."""
    assert isinstance(window.tracks, recent.Recent)
    return sum(len(block[4]) for block in window.tracks.blocks)


@pytest.mark.parametrize("rows", [1, 10, 60])
def test_a_window_is_as_small_after_an_hour_as_after_minutes(rows: int) -> None:
    """A row a second: no more than the longest hold and what has not been dropped yet."""
    sizes = [
        packed(after([driving(seq, rows) for seq in range(1, s // rows)])) for s in (900, 3600)
    ]
    width = 8 + 4 * len(RULEBOOK.needs.signals)
    hold_s = max(keep.hold_ms for keep in RULEBOOK.needs.signals.values()) // 1000
    for size in sizes:
        assert size <= width * (hold_s + 3 * max(60, 8 * rows))


def test_two_sets_of_signals_in_turns_are_dropped_in_time_too() -> None:
    """Of each the blocks that are behind a whole one of its own are let go."""
    sets = SIGNALS[:6], SIGNALS[6:]
    sizes = [
        packed(after([driving(seq, 10, sets[seq % 2]) for seq in range(1, s // 10)]))
        for s in (3600, 7200, 10800)
    ]
    assert max(sizes) < 1.1 * sizes[0]


def test_what_came_late_goes_with_what_came_before_it() -> None:
    """Blocks that came late are let go like those that came in time."""
    drive = [driving(seq) for seq in range(1, 705)]
    late = [drive[place ^ 63] for place in range(704)]
    usual, turned = packed(after(drive)), packed(after(late))
    assert turned <= 1.1 * usual


def test_a_long_drive_read_at_once_does_not_stay() -> None:
    """What a window keeps of it is in no array that holds the rest as well."""
    window = rebuild(RULEBOOK, {}, [driving(seq) for seq in range(1, 1000)])
    assert isinstance(window.tracks, recent.Recent)
    assert window.tracks.settled
    assert all(
        values.base is None
        for track in window.tracks.settled.values()
        for values in (track.at_ms, track.values)
    )


def test_what_is_dropped_was_not_needed() -> None:
    """After an hour the tracks are those of a window that was kept in order all the time."""
    drive = [driving(seq) for seq in range(1, 361)]
    plainly = Window()
    for each in drive:
        plainly = plain_absorb(plainly, each, RULEBOOK)
    window = after(drive)
    assert dict(plainly.tracks) == dict(window.tracks)
    assert RULEBOOK.needs.signals.keys() & {*SIGNALS} == {*window.tracks}


def test_many_sets_of_signals_do_not_fill_the_memory() -> None:
    """A car that names its signals differently each time is put in order now and then."""
    drive = [
        driving(seq, 1, tuple(np.roll(SIGNALS, seq)[: 1 + seq % 11].tolist()))
        for seq in range(1, 2000)
    ]
    window = after(drive, batch=50)
    assert isinstance(window.tracks, recent.Recent)
    assert len(window.tracks.blocks) <= recent.MOST_BLOCKS + 50
    plainly = Window()
    for each in drive:
        plainly = plain_absorb(plainly, each, RULEBOOK)
    assert dict(plainly.tracks) == dict(window.tracks)


@pytest.mark.parametrize("signals", [(), SIGNALS[:1]], ids=["alone", "with one row more"])
def test_a_few_long_reports_among_short_ones_do_not_fill_the_memory(
    signals: tuple[int, ...],
) -> None:
    """Whether a long one or a short one came last: the bound, and what is still loose."""
    window, most, bound = Window(), 0, 24 * 4096
    with patch.object(recent, "MOST_BYTES", bound):
        for seq in range(1, 400):
            heard = short(seq, 80 if seq % 9 else 1000, signals)
            window = judge(RULEBOOK, {CAR: window}, [heard]).windows[CAR]
            most = max(most, packed(window))
    width = 8 + 4 * len(SIGNALS)
    assert bound < most <= bound + (1000 + 7 * 80) * width + 8 * 12


def test_a_window_keeps_no_payload_alive() -> None:
    """It copies the columns that rules read; the matrix that they came in can go."""
    heard = driving(1)
    assert isinstance(heard.report, Telemetry)
    payload = ref(heard.report.matrices[0].values)
    window = after([heard])
    del heard
    gc.collect()
    assert payload() is None
    assert window.tracks
