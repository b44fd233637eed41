"""What a batch has changed, told to those who watch."""

from collections.abc import Collection, Container, Iterator, Sequence

from gateway.domain.report import Placed, Presence, Telemetry
from gateway.domain.vin import Vin
from gateway.pipeline.changes import Change, Facet
from gateway.pipeline.journal import BatchEntry


def changes(
    entry: BatchEntry,
    presences: Sequence[Presence],
    redrawn: Collection[Vin],
    audience: Container[Vin],
) -> Iterator[Change]:
    """Of the vehicles that somebody watches.

    `redrawn`: vehicles of which more has changed than that reports were added.
    """
    by_vin: dict[Vin, list[Placed[Telemetry]]] = {vin: [] for vin in redrawn if vin in audience}
    for one in entry.telemetry:
        vin = one.report.header.id.vin
        if vin in audience:
            by_vin.setdefault(vin, []).append(one)
    for vin, telemetry in by_vin.items():
        yield Change(vin, Facet.SIGNALS, tuple(telemetry), anew=vin in redrawn)
    spoken = {one.report.header.id.vin for one in entry.faults}
    told = {
        Facet.FAULTS: spoken | {change.episode.key.vin for change, _ in entry.episodes},
        Facet.CONTACT: {presence.vin for presence in presences},
        Facet.CASES: {one.report.header.id.vin for one in entry.replies},
    }
    for facet, vins in told.items():
        for vin in vins:
            if vin in audience:
                yield Change(vin, facet)
