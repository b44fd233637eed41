"""The recent samples of one vehicle, put in order only when somebody asks for them."""

from collections.abc import Iterator, Mapping, Sequence

from gateway.triage.block import Block, joined, unpacked, useful
from gateway.triage.track import EMPTY, Keep, Track

MOST_BYTES = 256 * 1024
MOST_BLOCKS = 256
"""What is more is put in order, and each signal cut to what is needed of it.

Far above what a window of a car holds that sends 35 signals a second (140 KB): a track of each
signal takes four times as much as the rows that they came in.
"""
_MOST_LOOSE = 8

_Earlier = tuple[Mapping[int, Track], Sequence[Block]]
"""Tracks as they were made for the report before, and what has come since."""


class Keeps(Mapping[int, Keep]):
    """How much of each signal rules look back on, and of the one that they do furthest."""

    __slots__ = ("_by_signal", "fresh_ms", "hold_ms")

    def __init__(self, by_signal: Mapping[int, Keep]) -> None:
        self._by_signal = dict(by_signal)
        self.hold_ms = max((keep.hold_ms for keep in by_signal.values()), default=0)
        self.fresh_ms = max((keep.fresh_ms for keep in by_signal.values()), default=0)

    def __getitem__(self, signal: int) -> Keep:
        return self._by_signal[signal]

    def __iter__(self) -> Iterator[int]:
        return iter(self._by_signal)

    def __len__(self) -> int:
        return len(self._by_signal)


class Recent(Mapping[int, Track]):
    """The tracks at `now_ms`, by signal; one that is empty is not there.

    To whoever looks it is a mapping that never changes. Behind it lie packed rows; a track is
    made of them when it is asked for, and of the track of just before where that was asked for.
    """

    __slots__ = ("_built", "_earlier", "_joined", "_loose", "_now_ms", "keeps", "settled")

    def __init__(
        self,
        keeps: Keeps,
        settled: Mapping[int, Track],
        now_ms: int,
        packed: tuple[Block, ...] = (),
        loose: tuple[Block, ...] = (),
    ) -> None:
        """`settled`: all that is in no block; the newest blocks are `loose`.

        So what comes next need not touch all the others.
        """
        self.keeps = keeps
        self.settled = settled
        self._joined = packed
        self._loose = loose
        self._now_ms = now_ms
        self._earlier: _Earlier | None = None
        self._built: dict[int, Track] | None = None

    @property
    def blocks(self) -> tuple[Block, ...]:
        return self._joined + self._loose

    def followed_by(self, new: tuple[Block, ...], now_ms: int) -> "Recent":
        """With these blocks, at a time that is not before this one."""
        settled, blocks, loose = self.settled, self._joined, self._loose + new
        if len(loose) >= _MOST_LOOSE:
            held_ms = now_ms - self.keeps.hold_ms
            blocks = useful(joined(blocks, loose), held_ms, held_ms - self.keeps.fresh_ms)
            loose = ()
            if _are_too_much(blocks):
                settled, blocks = self._sorted_in(blocks, now_ms), ()
        after = Recent(self.keeps, settled, now_ms, blocks, loose)
        if self._built is not None:
            after._earlier = self._built, new
        return after

    def at_rest(self) -> "Recent":
        """The same, in as few blocks as can be."""
        blocks = joined(self._joined, self._loose)
        return Recent(self.keeps, self.settled, self._now_ms, blocks)

    def __getitem__(self, signal: int) -> Track:
        if self._built is None:
            self._built = {}
        track = self._built.get(signal)
        if track is None:
            track = self._built[signal] = self._build(signal)
        if not track.at_ms.size:
            raise KeyError(signal)
        return track

    def __iter__(self) -> Iterator[int]:
        return (signal for signal in self.keeps if signal in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"Recent({dict(self)})"

    def _build(self, signal: int) -> Track:
        if signal not in self.keeps:
            return EMPTY
        known, since = self._earlier or ({}, ())
        earlier = known.get(signal)
        if earlier is None:
            track = unpacked(self.settled.get(signal, EMPTY), signal, self.blocks)
        else:
            track = unpacked(earlier, signal, since)
        return track.cut(self.keeps[signal], self._now_ms)

    def _sorted_in(self, blocks: Sequence[Block], now_ms: int) -> dict[int, Track]:
        tracks = {
            signal: unpacked(self.settled.get(signal, EMPTY), signal, blocks).cut(keep, now_ms)
            for signal, keep in self.keeps.items()
        }
        return {signal: track.alone() for signal, track in tracks.items() if track.at_ms.size}


def _are_too_much(blocks: Sequence[Block]) -> bool:
    return len(blocks) > MOST_BLOCKS or sum([len(each[4]) for each in blocks]) > MOST_BYTES
