"""Which rules a report can have changed; of all others it is certain that it has not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count, pairwise

import numpy as np
import numpy.typing as npt

from gateway.domain.component import ComponentId
from gateway.triage.formulas import Bits, Formulas
from gateway.triage.needs import Needs
from gateway.triage.prospect import Prospect, Seen, Several, Told
from gateway.triage.recent import Keeps
from gateway.triage.rule import Rule
from gateway.triage.sweep import Lanes, Swept
from gateway.triage.truth import Truth
from gateway.triage.window import FaultMemory, Sight, Window

Seconds = npt.NDArray[np.int32]
Memories = Mapping[ComponentId, FaultMemory]

NEVER = np.int32(-(2**31))
_ERA_S = 1_577_836_800  # 2020-01-01
_FURTHEST_S = 10**9  # what lies further from there than 31 years is held for this far


class Screen:
    """The rules' prospects as columns.

    Of a vehicle it keeps, for each `Seen` of any rule, until when it lasts (`seen`: int32
    seconds, rounded up), and for each `Told` whether it is so (`told`: one byte).
    """

    def __init__(self, rules: Sequence[Rule], needs: Needs) -> None:
        self.keeps = Keeps(needs.signals)
        self.lanes = Lanes(self.keeps)
        self.components = needs.components
        opening = [rule.when.prospect(Truth.TRUE, 0) for rule in rules]
        ending = [rule.when.prospect(Truth.FALSE, 0) for rule in rules]
        simple = list(dict.fromkeys(_simple([*opening, *ending])))
        self._seen = [each for each in simple if isinstance(each, Seen)]
        self._told = [each for each in simple if isinstance(each, Told)]
        rows: dict[Prospect, int] = dict(zip(self._seen, count(), strict=False))
        rows |= dict(zip(self._told, count(len(rows)), strict=False))
        self._opening, self._ending = Formulas(opening, rows), Formulas(ending, rows)
        places = {number: place for place, number in enumerate(self.lanes.numbers)}
        self._places = np.array([places[each.signal] for each in self._seen], np.intp)
        self._low = np.array([each.low for each in self._seen], np.float32)[:, None]
        self._high = np.array([each.high for each in self._seen], np.float32)[:, None]
        lasting = _up(np.array([each.lasting_ms for each in self._seen], np.int64)[:, None])
        self._lasting_s = np.minimum(lasting, _FURTHEST_S).astype(np.int32)
        self._by_component: dict[ComponentId, list[int]] = {}
        for index, told in enumerate(self._told):
            self._by_component.setdefault(told.teller.component, []).append(index)
        self._nothing_seen = np.full(len(self._seen), NEVER).tobytes()
        self._nothing_told = self._hear(bytes(len(self._told)), {}, self._by_component)

    def sight(self, window: Window) -> Sight:
        """What is known of the window, looked up where it is not at hand."""
        known = window.sight
        if (
            known is not None
            and known.screen is self
            and known.tracks is window.tracks
            and known.memories is window.memories
        ):
            return known
        seen = self._look(window) if window.tracks else self._nothing_seen
        told = self._hear(self._nothing_told, window.memories, window.memories)
        return Sight(self, window.tracks, window.memories, seen, told)

    def heard(self, told: bytes, memories: Memories, component: ComponentId) -> bytes:
        """`told` after this component has spoken."""
        return self._hear(told, memories, [component])

    def seen(self, packed: Sequence[bytes]) -> Seconds:
        """int32[columns, reports]."""
        shape = len(packed), len(self._seen)
        return np.frombuffer(b"".join(packed), np.int32).reshape(shape).T

    def packed(self, until: Seconds) -> list[bytes]:
        """`seen` after each report."""
        columns, reports = until.shape
        every, width = until.T.tobytes(), columns * until.itemsize
        return [every[a:b] for a, b in pairwise([width * n for n in range(reports + 1)])]

    def facts(
        self, until: Seconds, told: Sequence[bytes], at_ms: npt.NDArray[np.int64]
    ) -> Bits:
        """By column: what lasts at these instants, and what is told."""
        lasts = until >= _in_era(at_ms // 1000)
        said = np.frombuffer(b"".join(told), np.bool_).reshape(len(told), len(self._told))
        return np.packbits(np.concatenate((lasts, said.T)), axis=1)

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

    def _look(self, window: Window) -> bytes:
        """`seen` of a window that came without it."""
        seen = np.full(len(self._seen), NEVER)
        for index, each in enumerate(self._seen):
            track = window.track(each.signal)
            met = track.at_ms[(track.values >= each.low) & (track.values <= each.high)]
            if met.size:
                seen[index] = _in_era(_up(met[-1:]))[0] + self._lasting_s[index, 0]
        return seen.tobytes()

    def _hear(
        self, told: bytes, memories: Memories, components: Iterable[ComponentId]
    ) -> bytes:
        changed = bytearray(told)
        for component in components:
            for index in self._by_component.get(component, ()):
                changed[index] = self._told[index].holds(memories.get(component))
        return bytes(changed)


def _in_era(at_s: npt.NDArray[np.int64]) -> Seconds:
    return np.clip(at_s - _ERA_S, -_FURTHEST_S, _FURTHEST_S).astype(np.int32)


def _up(ms: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Whole seconds, never too few."""
    return -(-ms // 1000)


def _simple(prospects: Iterable[Prospect]) -> Iterator[Seen | Told]:
    for each in prospects:
        if isinstance(each, Several):
            yield from _simple(each.parts)
        else:
            yield each
