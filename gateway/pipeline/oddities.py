"""What is taken in but looks strange, to be counted and shown."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from gateway.decode.place import Boot, BootKey, believes
from gateway.domain.signal import SIGNALS
from gateway.pipeline.kinds import ByKind
from gateway.triage.rulebook import Rulebook

CLOCK_MAY_BE_OFF_S = 300.0


def oddities(
    new: ByKind, boots: Mapping[BootKey, Boot], rulebook: Rulebook
) -> Counter[tuple[str, str]]:
    """(kind, what) → how often it was seen in these reports."""
    odd: Counter[tuple[str, str]] = Counter()
    for report in new.telemetry:
        for matrix in report.report.matrices:
            if unknown := _unknown(matrix.signals):
                odd.update(unknown)
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
            for header in new.headers
            if not believes(header, boots[header.id.vin, header.id.boot_id])
        ]
    )
    odd.update(
        ("clock_untrusted", vin.masked)
        for (vin, _), boot in boots.items()
        if boot.wall_offset_s is not None and abs(boot.wall_offset_s) > CLOCK_MAY_BE_OFF_S
    )
    return odd


@lru_cache(maxsize=4096)
def _unknown(signals: tuple[int, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(("unknown_signal", str(number)) for number in signals if number not in SIGNALS)
