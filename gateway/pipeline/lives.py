"""The fault reports of a batch, folded into the lives of their faults."""

from collections.abc import Mapping, Sequence

from gateway.domain.component import ComponentId
from gateway.domain.episode import Episode, EpisodeChange, FaultKey
from gateway.domain.report import FaultReport, Placed
from gateway.domain.vin import Vin
from gateway.pipeline.journal import JournalBatch
from gateway.triage.absorb import remember
from gateway.triage.episodes import fold
from gateway.triage.window import FaultMemory, Window, order_of


async def fold_all(
    batch: JournalBatch, windows: Mapping[Vin, Window], faults: Sequence[Placed[FaultReport]]
) -> list[tuple[EpisodeChange, Placed[FaultReport]]]:
    """Every report folded into its vehicle's episodes, in the order in which it was made."""
    episodes = await batch.open_episodes({one.report.header.id.vin for one in faults})
    newest: dict[tuple[Vin, ComponentId], FaultMemory] = {
        (vin, component): memory
        for vin, window in windows.items()
        for component, memory in window.memories.items()
    }
    changes: list[tuple[EpisodeChange, Placed[FaultReport]]] = []
    for report in sorted(faults, key=lambda one: order_of(one.report.header)):
        key = (report.report.header.id.vin, report.report.component)
        for change in fold(episodes, report, newest.get(key)):
            changes.append((change, report))
            _apply(episodes, change)
        memory = remember(report)
        if key not in newest or newest[key].order < memory.order:
            newest[key] = memory
    return changes


def _apply(episodes: dict[FaultKey, Episode], change: EpisodeChange) -> None:
    if change.episode.ended_at is None:
        episodes[change.episode.key] = change.episode
    else:
        episodes.pop(change.episode.key, None)
