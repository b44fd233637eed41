"""Ten thousand vehicles' windows, as the judge makes them of reports, and the same as lists."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Final

import numpy as np
import numpy.typing as npt

from benchmarks.intake.load import CHANNELS
from benchmarks.rules.book import SPAN, step_of
from diagnostics_rules import RULEBOOK
from gateway.domain.finding import RuleId
from gateway.domain.instant import to_us
from gateway.domain.report import Header, Matrix, Placed, ReportId, Telemetry, TimeSource
from gateway.domain.vin import Vin
from gateway.triage.condition import Condition
from gateway.triage.judge import rebuild
from gateway.triage.rulebook import Rulebook
from gateway.triage.units import in_ms
from gateway.triage.window import Window

ROWS: Final = 10
REPORTS: Final = 3
EVERY_MS: Final = 10_000
BATCH: Final = 500
BEGINNING: Final = datetime(2026, 11, 2, 9, tzinfo=UTC)
LOOKED_AT: Final = in_ms(SPAN) // EVERY_MS + 1
"""Samples of each signal that speak in the span."""

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Cars:
    """`values`: float32[vehicles, samples, signals], one sample every ten seconds."""

    vins: Sequence[Vin]
    values: Values

    @classmethod
    def draw(cls, vehicles: int, seed: int) -> "Cars":
        """Each car has its own habits and drifts a little; sensors are noisy, and digital."""
        rng = np.random.default_rng(seed)
        usual = np.array([one.usual for one in CHANNELS])
        noise = np.array([one.noise for one in CHANNELS])
        shape = (vehicles, ROWS * REPORTS, len(CHANNELS))
        habit, drift = rng.standard_normal((2, vehicles, 1, len(CHANNELS)))
        time = np.linspace(-0.5, 0.5, ROWS * REPORTS)[:, None]
        away = habit + 0.5 * drift * time + 0.4 * rng.standard_normal(shape)
        vins = [Vin(f"WVWZZZ1KZAW{number:06}") for number in range(vehicles)]
        step = np.array([step_of(one) for one in CHANNELS])
        counts = np.round((usual + noise * away) / step)
        return cls(vins, (counts * step).astype(np.float32))

    @property
    def spoken(self) -> Values:
        """What others get: the samples of the span, oldest first."""
        return self.values[:, -LOOKED_AT:]

    def windows(self, conditions: Sequence[Condition]) -> list[Window]:
        """As the gateway has them after a restart: made of three reports of ten rows each."""
        rulebook = rulebook_of(conditions)
        return [
            rebuild(rulebook, {}, [self._report(place, number) for number in range(REPORTS)])
            for place in range(len(self.vins))
        ]

    def _report(self, place: int, number: int) -> Placed[Telemetry]:
        at = BEGINNING + timedelta(milliseconds=number * ROWS * EVERY_MS)
        header = Header(
            id=ReportId(self.vins[place], 1, number + 1),
            boot_count=1,
            uptime_ms=number * ROWS * EVERY_MS,
            age_ms=0,
            wall_ms=0,
            received_us=to_us(at),
        )
        offsets = np.arange(ROWS, dtype=np.uint32) * np.uint32(EVERY_MS)
        values = self.values[place, number * ROWS : (number + 1) * ROWS]
        matrix = Matrix.of(tuple(one.number for one in CHANNELS), offsets, values)
        return Placed.of(Telemetry(header, (matrix,)), at, TimeSource.UPTIME)


def rulebook_of(conditions: Sequence[Condition]) -> Rulebook:
    """They speak with the words of rules that there are."""
    rules = tuple(
        replace(rule, id=RuleId(f"any.{number}"), when=when)
        for number, (when, rule) in enumerate(
            zip(conditions, cycle(RULEBOOK.rules), strict=False)
        )
    )
    return Rulebook(
        rules=rules, catalogue=RULEBOOK.catalogue, remedies=RULEBOOK.remedies, release="2026.11"
    )
