"""Odd drives made by chance: late, doubled, untimed and odd reports of two cars."""

from dataclasses import replace
from datetime import timedelta
from random import Random

import numpy as np
from hypothesis import strategies as st

from gateway.domain.component import BRAKES, INVERTER, TELEMATICS
from gateway.domain.report import FaultReport, Matrix, Placed, Telemetry, TimeSource
from gateway.triage.heard import LONGEST_REPORT_MS, Heard
from gateway.triage.window import Window
from tests.fix_simulator import seeded
from tests.fix_triage import CAR, NINE, OTHER_CAR, faulty, header

SIGNALS = (2, 10, 30, 40, 41)
ODD = (np.nan, np.inf, -np.inf)
VALUES = {
    2: (0.0, 1.0, 2.0, 3.0, 2.0, 1.0, 1.5, *ODD),
    10: (10.9, 11.0, 11.5, 12.0, 12.5, 13.0, 11.9, 12.2, *ODD),
    30: (1.0, 2.0, 50.0, 99.0, 100.0, 120.0, 3.0, 101.0, *ODD),
    40: (2.0, 51.0, 98.0, 101.0, *ODD),
    41: (1.0, 3000.0, *ODD),
}
OFFSETS = (0, 0, 500, 1_000, 5_000, 9_999, 20_000, 60_000, LONGEST_REPORT_MS + 1)
FAULTS = [
    (BRAKES, "C0035-13"),
    (BRAKES, "C3FFF-FF"),
    (INVERTER, "P0A78-4B"),
    (TELEMATICS, "U1A10-87"),
]


def odd_drives() -> st.SearchStrategy[list[Heard]]:
    """Made by chance of our own: what Hypothesis draws is too quiet for findings to end."""
    return st.integers(0, 2**64 - 1).map(lambda seed: _drive(seeded(seed)))


def _drive(chance: Random) -> list[Heard]:
    """Two cars: late, out of order, in several matrices, of unknown time, with faults."""
    moods = {vin: dict.fromkeys(SIGNALS, 1.0) for vin in (CAR, OTHER_CAR)}
    heard: list[Heard] = []
    passed_s, boot = 0.0, 1
    for seq in range(1, chance.randint(2, 40)):
        passed_s += chance.choice([0, 0.5, *[10] * 9, 30, 45, 400])
        boot += chance.random() < 0.05
        late_s = chance.choice([*[0] * 9, 35, 600])
        at = NINE + timedelta(seconds=passed_s - late_s)
        vin = chance.choice([CAR, CAR, CAR, OTHER_CAR])
        source = chance.choice([*[TimeSource.UPTIME] * 9, TimeSource.ARRIVAL])
        head = header(seq, at, boot_count=boot, vin=vin)
        if chance.random() < 0.75:
            matrices = [_matrix(chance, moods[vin]) for _ in range(chance.choice([1, 1, 1, 3]))]
            heard.append(Placed.of(Telemetry(head, tuple(matrices)), at, source))
        else:
            component, spelling = chance.choice(FAULTS)
            status = chance.choice([0x2F, 0x28, 0x50, 0x24, 0x00])
            codes = chance.choice([{}, {spelling: (status, chance.randint(0, 3))}])
            software = chance.choice(["", "1.2", "1.10", "1.10", "x"])
            report = faulty(seq, 0, component, codes, software=software).report
            assert isinstance(report, FaultReport)
            heard.append(Placed.of(replace(report, header=head), at, source))
    return heard


def _matrix(chance: Random, mood: dict[int, float]) -> Matrix:
    """Signals stay as they are for a while, then become something else."""
    numbers = chance.sample(SIGNALS, chance.choice([0, 1, 3, len(SIGNALS), len(SIGNALS)]))
    rows = chance.choice([0, 1, 2, 4, 4])
    offsets = sorted(chance.choices(OFFSETS, k=rows))
    values = np.empty((rows, len(numbers)), np.float32)
    for row in range(rows):
        for column, number in enumerate(numbers):
            if chance.random() < 0.2:
                mood[number] = chance.choice(VALUES[number])
            values[row, column] = mood[number]
    return Matrix.of(tuple(numbers), np.array(offsets, np.uint32), values)


def plain(window: Window) -> Window:
    """Nothing but what it says: its tracks made, no sight of it kept."""
    return window._replace(tracks=dict(window.tracks), sight=None)
