"""Software updates of a car, out of what it said of their phase: since when, until when."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from gateway.care import words
from gateway.domain.explanation import Interruption, PhaseSample

LONGEST = timedelta(hours=2)
"""What lasts longer, or is begun again and again for longer, explains no more."""
ECHOES_FOR = timedelta(minutes=15)
"""After its end, components may still miss one another."""
SILENT_FOR = timedelta(minutes=30)
"""The unit that tells of it restarts as well; who is silent for longer is done with it."""
TOLD_WITHIN = timedelta(minutes=1)
"""It may have been at work for so long when it is first told."""
EXPLAINS_FOR = TOLD_WITHIN + LONGEST + ECHOES_FOR
"""From the first to the last that comes of one update."""


def told_between(first: datetime, last: datetime) -> tuple[datetime, datetime]:
    """From when until when samples tell whether an update explains these moments.

    Twice the longest before them: one that began earlier has lasted too long by then.
    """
    return first - 2 * LONGEST, last + LONGEST


def installations(samples: Iterable[PhaseSample]) -> Iterator[Interruption]:
    """When software was installed or activated, by event time; downloading does nothing."""
    stretches = list(_stretches(sorted(samples)))
    if not stretches:
        return
    latest = stretches[0][0] + LONGEST + ECHOES_FOR
    for begun, until in stretches:
        if begun < latest:
            yield Interruption(
                because=words.BEING_UPDATED,
                since=begun - TOLD_WITHIN,
                until=min(until, latest),
            )


def _stretches(samples: Iterable[PhaseSample]) -> Iterator[tuple[datetime, datetime]]:
    begun = last = None
    for at, phase in samples:
        if phase.works_on_the_car:
            begun, last = begun or at, at
        elif begun is not None:
            yield begun, at + ECHOES_FOR
            begun = last = None
    if begun is not None and last is not None:
        yield begun, last + SILENT_FOR
