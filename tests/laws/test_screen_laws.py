"""The judge leaves most questions unasked; what it says is what asking them all would say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from random import Random
from unittest.mock import patch

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.cause import CauseId
from gateway.domain.component import BRAKES, INVERTER, TELEMATICS
from gateway.domain.finding import RuleId
from gateway.domain.quantity import Celsius, Second, Volt
from gateway.domain.report import FaultReport, Matrix, Placed, Telemetry, TimeSource
from gateway.domain.signal import (
    COOLANT_TEMPERATURE,
    INVERTER_TEMPERATURE,
    LV_BATTERY_VOLTAGE,
    Phase,
)
from gateway.domain.vin import Vin
from gateway.triage import block, recent
from gateway.triage.cause import Cause, Sign
from gateway.triage.condition import Condition
from gateway.triage.heard import LONGEST_REPORT_MS, Heard
from gateway.triage.judge import judge, rebuild
from gateway.triage.measured import latest, phase
from gateway.triage.reported import code, occurrences
from gateway.triage.rulebook import Rulebook
from gateway.triage.window import Window
from tests.fix_conditions import (
    absences,
    differences,
    grown,
    papers,
    statistics,
    vehicle_types,
    versions,
)
from tests.fix_plain_judge import plain_judge
from tests.fix_triage import CAR, NINE, OTHER_CAR, faulty, header, measured

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


def leaves() -> st.SearchStrategy[Condition]:
    within = st.sampled_from([20, 60, 300]).map(Second)
    volts, degrees = st.sampled_from([11.0, 12.0, 12.5]), st.sampled_from([2.0, 100.0])
    return st.one_of(
        st.builds(lambda w, v: latest(LV_BATTERY_VOLTAGE, within=w) < Volt(v), within, volts),
        st.builds(lambda w, v: latest(LV_BATTERY_VOLTAGE, within=w) >= Volt(v), within, volts),
        st.builds(
            lambda w, v: latest(INVERTER_TEMPERATURE, within=w) > Celsius(v), within, degrees
        ),
        st.builds(
            lambda w, v: latest(INVERTER_TEMPERATURE, within=w) <= Celsius(v), within, degrees
        ),
        st.builds(lambda w, p: phase(p, within=w), within, st.sampled_from(Phase)),
        st.sampled_from([(BRAKES, "C0035-13"), (INVERTER, "P0A78-4B")]).flatmap(
            lambda fault: st.sampled_from([code(*fault).present, code(*fault).failed])
        ),
        st.integers(1, 3).map(lambda count: occurrences(TELEMATICS, "U1A10-87") >= count),
        statistics(LV_BATTERY_VOLTAGE, [0.0, 0.5, 1.0, 11.5, 12.0], [20, 60, 300]),
        differences(COOLANT_TEMPERATURE, [-1.0, 1.0, 50.0], [5, 60, 300]),
        absences(LV_BATTERY_VOLTAGE, [10, 40, 120]),
        versions(),
        papers(),
    )


def conditions() -> st.SearchStrategy[Condition]:
    return grown(leaves(), st.sampled_from([0.001, 10, 30, 100]), max_leaves=5)


def a_rulebook(whens: Sequence[Condition]) -> Rulebook:
    """What is said of one rule is a sign of another's causes."""
    signs = [Sign(when=when, lasting=place % 2 == 0) for place, when in enumerate(whens)]
    causes = [
        Cause(
            id=CauseId(f"any.{place}"),
            title="It is this.",
            signs=tuple(dict.fromkeys((sign, signs[-1]))),
        )
        for place, sign in enumerate(signs[:3])
    ]
    return Rulebook(
        rules=tuple(
            replace(
                RULEBOOK.rules[0], id=RuleId(f"any.{number}"), when=when, causes=tuple(causes)
            )
            for number, when in enumerate(whens)
        ),
        catalogue=RULEBOOK.catalogue,
        remedies=RULEBOOK.remedies,
        release="2026.11",
    )


CARS = (CAR, OTHER_CAR)


def rulebooks() -> st.SearchStrategy[Rulebook]:
    return st.lists(conditions(), min_size=3, max_size=8).map(a_rulebook)


def drives() -> st.SearchStrategy[list[Heard]]:
    """Made by chance of our own: what Hypothesis draws is too quiet for findings to end."""
    return st.randoms(use_true_random=True).map(_drive)


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


@given(rulebooks(), drives(), st.data())
def test_what_is_not_asked_could_not_have_said_anything(
    rulebook: Rulebook, drive: list[Heard], data: st.DataObject
) -> None:
    """Any order, any split into batches: the findings and windows of the plain judge."""
    arrived = data.draw(st.permutations(drive)) if data.draw(st.booleans()) else drive
    windows = {vin: Window(vehicle_type=data.draw(vehicle_types())) for vin in CARS}
    plainly = {**windows}
    with (
        patch.object(block, "FULL_AT", data.draw(st.sampled_from([1, 100, 2048]))),
        patch.object(recent, "MOST_BYTES", data.draw(st.sampled_from([1, 200, 65536]))),
    ):
        for batch in batches(arrived, data):
            judged = judge(rulebook, windows, batch)
            expected = plain_judge(rulebook, plainly, batch)
            assert expected.findings == judged.findings
            windows |= judged.windows
            plainly |= expected.windows
            assert plainly == {vin: plain(window) for vin, window in windows.items()}


@given(rulebooks(), drives(), st.data())
def test_a_restart_at_any_moment_is_not_noticed(
    rulebook: Rulebook, drive: list[Heard], data: st.DataObject
) -> None:
    """Windows that were rebuilt, or came from elsewhere, are judged like those that grew."""
    windows = {vin: Window(vehicle_type=data.draw(vehicle_types())) for vin in CARS}
    heard: dict[Vin, list[Heard]] = {vin: [] for vin in CARS}
    for batch in batches(drive, data):
        how = data.draw(st.sampled_from(["kept", "rebuilt", "plain"]))
        if how == "rebuilt":
            known = {
                vin: rebuild(rulebook, window.open, heard[vin], window.vehicle_type)
                for vin, window in windows.items()
            }
            assert windows == known
        elif how == "plain":
            known = {vin: plain(window) for vin, window in windows.items()}
        else:
            known = windows
        judged = judge(rulebook, known, batch)
        assert plain_judge(rulebook, windows, batch) == judged
        windows = {**known, **judged.windows}
        for each in batch:
            heard[each.report.header.id.vin].append(each)


def batches(drive: Sequence[Heard], data: st.DataObject) -> list[list[Heard]]:
    cuts = data.draw(st.sets(st.integers(1, len(drive) - 1))) if len(drive) > 1 else set()
    return [list(drive[a:b]) for a, b in pairwise([0, *sorted(cuts), len(drive)])]


def test_a_moment_of_false_that_is_told_late_ends_a_finding() -> None:
    """It speaks for itself for 20 s only, but the span looks 100 s back."""
    low = latest(LV_BATTERY_VOLTAGE, within=Second(20)) < Volt(12)
    rulebook = a_rulebook([low.held_for(Second(100))])
    drive = [
        measured(1, 0, LV_BATTERY_VOLTAGE, [11.0] * 16),
        measured(2, 150, LV_BATTERY_VOLTAGE, 11.0),
        measured(3, 81, LV_BATTERY_VOLTAGE, 13.0),
    ]
    windows: dict[Vin, Window] = {}
    said = []
    for heard in drive:
        judged = judge(rulebook, windows, [heard])
        assert plain_judge(rulebook, windows, [heard]) == judged
        windows |= judged.windows
        said += [type(each).__name__ for each in judged.findings]
    assert said == ["Finding", "FindingEnded"]
