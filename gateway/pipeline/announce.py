"""What a batch has changed, told to those who watch."""

from collections.abc import Collection, Iterator, Sequence

from gateway.domain.report import Placed, Presence, Telemetry
from gateway.domain.vin import Vin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.journal import BatchEntry


def changes(
    entry: BatchEntry, presences: Sequence[Presence], redrawn: Collection[Vin]
) -> Iterator[Change]:
    """`redrawn`: vehicles of which more has changed than that reports were added."""
    by_vin: dict[Vin, list[Placed[Telemetry]]] = {vin: [] for vin in redrawn}
    for one in entry.telemetry:
        by_vin.setdefault(one.report.header.id.vin, []).append(one)
    for vin, telemetry in by_vin.items():
        yield Change(vin, Facet.SIGNALS, tuple(telemetry), anew=vin in redrawn)
    told = {one.report.header.id.vin for one in entry.faults}
    for vin in told | {change.episode.key.vin for change, _ in entry.episodes}:
        yield Change(vin, Facet.FAULTS)
    for vin in {presence.vin for presence in presences}:
        yield Change(vin, Facet.CONTACT)
    for vin in {one.report.header.id.vin for one in entry.replies}:
        yield Change(vin, Facet.CASES)
