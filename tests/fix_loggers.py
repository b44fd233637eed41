"""What loggers make of a drive: few columns, gaps, steps, nonsense at first, other units."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from proto.v1 import signals_pb2 as pb
from proto.v1.telemetry_pb2 import Matrix, Telemetry
from tests.fix_drives import Column, Drive, cars, drive, legs
from tests.fix_wire import header

NONSENSE = [0.0, -40.0, 127.0, 215.0, 255.0, 6553.5, float("nan")]
NOT_MEASURED_YET: dict[int, list[float]] = {
    pb.HV_ISOLATION_RESISTANCE_OHM: [0.0, 255.0, 65_535_000.0]
}
BATCH_S = 60
CRANKING_V = 10.0
TYRES = range(pb.TYRE_PRESSURE_FRONT_LEFT_KPA, pb.BRAKE_PRESSURE_KPA)
KPA_BAR_PSI = [1.0, 0.01, 0.145]
OTHER_UNITS: dict[int, list[float]] = {
    pb.MASS_AIR_FLOW_KG_PER_S: [1.0, 100.0, 1_000.0, 3_600.0],
    pb.VEHICLE_SPEED_M_PER_S: [1.0, 3.6, 2.237],
    pb.FUEL_RAIL_PRESSURE_KPA: [1.0, 0.01, 0.145],
    pb.ENGINE_OIL_PRESSURE_KPA: KPA_BAR_PSI,
    pb.REFRIGERANT_PRESSURE_KPA: KPA_BAR_PSI,
    pb.REDUCTANT_LEVEL_PERCENT: [1.0, 0.01],
    pb.PARTICULATE_FILTER_SOOT_PERCENT: [1.0, 0.01],
    pb.FUEL_TRIM_LONG_TERM_PERCENT: [1.0, 0.01],
    pb.HV_BATTERY_STATE_OF_CHARGE_PERCENT: [1.0, 0.01, 10_000.0],
    pb.HV_ISOLATION_RESISTANCE_OHM: [1.0, 0.001],
    pb.FUEL_LEVEL_PERCENT: [1.0, 0.01],
    pb.HV_CELL_VOLTAGE_MIN_V: [1.0, 1_000.0],
    pb.HV_CELL_VOLTAGE_MAX_V: [1.0, 1_000.0],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What a logger does to one column, of which it takes every `every_s`th second.

    `nonsense_for_s`: it begins with a value that nobody measured; `once`: it asks once and
    repeats the answer; `spikes`: the share of single samples that are nonsense.
    """

    every_s: int
    factor: float
    step: float
    once: bool
    missing: float
    spikes: float
    nonsense: float
    nonsense_for_s: int
    offset_ms: int


def habits(
    every_s: int, factors: Sequence[float], nonsense: Sequence[float]
) -> st.SearchStrategy[Habit]:
    return st.builds(
        Habit,
        every_s=st.just(every_s),
        factor=st.sampled_from(factors),
        step=st.sampled_from([0.0, 0.0, 0.1, 1.0]),
        once=st.sampled_from([False] * 5 + [True]),
        missing=st.sampled_from([0.0, 0.0, 0.3, 0.9]),
        spikes=st.sampled_from([0.0, 0.0, 0.002, 0.01]),
        nonsense=st.sampled_from(nonsense),
        nonsense_for_s=st.sampled_from([0, 0, 3, 20, 70]),
        offset_ms=st.integers(0, 900),
    )


@dataclass(frozen=True, slots=True)
class Recording:
    """A drive as a logger leaves it: of each signal its times (ms) and values."""

    tracks: dict[int, tuple[npt.NDArray[np.int64], Column]]

    def frames(self, vin: Vin, start: datetime) -> Iterator[Frame]:
        """One report a minute, as a unit sends them, in order."""
        ends_ms = max((times[-1] for times, _ in self.tracks.values() if len(times)), default=0)
        for seq, from_ms in enumerate(range(0, int(ends_ms) + 1, BATCH_S * 1_000), start=1):
            report = Telemetry(
                header=header(vin, seq, uptime_ms=from_ms, age_ms=BATCH_S * 1_000),
                matrices=list(self._matrices(from_ms)),
            )
            arrives = start + timedelta(milliseconds=from_ms, seconds=BATCH_S)
            yield Frame.of(f"v1/{vin.text}/telemetry", report.SerializeToString(), arrives)

    def _matrices(self, from_ms: int) -> Iterator[Matrix]:
        for signal, (times, values) in self.tracks.items():
            first, last = np.searchsorted(times, [from_ms, from_ms + BATCH_S * 1_000])
            if first < last:
                yield Matrix(
                    signals=[signal],  # type: ignore[list-item]  # an open enum
                    offsets_ms=(times[first:last] - from_ms).astype("<u4").tobytes(),
                    values=values[first:last].astype("<f4").tobytes(),
                )


@st.composite
def recordings(draw: st.DrawFn) -> Recording:
    """Of a healthy car; any few of its signals, each second to each minute, with a gap.

    When the adapter loses the car, as a starter may make it, the last values stand for a while.
    """
    car = draw(cars())
    whole = drive(car, draw(legs()))
    chosen = draw(
        st.lists(st.sampled_from(sorted(whole)), min_size=1, max_size=14, unique=True)
    )
    every_s = draw(st.sampled_from([1, 1, 2, 5, 15, 60]))
    begins_s, lasts_s = draw(st.integers(0, 3_000)), draw(st.sampled_from([0, 300, 900, 4_000]))
    stands = draw(standstills(whole))
    of_tyres = [draw(st.sampled_from(KPA_BAR_PSI))]
    units = OTHER_UNITS | dict.fromkeys(TYRES, of_tyres)
    rng = np.random.default_rng(car.seed)
    tracks = {}
    for signal in chosen:
        nonsense = NOT_MEASURED_YET.get(signal, NONSENSE)
        habit = draw(habits(every_s, units.get(signal, [1.0]), nonsense))
        seconds, values = _logged(whole[signal][stands], habit, rng)
        there = (seconds < begins_s) | (seconds >= begins_s + lasts_s)
        tracks[signal] = (seconds[there] * 1_000 + habit.offset_ms, values[there])
    return Recording(tracks)


def standstills(whole: Drive) -> st.SearchStrategy[npt.NDArray[np.int64]]:
    """The second whose values are shown in each second; it is another one while all stand."""
    seconds = np.arange(len(whole[pb.ENGINE_SPEED_PER_MIN]))
    cranks = np.flatnonzero(whole[pb.LV_BATTERY_VOLTAGE_V] < CRANKING_V).tolist()

    def standing(from_s: int, for_s: int) -> npt.NDArray[np.int64]:
        return np.where((seconds >= from_s) & (seconds < from_s + for_s), from_s, seconds)

    return st.builds(
        standing,
        st.sampled_from([*cranks, 0, len(seconds) // 2]),
        st.sampled_from([0, 0, 60, 600, 2_000]),
    )


def _logged(
    column: Column, habit: Habit, rng: np.random.Generator
) -> tuple[npt.NDArray[np.int64], Column]:
    seconds = np.arange(0, len(column), habit.every_s)
    values = column[seconds] * habit.factor
    if habit.step:
        values = np.round(values / habit.step) * habit.step
    if habit.once:
        values = np.full_like(values, values[0])
    values[rng.random(len(values)) < habit.spikes] = habit.nonsense
    values[seconds < habit.nonsense_for_s] = habit.nonsense
    there = ~np.isnan(values) & (rng.random(len(values)) >= habit.missing)
    return seconds[there], values[there]
