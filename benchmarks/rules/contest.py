"""One row of the contest: the same rules and vehicles for all, in turns, by CPU time."""

import json
import os
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

CPU_TIME: Final = 2
"""As Linux numbers the clocks of another process: clock_getcpuclockid(3)."""
A_CALL_S: Final = 0.02
"""Of a peer, or so: as short as ours, so that nobody is disturbed in it more often."""
SLICE_S: Final = 0.5
"""Of a processor, each turn."""


@dataclass(slots=True)
class Ours:
    """The windows of all vehicles, judged as `judge_fleet` does it."""

    exact: Exact
    windows: Sequence[Window]
    next: int = 0

    def judge(self) -> Truths:
        parts = range(0, len(self.windows), self.at_once)
        return np.concatenate([self._part(first) for first in parts], axis=1)

    def judge_next(self) -> None:
        """As many as lie in a cache together, and others the next time."""
        self._part(self.next)
        self.next += self.at_once
        if self.next + self.at_once > len(self.windows):
            self.next = 0

    @property
    def at_once(self) -> int:
        return min(AT_ONCE, len(self.windows))

    def whole(self) -> Cohort:
        return Cohort(self.windows)

    def _part(self, first: int) -> Truths:
        part = self.windows[first : first + self.at_once]
        return self.exact.over(Cohort(part)).truths()


@dataclass(slots=True)
class Row:
    """`us`: the least that a vehicle has taken; `absent`: who has no figure, and why.

    `features_us`: what of a peer's time goes into its user's Python, as its own clock has it.
    """

    us: dict[str, float] = field(default_factory=dict)
    vehicles: dict[str, int] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    features_us: dict[str, float] = field(default_factory=dict)
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
    contenders: dict[str, tuple[Callable[[], object], int, int]] = {
        OURS: (ours.judge_next, ours.at_once, os.getpid()),
        **{peer.name: (peer.judge, peer.vehicles, peer.process.pid) for peer in peers},
    }
    for _ in range(turns):
        for one, (judge, vehicles, pid) in contenders.items():
            us = _took(judge, pid) / vehicles * 1e6
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
            peer = start(environment, one, work, name, A_CALL_S)
        except PartMissing as missing:
            row.absent[one] = str(missing)
            continue
        same = (said[:, : len(peer.true)] == Truth.TRUE) == peer.true.T
        wrong = int((~same.all(axis=0)).sum())
        if not wrong:
            peers.append(peer)
            row.features_us[one] = peer.features_us
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
        own = os.getpid()
        fast, bare = _took(in_c, own), _took(lambda: ours.exact.on(now, cohort).truths(), own)
        us, bare_us = (each / len(cohort) * 1e6 for each in (fast, bare))
        row.compiled_us = min(us, row.compiled_us or us)
        row.bare_us = min(bare_us, row.bare_us or bare_us)


def _write(work: Path, name: str, specs: Sequence[Spec], cars: Cars) -> None:
    (work / f"{name}.json").write_text(json.dumps(plain(specs)))
    (work / "numbers.json").write_text(json.dumps([one.number for one in CHANNELS]))
    np.save(work / "samples.npy", cars.spoken)


def _took(judge: Callable[[], object], pid: int) -> float:
    """The least seconds of a processor, of all threads of that process, of a slice of calls."""
    least, passed = float("inf"), 0.0
    while passed < SLICE_S:
        began = passed_s(pid)
        judge()
        took = passed_s(pid) - began
        least, passed = min(least, took), passed + took
    return least


def passed_s(pid: int) -> float:
    """On the clock of that process.

    What another one has done since the last tick is not on its clock before it waits: it has
    answered, and is about to.
    """
    while pid != os.getpid() and _is_at_work(pid):
        time.sleep(0)
    return time.clock_gettime(((~pid) << 3) | CPU_TIME)


def _is_at_work(pid: int) -> bool:
    """Whether one of its threads runs, or would if it had a processor."""
    return any(_state(task) == "R" for task in Path(f"/proc/{pid}/task").glob("*/stat"))


def _state(task: Path) -> str:
    """Of a thread; of one that has just ended, X as in proc(5)."""
    try:
        return task.read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"
