"""One log with every defect: what is said of each line, and what is left."""

import numpy as np
import pytest

from simulator.replay.account import summary, told
from simulator.replay.recording import Recording
from tests.fix_replay import SIGNALS, measured

SAID = [
    "line 11: values for this time were there already: 21.11.2026 08:00:04,000",
    "line 12: unreadable time: 'gestern' is no time as '%d.%m.%Y %H:%M:%S,%f'",
    "line 13: time goes back: 01.01.1970 00:00:07,000",
    "line 14: unreadable value: Geschwindigkeit [km/h]: 'schnell' is no number",
    "line 15: wrong number of columns: 6 of 8",
    "line 16: the header again",
    "line 17: time leaps and comes back: 31.12.2099 23:59:59,000",
    "line 18: nothing measured",
    "line 19: unreadable value: Geschwindigkeit [km/h]: '999e99' is no number",
    "line 19: no readable value",
    "line 20: unreadable value: Geschwindigkeit [km/h]: no unit 'Parsec'",
    "line 21: unreadable value: Kühlmittel: bar measures pressure, not temperature",
    "line 24: wrong number of columns: 7 of 8",
    "line 26: torn off: 1 of 8",
]


def test_every_defect_is_reported_with_its_line(worst_drive: Recording) -> None:
    """In the order of the file; what needs no words gets none."""
    said = list(told(worst_drive.notes))
    assert [len(SAID)] == [len(said)]
    assert [True] * len(SAID) == [
        line.startswith(start) for line, start in zip(said, SAID, strict=True)
    ]


def test_all_that_can_be_read_is_used(worst_drive: Recording) -> None:
    """Every value in the contract's unit at its own time, late rows sorted in."""
    assert [*SIGNALS] == [*worst_drive.tracks]
    for name, track in worst_drive.tracks.items():
        seconds, values = zip(*measured(name), strict=True)
        assert [round(second * 1000) for second in seconds] == track.times_ms.tolist()
        assert track.values == pytest.approx(values, rel=1e-6)
        assert track.values.dtype == np.float32


def test_the_account_adds_up(worst_drive: Recording) -> None:
    """Rows read are rows used and rows skipped."""
    assert worst_drive.rows_read == 22
    assert worst_drive.rows_used + worst_drive.skipped.total() == worst_drive.rows_read
    words = list(summary(worst_drive))
    assert words[0] == "22 rows read, 12 used, 10 skipped, 4 values unreadable"
    samples = sum(len(measured(name)) for name in SIGNALS)
    assert f"{samples} samples in 2 h 30 min 03 s" in words
    assert "        5 ODOMETER_M, 4.52105e+07 to 4.5219e+07 m" in words
