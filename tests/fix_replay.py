"""A log with every defect that logs have, and what is to be found in it."""

from pathlib import Path
from typing import Final

import pytest

from simulator.replay.column_map import ColumnMap
from simulator.replay.reading import read
from simulator.replay.recording import Recording

WORST: Final = Path(__file__).parent / "data" / "worst_drive.csv"
WORST_MAP: Final = WORST.with_suffix(".toml")

SIGNALS: Final = (
    "VEHICLE_SPEED_M_PER_S",
    "ENGINE_SPEED_PER_MIN",
    "ENGINE_COOLANT_TEMPERATURE_CELSIUS",
    "LV_BATTERY_VOLTAGE_V",
    "ENGINE_OIL_PRESSURE_KPA",
    "ODOMETER_M",
)
KMH: Final = 1 / 3.6
GAP_S: Final = 9000.0

# Second of the drive, then SIGNALS in their own units, worked out by hand from the file.
MEASURED: Final[tuple[tuple[float | None, ...], ...]] = (
    (0, 0.0, 850, 82, 12.6, 210, 45_210_500),
    (1, 12.5 * KMH, 1450, 82, 12.6, 220, 45_210_500),
    (2, 48 * KMH, 2100, 83, 12.7, 230, None),
    (3, 46 * KMH, 2250, None, 12.7, 230, None),
    (4, 13.4112, 2300, 84, 12.7, 227.527, None),
    (6, None, 2500, 85, 12.8, 240, None),
    (10, None, 2600, 86, 12.8, 240, 45_211_000),
    (11, 55 * KMH, 2600, None, 12.8, 240, None),
    (GAP_S, 60 * KMH, 2600, 90, 13.9, 250, 45_218_500),
    (GAP_S + 1, 61.5 * KMH, 2650, 90, 13.9, 250, None),
    (GAP_S + 3, 63 * KMH, 2700, 91, 13.9, 250, 45_219_000),
)


def measured(signal: str) -> list[tuple[float, float]]:
    """(second, value) of one signal."""
    column = 1 + SIGNALS.index(signal)
    return [
        (row[0], row[column])  # type: ignore[misc] # every row has its time
        for row in MEASURED
        if row[column] is not None
    ]


@pytest.fixture
def worst_drive() -> Recording:
    """The log, read through its map."""
    return read(WORST.read_bytes(), ColumnMap.parse(WORST_MAP.read_text(encoding="utf-8")))
