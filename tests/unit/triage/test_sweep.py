"""What a batch has measured: one pass over matrices of every shape."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from gateway.domain.component import TELEMATICS
from gateway.domain.report import Matrix, Placed, Telemetry, TimeSource
from gateway.triage.block import unpacked
from gateway.triage.heard import LONGEST_REPORT_MS, Heard
from gateway.triage.instant import BEGINNING, to_ms
from gateway.triage.present import UNHEARD
from gateway.triage.sweep import Lanes, Swept, sweep
from gateway.triage.track import EMPTY, Keep
from tests.fix_triage import NINE, faulty, header

NAN, INF = np.nan, np.inf
VOLT, SPEED, UNREAD = 10, 23, 99
LANES = Lanes(dict.fromkeys((VOLT, SPEED), Keep(0, 60_000)), [VOLT])
START = to_ms(NINE)
Row = tuple[int, Sequence[float]]


def a_matrix(signals: tuple[int, ...], *rows: Row) -> Matrix:
    """Rows of an offset in milliseconds and a value of each signal."""
    values = np.array([row for _, row in rows], np.float32).reshape(len(rows), len(signals))
    return Matrix.of(signals, np.array([at for at, _ in rows], np.uint32), values)


def heard(*matrices: Matrix, source: TimeSource = TimeSource.UPTIME) -> Heard:
    return Placed.of(Telemetry(header(1), matrices), NINE, source)


def ranges(swept: Swept) -> list[list[float]]:
    """Lowest and highest voltage of each report."""
    return [
        [*both]
        for both in zip(swept.lowest[0].tolist(), swept.highest[0].tolist(), strict=True)
    ]


def newest(swept: Swept) -> list[list[tuple[float, float] | None]]:
    """By signal and report: milliseconds since nine, and the value."""
    samples = np.full((len(LANES.numbers), len(swept.blocks)), UNHEARD)
    for cells, own in swept.newest:
        samples[cells] = np.maximum(samples[cells], own)
    return [
        [None if one == UNHEARD else (one.real - START, one.imag) for one in row]
        for row in samples.tolist()
    ]


def wholeness(swept: Swept) -> list[list[bool]]:
    return [[block[3] for block in own] for own in swept.blocks]


def test_of_two_matrices_of_the_same_signals_both_count() -> None:
    """Whichever of them is the later, lower or higher."""
    one = a_matrix((VOLT, SPEED), (0, [11, 1]), (1000, [14, 2]))
    other = a_matrix((VOLT, SPEED), (500, [12, 3]), (900, [13, 4]))
    for matrices in ((one, other), (other, one)):
        swept = sweep([heard(*matrices), heard(other)], LANES)
        assert ranges(swept) == [[11, 14], [12, 13]]
        assert newest(swept) == [[(1000, 14), (900, 13)], [(1000, 2), (900, 4)]]
        assert swept.newest_ms.tolist() == [START + 1000, START + 900]
        assert [len(own) for own in swept.blocks] == [2, 1]


def test_reports_of_other_row_counts_and_signals_do_not_mix() -> None:
    """In one batch with fault reports; of a signal that nobody looks back on, no range."""
    batch = [
        heard(a_matrix((VOLT, UNREAD), (5, [13, 9]))),
        faulty(1, 0, TELEMATICS, {}),
        heard(a_matrix((VOLT, UNREAD), (0, [11, 9]), (10, [12, 9]), (20, [10, 9]))),
        heard(a_matrix((SPEED,), (7, [30]), (3, [20]))),
    ]
    swept = sweep(batch, LANES)
    assert ranges(swept)[0::2] == [[13, 13], [10, 12]]
    assert np.isnan(ranges(swept)[1::2]).all()
    assert newest(swept) == [
        [(5, 13), None, (20, 10), None],
        [None, None, None, (7, 30)],
    ]
    assert [[block[:3] for block in own] for own in swept.blocks] == [
        [((VOLT,), START + 5, START + 5)],
        [],
        [((VOLT,), START, START + 20)],
        [((SPEED,), START + 3, START + 7)],
    ]
    first, third = (unpacked(EMPTY, VOLT, swept.blocks[place]) for place in (0, 2))
    assert (first.values.tolist(), third.values.tolist()) == ([13], [11, 12, 10])


@pytest.mark.parametrize("odd", [NAN, INF, -INF])
def test_what_is_no_number_was_not_measured(odd: float) -> None:
    """A block is whole when each signal was measured in one of its rows."""
    batch = [
        heard(a_matrix((VOLT, SPEED), (0, [12, 1]), (10, [odd, 2]))),
        heard(a_matrix((VOLT, SPEED), (0, [odd, 1]), (10, [odd, 2]))),
        heard(a_matrix((VOLT, SPEED), (0, [12, 1]), (10, [13, 2]))),
    ]
    swept = sweep(batch, LANES)
    assert newest(swept) == [[(0, 12), None, (10, 13)], [(10, 2), (10, 2), (10, 2)]]
    assert wholeness(swept) == [[True], [False], [True]]


def test_two_infinities_and_a_number_are_a_number() -> None:
    """Both ends are infinite, and the signal was measured all the same."""
    swept = sweep([heard(a_matrix((VOLT,), (0, [-INF]), (1, [12]), (2, [INF])))], LANES)
    assert wholeness(swept) == [[True]]


def test_a_matrix_of_which_nobody_reads_anything_only_tells_the_time() -> None:
    """It leaves no block, and nothing newest."""
    swept = sweep([heard(a_matrix((UNREAD,), (0, [1]), (90, [2])))], LANES)
    assert swept.newest_ms.tolist() == [START + 90]
    assert (swept.blocks, swept.newest) == ([()], [])


def test_a_report_of_unknown_time_tells_nothing_and_one_beside_it_all() -> None:
    """Nor does a row that cannot be, and its neighbours do."""
    row = a_matrix((VOLT,), (0, [11]))
    mad = a_matrix((VOLT,), (0, [12]), (LONGEST_REPORT_MS + 1, [13]))
    batch = [heard(row, source=TimeSource.ARRIVAL), heard(row), heard(mad)]
    swept = sweep(batch, LANES)
    assert newest(swept)[0] == [None, (0, 11), (0, 12)]
    assert swept.newest_ms.tolist() == [BEGINNING, START, START]


def test_nobody_looks_back_on_anything() -> None:
    """Then there is no range, and the newest samples are there."""
    swept = sweep([heard(a_matrix((VOLT,), (0, [11])))], Lanes({VOLT: Keep(0, 60_000)}))
    assert swept.lowest.shape == swept.highest.shape == (0, 1)
    assert len(swept.newest) == 1


def test_a_later_report_of_the_batch_is_not_held_against_an_earlier_one() -> None:
    """Reports start at different times; offsets rise within each."""
    late = Placed.of(
        Telemetry(header(2), (a_matrix((VOLT,), (0, [12])),)),
        NINE - timedelta(seconds=9),
        TimeSource.UPTIME,
    )
    swept = sweep([heard(a_matrix((VOLT,), (0, [11]))), late], LANES)
    assert newest(swept)[0] == [(0, 11), (-9000, 12)]
