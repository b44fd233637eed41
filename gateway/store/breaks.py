"""Where no line may be drawn: between two reports of a boot with one missing between them."""

from collections.abc import Iterable, Mapping
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
    cursor = await connection.execute(
        "select boot_id, received from boots where vehicle_id = %s and boot_id = any(%s)",
        [vehicle, list({span.boot for span in ordered})],
    )
    received = {boot: sequences_of(ranges) for boot, ranges in await cursor.fetchall()}
    return list(_breaks(ordered, received))


def _breaks(ordered: Iterable[Span], received: Mapping[int, Sequences]) -> Iterable[float]:
    before: Span | None = None
    for span in ordered:
        if before is not None and before.boot == span.boot and before.last_s < span.first_s:
            between = Sequences(((before.seq, span.seq),))
            if between - received.get(span.boot, between):
                yield (before.last_s + span.first_s) / 2
        before = span
