"""Which rules a report can have changed; of all others it is certain that it has not."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, count
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from gateway.triage.block import cut_up
from gateway.triage.difference import Differences, Differs
from gateway.triage.facts import Facts
from gateway.triage.formulas import Bits, Formulas
from gateway.triage.needs import Needs
from gateway.triage.present import UNHEARD, Present, Samples, present
from gateway.triage.prospect import Newest, Prospect, Seen, Several, Shown, Simple, Told
from gateway.triage.recent import Keeps
from gateway.triage.rule import Rule
from gateway.triage.sweep import Lanes, Swept
from gateway.triage.telling import Telling
from gateway.triage.truth import Truth
from gateway.triage.window import Sight, Window

Seconds = npt.NDArray[np.int32]
N = TypeVar("N", bound=np.generic)
S = TypeVar("S", bound=Simple)

NEVER = np.int32(-(2**31))
_ERA_S = 1_577_836_800  # 2020-01-01
_FURTHEST_S = 10**9  # what lies further from there than 31 years is held for this far


class Screen:
    """The rules' prospects as columns.

    Of a vehicle it keeps the newest sample of each signal (`newest`), for each `Seen` of any
    rule until when it lasts (`seen`: int32 seconds, rounded up), and for each `Told` whether
    it is so (`told`).
    """

    def __init__(self, rules: Sequence[Rule], needs: Needs) -> None:
        self.keeps = Keeps(needs.signals)
        self.components = needs.components
        opening = [rule.when.prospect(Truth.TRUE, 0) for rule in rules]
        ending = [rule.when.prospect(Truth.FALSE, 0) for rule in rules]
        simple = list(dict.fromkeys(_simple([*opening, *ending])))
        newest, shown = _of(Newest, simple), _of(Shown, simple)
        self._seen, told = _of(Seen, simple), _of(Told, simple)
        rows: dict[Prospect, int] = dict(
            zip(chain(newest, shown, self._seen, told), count(), strict=False)
        )
        self.lanes = Lanes(self.keeps, (each.signal for each in self._seen))
        self._differences = Differences(list(_differing(shown)))
        self._shown_truths = np.array([each.truth for each in shown], np.int8)[:, None]
        self._opening, self._ending = Formulas(opening, rows), Formulas(ending, rows)
        self._facts, self.telling = Facts(newest), Telling(told)
        self._rows = {number: row for row, number in enumerate(self.lanes.numbers)}
        ranged = [self.lanes.ranged.index(each.signal) for each in self._seen]
        self._places = np.array(ranged, np.intp)
        self._low = np.array([each.low for each in self._seen], np.float32)[:, None]
        self._high = np.array([each.high for each in self._seen], np.float32)[:, None]
        lasting = _up(np.array([each.lasting_ms for each in self._seen], np.int64)[:, None])
        self._lasting_s = np.minimum(lasting, _FURTHEST_S).astype(np.int32)
        self._nothing_newest = np.full(len(self._rows), UNHEARD).tobytes()
        self._nothing_seen = np.full(len(self._seen), NEVER).tobytes()

    def sights(self, windows: Iterable[Window]) -> list[Sight]:
        """What is known of the windows, looked up where it is not at hand."""
        return [
            sight
            if (sight := window.sight) is not None and sight.screen is self
            else self._look_up(window)
            for window in windows
        ]

    def _look_up(self, window: Window) -> Sight:
        newest, seen = self._nothing_newest, self._nothing_seen
        if window.tracks:
            newest, seen = self._look_for_newest(window), self._look(window)
        told = self.telling.of(window.memories)
        return Sight(self, newest, seen, told)

    def newest(self, packed: Sequence[bytes]) -> Samples:
        """complex128[signals, reports]."""
        return _columns(packed, np.dtype(np.complex128), len(self._rows))

    def seen(self, packed: Sequence[bytes]) -> Seconds:
        """int32[columns, reports]."""
        return _columns(packed, np.dtype(np.int32), len(self._seen))

    def facts(
        self,
        newest: Samples,
        until: Seconds,
        told: Sequence[bytes],
        at_ms: npt.NDArray[np.int64],
    ) -> Bits:
        """By column: what the newest samples show and what lasts then, and what is told."""
        now = present(self._rows, newest, at_ms)
        lasts = np.packbits(until >= _in_era(at_ms // 1000), axis=1)
        facts = (self._facts.over(now), self._show(now), lasts, self.telling.facts(told))
        return np.concatenate(facts)

    def opening(self, facts: Bits) -> Bits:
        """By rule: where it may be true."""
        return self._opening.over(facts)

    def ending(self, facts: Bits) -> Bits:
        """By rule: where it may be false."""
        return self._ending.over(facts)

    def news(self, swept: Swept) -> Seconds:
        """int32[columns, reports]: until when that lasts which each by itself has shown."""
        newest_s = _in_era(_up(swept.newest_ms))
        met = swept.lowest[self._places] <= self._high
        met &= swept.highest[self._places] >= self._low
        return np.where(met, newest_s + self._lasting_s, NEVER)

    def _show(self, now: Present) -> Bits:
        return np.packbits(self._differences.shown(now) == self._shown_truths, axis=1)

    def _look_for_newest(self, window: Window) -> bytes:
        """`newest` of a window that came without it."""
        newest = np.full(len(self._rows), UNHEARD)
        for signal, row in self._rows.items():
            track = window.track(signal)
            if track.at_ms.size:
                newest[row] = complex(track.at_ms[-1], track.values[-1])
        return newest.tobytes()

    def _look(self, window: Window) -> bytes:
        """`seen`, likewise."""
        seen = np.full(len(self._seen), NEVER)
        for index, each in enumerate(self._seen):
            track = window.track(each.signal)
            met = track.at_ms[(track.values >= each.low) & (track.values <= each.high)]
            if met.size:
                seen[index] = _in_era(_up(met[-1:]))[0] + self._lasting_s[index, 0]
        return seen.tobytes()


def by_report(columns: npt.NDArray[N]) -> list[bytes]:
    """The memory of each, of columns [columns, reports]."""
    return cut_up(columns.T, columns.shape[1])


def _columns(packed: Sequence[bytes], kind: np.dtype[N], height: int) -> npt.NDArray[N]:
    """[height, reports], to be written to."""
    flat = np.frombuffer(b"".join(packed), kind)
    return np.array(flat.reshape(len(packed), height).T, order="C")


def _in_era(at_s: npt.NDArray[np.int64]) -> Seconds:
    near = np.minimum(np.maximum(at_s - _ERA_S, -_FURTHEST_S), _FURTHEST_S)
    return near.astype(np.int32)


def _up(ms: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Whole seconds, never too few."""
    return -(-ms // 1000)


def _simple(prospects: Iterable[Prospect]) -> Iterator[Simple]:
    for each in prospects:
        if isinstance(each, Several):
            yield from _simple(each.parts)
        else:
            yield each


def _differing(shown: Iterable[Shown]) -> Iterator[Differs[Any]]:
    """What shows them: nothing else does yet."""
    for each in shown:
        if not isinstance(each.shower, Differs):
            raise TypeError(each.shower)
        yield each.shower


def _of(kind: type[S], simple: Iterable[Simple]) -> list[S]:
    return [each for each in simple if isinstance(each, kind)]
