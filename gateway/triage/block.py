"""Rows of samples packed as bytes: what a window keeps until a rule asks for a track."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from gateway.triage.track import Track

Layout = tuple[int, ...]
"""The signals of a row, in their order."""

Block = tuple[Layout, int, int, bool, bytes]
"""Layout, oldest and newest event time, whether each signal was measured in it, the rows.

A plain tuple of plain values, because there are hundreds of thousands: the garbage collector
stops looking at those.
"""

FULL_AT = 2048
"""Bytes; a smaller block takes more rows in."""


@cache
def record(width: int) -> np.dtype[np.void]:
    """One row: event time in milliseconds, one float32 a signal."""
    return np.dtype([("at_ms", "<i8"), ("values", "<f4", (width,))])


def cut_up(table: npt.NDArray[Any], parts: int) -> list[bytes]:
    """Its memory, row after row, in so many parts of one length."""
    if not table.size:
        return [b""] * parts
    octets = np.ascontiguousarray(table).reshape(-1).view(np.uint8)
    cut: list[bytes] = octets.view(f"V{octets.size // parts}").tolist()
    return cut


def joined(blocks: tuple[Block, ...], loose: Sequence[Block]) -> tuple[Block, ...]:
    """Of the loose ones one for each layout, with the newest block that has room."""
    layout = loose[0][0] if loose else ()
    if [block for block in loose if block[0] is not layout]:
        return _sorted_out(blocks, loose)
    if blocks and blocks[-1][0] is layout and len(blocks[-1][4]) < FULL_AT:
        return *blocks[:-1], _one(layout, (blocks[-1], *loose))
    return (*blocks, _one(layout, loose)) if loose else blocks


def _sorted_out(blocks: Sequence[Block], loose: Sequence[Block]) -> tuple[Block, ...]:
    settled = [*blocks]
    by_layout: dict[Layout, list[Block]] = {}
    for block in loose:
        by_layout.setdefault(block[0], []).append(block)
    for layout, own in by_layout.items():
        for index in range(len(settled) - 1, max(len(settled) - len(by_layout), 0) - 1, -1):
            if settled[index][0] == layout and len(settled[index][4]) < FULL_AT:
                own.insert(0, settled.pop(index))
                break
        settled.append(_one(layout, own))
    return tuple(settled)


def _one(layout: Layout, blocks: Sequence[Block]) -> Block:
    _, oldest_ms, newest_ms, whole, rows = zip(*blocks, strict=True)
    return layout, min(oldest_ms), max(newest_ms), True in whole, b"".join(rows)


def useful(blocks: tuple[Block, ...], held_ms: int, fresh_ms: int) -> tuple[Block, ...]:
    """Without those that cannot matter any more.

    They end before `fresh_ms`, or before another of their layout began that measured all its
    signals and had ended at `held_ms`: the last sample before then is in that one. They are the
    first ones, as reports come in order; all are looked at where a second one ended so early.
    """
    first = 0
    for block in blocks:
        if block[2] > held_ms:
            return blocks[first:] if first else blocks
        if block[2] > fresh_ms and not _is_past(block, blocks[first + 1 :], held_ms):
            break
        first += 1
    left = blocks[first:] if first else blocks
    is_odd = len(left) > 1 and left[1][2] <= held_ms
    return _sifted(left, held_ms, fresh_ms) if is_odd else left


def _is_past(block: Block, later: Sequence[Block], held_ms: int) -> bool:
    for layout, oldest_ms, newest_ms, whole, _ in later:
        if newest_ms > held_ms:
            break
        if whole and oldest_ms > block[2] and layout == block[0]:
            return True
    return False


def _sifted(blocks: Sequence[Block], held_ms: int, fresh_ms: int) -> tuple[Block, ...]:
    later: dict[Layout, int] = {}
    for layout, oldest_ms, newest_ms, whole, _ in blocks:
        if whole and newest_ms <= held_ms:
            later[layout] = max(oldest_ms, later.get(layout, oldest_ms))
    return tuple(
        [
            block
            for block in blocks
            if block[2] > fresh_ms and block[2] >= later.get(block[0], block[2])
        ]
    )


def unpacked(track: Track, signal: int, blocks: Iterable[Block]) -> Track:
    """The track with all that the blocks hold of its signal."""
    times: list[npt.NDArray[np.int64]] = []
    values: list[npt.NDArray[np.float32]] = []
    for layout, _, _, _, rows in blocks:
        if signal in layout:
            samples = np.frombuffer(rows, record(len(layout)))
            times.append(samples["at_ms"])
            values.append(samples["values"][:, layout.index(signal)])
    return track.joined(np.concatenate(times), np.concatenate(values)) if times else track
