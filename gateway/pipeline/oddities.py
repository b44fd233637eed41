"""What is taken in but looks strange, to be counted and shown."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache
from itertools import chain

from gateway.decode.place import LONGEST_QUEUE, Boot, BootKey, believes
from gateway.domain.report import Header
from gateway.domain.signal import SIGNALS
from gateway.pipeline.kinds import ByKind
from gateway.pipeline.motley import sets_of
from gateway.triage.rulebook import Rulebook

CLOCK_MAY_BE_OFF_S = 300.0
LONGEST_QUEUE_MS = LONGEST_QUEUE // timedelta(milliseconds=1)


def oddities(
    new: ByKind, boots: Mapping[BootKey, Boot], rulebook: Rulebook
) -> Counter[tuple[str, str]]:
    """(kind, what) → how often it was seen in these reports."""
    odd: Counter[tuple[str, str]] = Counter()
    if any(map(_unknown, sets_of(new.telemetry))):
        matrices = chain.from_iterable(one.report.matrices for one in new.telemetry)
        odd.update(chain.from_iterable(_unknown(matrix.signals) for matrix in matrices))
    for faults in new.faults:
        component = faults.report.component
        odd.update(
            ("unknown_code", f"{component} {entry.code}")
            for entry in faults.report.entries
            if entry.status.present and rulebook.entry(component, entry.code) is None
        )
    odd.update(
        [
            ("age_not_believed", header.id.vin.masked)
            for header in _doubtful(new.headers, boots.values())
            if not believes(header, boots[header.id.vin, header.id.boot_id])
        ]
    )
    odd.update(
        [
            ("clock_untrusted", vin.masked)
            for (vin, _), boot in boots.items()
            if boot.wall_offset_s is not None and abs(boot.wall_offset_s) > CLOCK_MAY_BE_OFF_S
        ]
    )
    return odd


def _doubtful(headers: Sequence[Header], boots: Collection[Boot]) -> Sequence[Header]:
    """Of all others it is certain that their ages agree with their boots."""
    starts = [boot.started_us for boot in boots if boot.started_us is not None]
    arrivals = [header.received_us for header in headers]
    if starts and arrivals and min(arrivals) < max(starts):
        return headers  # our clock has been set back
    return [
        header
        for header in headers
        if header.uptime_ms + (header.age_ms or 0) >= LONGEST_QUEUE_MS
    ]


@lru_cache(maxsize=512)
def _unknown(signals: tuple[int, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(("unknown_signal", str(number)) for number in signals if number not in SIGNALS)
