"""Where no line may be drawn: between two reports of a boot with one missing between them."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from gateway.domain.sequences import Sequences
from gateway.store.gaps import sequences_of
from gateway.store.pool import Connection


class Span(NamedTuple):
    """One report's first and last sample, unix seconds."""

    boot: int
    seq: int
    first_s: float
    last_s: float


async def read_breaks(
    connection: Connection, vehicle: int, spans: Iterable[Span]
) -> list[float]:
    """Unix seconds; at each something was measured that is not here."""
    ordered = sorted(spans)
    boots = {one.boot for one, other in pairwise(ordered) if _leaves_out(one, other)}
    if not boots:
        return []
    cursor = await connection.execute(
        "select boot_id, received from boots where vehicle_id = %s and boot_id = any(%s)",
        [vehicle, list(boots)],
    )
    received = {boot: sequences_of(ranges) for boot, ranges in await cursor.fetchall()}
    return list(_breaks(ordered, received))


def _leaves_out(before: Span, span: Span) -> bool:
    """Are there sequences between them, be they of telemetry or not?"""
    same = before.boot == span.boot and before.last_s < span.first_s
    return same and span.seq - before.seq > 1


def _breaks(ordered: Iterable[Span], received: Mapping[int, Sequences]) -> Iterable[float]:
    for before, span in pairwise(ordered):
        if _leaves_out(before, span):
            between = Sequences(((before.seq, span.seq),))
            if between - received.get(span.boot, between):
                yield (before.last_s + span.first_s) / 2
