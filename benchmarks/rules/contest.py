"""One row of the contest: the same rules and vehicles for all, one outer clock, in turns."""

import json
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.intake.load import CHANNELS
from benchmarks.rules.book import Spec, conditions, plain
from benchmarks.rules.cars import Cars
from benchmarks.rules.compiled import compiled
from benchmarks.rules.peer import Peer, start
from gateway.domain.errors import PartMissing
from gateway.triage.cohort import Cohort
from gateway.triage.exact import Exact
from gateway.triage.fleet_judge import AT_ONCE
from gateway.triage.truth import Truth, Truths
from gateway.triage.window import Window

SLICE_S: Final = 0.5
"""Of each turn of a peer, or so."""


ROUNDED_SHARE: Final = 0.002
"""Of so many vehicles a peer may say otherwise: zen-engine reckons in decimals, and rounds."""


@dataclass(slots=True)
class Ours:
    """The windows of all vehicles, judged as `judge_fleet` does it."""

    exact: Exact
    windows: Sequence[Window]

    def judge(self) -> Truths:
        found = [self.exact.over(cohort).truths() for cohort in self._cohorts()]
        return np.concatenate(found, axis=1)

    def whole(self) -> Cohort:
        return Cohort(self.windows, _now(self.windows))

    def _cohorts(self) -> Sequence[Cohort]:
        parts = [
            self.windows[first : first + AT_ONCE]
            for first in range(0, len(self.windows), AT_ONCE)
        ]
        return [Cohort(part, _now(part)) for part in parts]


@dataclass(slots=True)
class Row:
    """`us`: the least that a vehicle has taken; `absent`: who has no figure, and why."""

    us: dict[str, float] = field(default_factory=dict)
    vehicles: dict[str, int] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    differs: dict[str, int] = field(default_factory=dict)
    compiled_us: float | None = None
    bare_us: float | None = None

    @property
    def fastest(self) -> str | None:
        peers = {name: us for name, us in self.us.items() if name != OURS}
        return min(peers, key=peers.__getitem__) if peers else None

    @property
    def ratio(self) -> float | None:
        return self.us[self.fastest] / self.us[OURS] if self.fastest else None


OURS: Final = "ours, from windows"


def contest(  # noqa: PLR0917 -- each is another thing
    name: str,
    specs: Sequence[Spec],
    cars: Cars,
    environments: Mapping[str, Path],
    work: Path,
    turns: int,
) -> Row:
    """Raises `PartMissing` when a compiled rule says otherwise than ours."""
    row, language = Row(), conditions(specs)
    ours = Ours(Exact(language), cars.windows(language))
    said = ours.judge()
    _write(work, name, specs, cars)
    peers = _peers(name, environments, work, said, row)
    contenders: dict[str, tuple[Callable[[], object], int]] = {
        OURS: (ours.judge, len(cars.vins)),
        **{peer.name: (peer.judge, peer.vehicles) for peer in peers},
    }
    for _ in range(turns):
        for one, (judge, vehicles) in contenders.items():
            us = _took(judge) / vehicles * 1e6
            row.us[one] = min(us, row.us.get(one, us))
            row.vehicles[one] = vehicles
    for peer in peers:
        peer.end()
    if name == "now":
        _limit(work, specs, ours, said, row, turns)
    return row


def _peers(
    name: str, environments: Mapping[str, Path], work: Path, said: Truths, row: Row
) -> Collection[Peer]:
    """Those that say the same as we: what they call true, and nothing else."""
    peers = []
    for one, environment in environments.items():
        try:
            peer = start(environment, one, work, name, SLICE_S)
        except PartMissing as missing:
            row.absent[one] = str(missing)
            continue
        same = (said[:, : peer.vehicles] == Truth.TRUE) == peer.true.T
        wrong = int((~same.all(axis=0)).sum())
        if wrong <= peer.vehicles * ROUNDED_SHARE:
            peers.append(peer)
            row.differs[one] = wrong
        else:
            row.absent[one] = f"says otherwise of {wrong} vehicles"
            peer.end()
    return peers


def _limit(  # noqa: PLR0917 -- each is another thing
    work: Path, specs: Sequence[Spec], ours: Ours, said: Truths, row: Row, turns: int
) -> None:
    """Both over the very same columns, in turns."""
    cohort = ours.whole()
    now = cohort.present(ours.exact.signals)
    try:
        in_c = compiled(work, specs, now)
    except PartMissing as missing:
        row.absent["C"] = str(missing)
        return
    if not np.array_equal(in_c(), said):
        raise PartMissing("the loop in C says otherwise")
    for _ in range(turns):
        fast, bare = _took(in_c), _took(lambda: ours.exact.on(now, cohort).truths())
        us, bare_us = (each / len(cohort) * 1e6 for each in (fast, bare))
        row.compiled_us = min(us, row.compiled_us or us)
        row.bare_us = min(bare_us, row.bare_us or bare_us)


def _write(work: Path, name: str, specs: Sequence[Spec], cars: Cars) -> None:
    (work / f"{name}.json").write_text(json.dumps(plain(specs)))
    (work / "numbers.json").write_text(json.dumps([one.number for one in CHANNELS]))
    np.save(work / "samples.npy", cars.spoken)


def _took(judge: Callable[[], object]) -> float:
    """Seconds each time, over a slice: who is fast is interrupted as often as who is slow."""
    began, times, passed = time.perf_counter(), 0, 0.0
    while passed < SLICE_S:
        judge()
        times, passed = times + 1, time.perf_counter() - began
    return passed / times


def _now(windows: Sequence[Window]) -> "np.typing.NDArray[np.int64]":
    return np.array([window.now_ms for window in windows], np.int64)
