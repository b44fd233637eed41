"""Clocks that start anew."""

import pytest

from simulator.replay.midnight import carried_on
from simulator.replay.timestamp import TimeFormat
from tests.fix_proposals import read_as_proposed

CLOCK = TimeFormat("%H:%M:%S")
SECONDS = TimeFormat("s")


@pytest.mark.parametrize(
    "rows",
    [
        "time;speed\n23:59:58;36\n23:59:59;36\n00:00:00;36\n00:00:01;36\n",
        "SECONDS;speed\n86398.5;36\n86399.5;36\n0.5;36\n1.5;36\n",
        "time;speed\n59:58.0;36\n59:59.0;36\n00:00.0;36\n00:01.0;36\n",
    ],
)
def test_a_drive_goes_on(rows: str) -> None:
    """After midnight, and where a spreadsheet has left nothing but minutes after the hour."""
    recording = read_as_proposed(rows)
    assert recording.tracks["VEHICLE_SPEED_M_PER_S"].times_ms.tolist() == [0, 1000, 2000, 3000]
    assert recording.notes == ()


def test_a_row_from_before_midnight_comes_late() -> None:
    """And stays before it; what follows is not two days on."""
    written = [86_398.0, 1.0, 86_399.0, 2.0, 3.0]
    carried = [86_398.0, 86_401.0, 86_399.0, 86_402.0, 86_403.0]
    assert carried_on(written, CLOCK) == carried
    assert carried_on(written, SECONDS) == carried


def test_a_second_drive_in_the_evening() -> None:
    """Is on the same day, and one in the next morning on the next."""
    assert carried_on([28_800.0, 79_200.0, 21_600.0], CLOCK) == [28_800.0, 79_200.0, 108_000.0]


@pytest.mark.parametrize(
    ("written", "form"),
    [
        ([2_700.0, 0.0, 1.0], CLOCK),
        ([50_000.0, 0.0, 50_001.0], SECONDS),
        ([90_000.0, 0.0], SECONDS),
        ([1.7e9, 5.0], TimeFormat("%Y-%m-%d %H:%M:%S")),
        ([80_000_000.0, 0.0], TimeFormat("ms")),
        ([], SECONDS),
    ],
)
def test_another_clock_that_falls(written: list[float], form: TimeFormat) -> None:
    """Is left as it is: what goes back by little, counts beyond a day, or names its day."""
    assert carried_on(written, form) == written
