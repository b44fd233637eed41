"""Many vehicles asked at once say what each of them says alone."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from random import Random
from unittest.mock import patch

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.report import Matrix, Placed, Telemetry, TimeSource
from gateway.domain.vin import Vin
from gateway.triage import fleet_judge, recent
from gateway.triage.cohort import Cohort
from gateway.triage.condition import Condition
from gateway.triage.exact import Exact
from gateway.triage.fleet_judge import judge_fleet
from gateway.triage.heard import Heard
from gateway.triage.judge import judge
from gateway.triage.prospect import Newest, Prospect, Seen, Several
from gateway.triage.rulebook import Rulebook
from gateway.triage.series import Flags, Store
from gateway.triage.table import Table
from gateway.triage.truth import Truth
from gateway.triage.window import Window
from tests.fix_odd_drives import odd_drives, plain
from tests.fix_triage import CAR, NINE, OTHER_CAR, faulty, header
from tests.laws.test_screen_laws import rulebooks

LATER_MS = (0, 0, 0, 1, 20_000, 60_000, 1_000_000, -1, -30_000)


def chances() -> st.SearchStrategy[Random]:
    return st.randoms(use_true_random=True)


@given(
    rulebooks(),
    st.lists(odd_drives(), min_size=1, max_size=3),
    st.randoms(use_true_random=True),
)
def test_all_at_once_are_as_one_after_the_other(
    rulebook: Rulebook, several: list[list[Heard]], chance: Random
) -> None:
    """Every kind of condition, asked now, later and earlier, of windows of every making."""
    windows = [
        window
        for drive in several
        for window in _windows(rulebook, drive, chance.choice([1, 200, 65536]))
    ]
    first = chance.choice([0, 1, len(windows)])
    windows[first:] = [plain(window) for window in windows[first:]]
    asked = [window.now_ms + chance.choice(LATER_MS) for window in windows]
    agree([rule.when for rule in rulebook.rules], windows, asked)


@settings(max_examples=20)
@given(chances())
def test_so_does_every_rule_of_the_rulebook(chance: Random) -> None:
    """Over signals that hang about the limits that rules name, and codes that they read."""
    windows = [
        window
        for _ in range(3)
        for window in _windows(RULEBOOK, _lively(chance), chance.choice([1000, 65536]))
    ]
    agree([rule.when for rule in RULEBOOK.rules], windows, [w.now_ms for w in windows])


@settings(max_examples=20)
@given(chances())
def test_rows_that_lie_at_hand_say_the_same(chance: Random) -> None:
    """Of cars that send all signals in one matrix, with holes or without."""
    whole = chance.choice([1.0, 0.998, 0.9])
    drives = [_lively(chance, vin, whole) for vin in (CAR, OTHER_CAR)]
    windows = [window for drive in drives for window in _windows(RULEBOOK, drive, 65536)]
    later_ms = chance.choice([(0,), LATER_MS])
    asked = [window.now_ms + chance.choice(later_ms) for window in windows]
    conditions, found, table = (
        [rule.when for rule in RULEBOOK.rules],
        list[object](),
        Store.table,
    )

    def watched(store: Store, anyone: Flags) -> Table | None:
        found.append(table(store, anyone))
        return table(store, anyone)

    with patch.object(Store, "table", watched):
        agree(conditions, windows, asked)
    assert any(found), "nothing was answered out of rows"


@given(rulebooks(), odd_drives(), chances())
def test_a_fleet_is_judged_as_its_vehicles_are(
    rulebook: Rulebook, drive: list[Heard], chance: Random
) -> None:
    """By the rulebook that windows were made for, or by part of it; each as of its own time."""
    before = Rulebook(
        rules=rulebook.rules[: len(rulebook.rules) // 2],
        catalogue=RULEBOOK.catalogue,
        remedies=RULEBOOK.remedies,
        release="2026.10",
    )
    windows: dict[Vin, Window] = {}
    for first in range(0, len(drive), 3):
        windows |= judge(rulebook, windows, drive[first : first + 3]).windows
    book = chance.choice([before, rulebook])
    expected = {
        (vin, rule.id)
        for vin, window in windows.items()
        for rule in book.rules
        if rule.when.truth(window, window.now_ms) is Truth.TRUE
    }
    with patch.object(fleet_judge, "AT_ONCE", chance.choice([1, 2, 2048])):
        judged = [(vin, rule.id) for vin, rule in judge_fleet(book, windows)]
    assert sorted(expected) == sorted(judged)


def agree(
    conditions: Sequence[Condition], windows: Sequence[Window], asked: Sequence[int]
) -> None:
    cohort = Cohort(windows, np.array(asked, np.int64))
    truths = Exact(conditions).over(cohort).truths()
    pairs = list(zip(windows, asked, strict=True))
    for condition, found in zip(conditions, truths.tolist(), strict=True):
        expected = [condition.truth(window, at_ms) for window, at_ms in pairs]
        assert expected == found, str(condition)


def _windows(rulebook: Rulebook, drive: Sequence[Heard], most_bytes: int) -> list[Window]:
    windows: dict[Vin, Window] = {}
    with patch.object(recent, "MOST_BYTES", most_bytes):
        for first, end in pairwise([*range(0, len(drive), 5), len(drive)]):
            windows |= judge(rulebook, windows, drive[first:end]).windows
    return [*windows.values()]


def _lively(chance: Random, vin: Vin = CAR, whole: float | None = None) -> list[Heard]:
    """One car for an hour: all signals in one matrix or some of them, and faults.

    `whole`: always all of them, of which such a share was measured.
    """
    limits: dict[int, list[float]] = {}
    for rule in RULEBOOK.rules:
        for truth in (Truth.TRUE, Truth.FALSE):
            _learn(limits, rule.when.prospect(truth, 0))
            _learn(limits, rule.when.prospect(truth, 1))
    signals = [number for number in RULEBOOK.needs.signals if limits.get(number)]
    codes = sorted(RULEBOOK.needs.codes)
    mood = {number: chance.choice(limits[number]) for number in signals}
    heard: list[Heard] = []
    passed_s, every_s = 0.0, chance.choice([5, 20, 60])
    for seq in range(1, 30):
        passed_s += every_s * chance.choice([1, 1, 1, 1, 8])
        if chance.random() < 0.3:
            component, code = chance.choice(codes)
            told = {str(code): (chance.choice([0x2F, 0x28, 0x50]), chance.randint(0, 4))}
            told_now = chance.choice([{}, told])
            heard.append(faulty(seq, passed_s, component, told_now, vin=vin))
            continue
        every = whole is not None or chance.random() < 0.7
        numbers = signals if every else chance.sample(signals, 5)
        for number in numbers:
            if chance.random() < 0.1:
                mood[number] = chance.choice(limits[number])
        values = np.array([[mood[number] for number in numbers]] * 4, np.float32)
        if whole is not None:
            values[np.reshape([chance.random() > whole for _ in values.flat], values.shape)] = (
                np.nan
            )
        offsets = np.arange(4, dtype=np.uint32) * np.uint32(every_s * 200)
        at = NINE + timedelta(seconds=passed_s)
        report = Telemetry(
            header(seq, at, vin=vin), (Matrix.of(tuple(numbers), offsets, values),)
        )
        heard.append(Placed.of(report, at, TimeSource.UPTIME))
    return heard


def _learn(limits: dict[int, list[float]], prospect: Prospect) -> None:
    match prospect:
        case Several(_, parts):
            for part in parts:
                _learn(limits, part)
        case Seen() | Newest():
            named = [each for each in (prospect.low, prospect.high) if np.isfinite(each)]
            own = limits.setdefault(prospect.signal, [0.0])
            own += named
