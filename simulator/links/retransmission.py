"""What a lost segment means behind TCP: a delay, by the timer of RFC 6298."""

from collections.abc import Callable, Iterator
from itertools import islice

SHORTEST_RTO_S = 1.0
LONGEST_RTO_S = 60.0
# As many as Linux makes (net.ipv4.tcp_retries2).
MOST_TRIES = 15


def first_rto_s(latency_s: float, jitter_s: float) -> float:
    """SRTT + 4 RTTVAR of a settled estimate, at least 1 s (RFC 6298, 2.3 and 2.4).

    A round trip has twice a delay that is uniform over [latency, latency + jitter]; the mean
    deviation of the sum of two such is a third of the jitter.
    """
    return max(SHORTEST_RTO_S, 2 * latency_s + jitter_s + 4 * jitter_s / 3)


def tries_s(rto_s: float) -> Iterator[float]:
    """Seconds from the first sending to each further one; the timer doubles (RFC 6298, 5.5)."""
    at_s = 0.0
    while True:
        at_s += rto_s
        yield at_s
        rto_s = max(rto_s, min(2 * rto_s, LONGEST_RTO_S))


def recovery_s(rto_s: float, loses: Callable[[float], bool]) -> tuple[float, int]:
    """How long until a segment gets through, and how often it was sent in vain.

    `loses(after_s)` tells whether the one sent so long after the first is lost; the last try
    of all gets through.
    """
    sent_s = 0.0
    for lost, next_s in enumerate(islice(tries_s(rto_s), MOST_TRIES)):
        if not loses(sent_s):
            return sent_s, lost
        sent_s = next_s
    return sent_s, MOST_TRIES


def resumption_s(rto_s: float, silent_s: float) -> float:
    """How long TCP sleeps on when the path is back after `silent_s` without any answer."""
    return next(at_s for at_s in tries_s(rto_s) if at_s >= silent_s) - silent_s
