"""How many holes the ledger of a boot has at most: a hostile car may send 1, 3, 5 ... on."""

from gateway.domain.sequences import Sequences

MOST_RANGES = 4096
"""Of one boot. A car that was away for a day first sends what is urgent, then fills holes."""


def is_crowded(received: Sequences, more: int) -> bool:
    """Could so many reports more be too many?"""
    return len(received.ranges) + more > MOST_RANGES


def bearable(received: Sequences, new: Sequences) -> Sequences:
    """What of `new` is taken in: what lengthens a range always, others while there is room."""
    if not is_crowded(received, len(new.ranges)):
        return new
    room = MOST_RANGES - len(received.ranges)
    borne = []
    for first, last in new.ranges:
        touched = (first - 1 in received) + (last + 1 in received)
        if touched or room > 0:
            borne.append((first, last))
            room += touched - 1
    return Sequences(tuple(borne))
