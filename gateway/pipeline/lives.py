"""The fault reports of a batch, folded into the lives of their faults."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gateway.domain.episode import Episode, EpisodeChange, FaultKey
from gateway.domain.report import FaultReport, Placed
from gateway.domain.vin import Vin
from gateway.pipeline.journal import JournalBatch
from gateway.triage.absorb import remember
from gateway.triage.episodes import fold
from gateway.triage.life import RETURNS_WITHIN
from gateway.triage.share import Portion, Share, Speaker
from gateway.triage.window import FaultMemory, Window

MOST_FOLLOWED = 4096
"""Faults of one vehicle that are followed at once; a broken one may invent any number."""

Change = tuple[EpisodeChange, Placed[FaultReport]]
_Newest = dict[Speaker, FaultMemory]


@dataclass(frozen=True, slots=True)
class Lives:
    """`oddities`: (kind, what) → how much was not followed one by one."""

    changes: list[Change]
    oddities: Counter[tuple[str, str]]


async def fold_all(batch: JournalBatch, windows: Mapping[Vin, Window], share: Share) -> Lives:
    """Every report of the share folded into its vehicle's episodes, as they were made."""
    if not share.portions:
        return Lives([], Counter())
    vins = {report.report.header.id.vin for report in share.reports}
    spoken = await _known(batch, vins, share)
    newest: _Newest = {
        (vin, component): memory
        for vin in vins & windows.keys()
        for component, memory in windows[vin].memories.items()
    }
    lives = Lives([], share.oddities)
    followed = Counter(key.vin for episodes in spoken.values() for key in episodes)
    for portion in share.portions:
        report = portion.report
        key = (report.report.header.id.vin, report.report.component)
        episodes = spoken.setdefault(key, {})
        for change in fold(episodes, report, newest.get(key)):
            new = change.episode.key not in episodes
            if new and followed[key[0]] >= MOST_FOLLOWED:
                lives.oddities["faults_not_followed", key[0].masked] += 1
                continue
            followed[key[0]] += new
            counted = _with_others(change, portion)
            episodes[counted.episode.key] = counted.episode
            lives.changes.append((counted, report))
        _remember(newest, report)
    return lives


async def _known(
    batch: JournalBatch, vins: set[Vin], share: Share
) -> dict[Speaker, dict[FaultKey, Episode]]:
    """By component: the open ones, and those that ended so lately that they may return."""
    oldest = min(report.at for report in share.reports)
    spoken: dict[Speaker, dict[FaultKey, Episode]] = {}
    known = await batch.open_episodes(vins, or_ended_since=oldest - RETURNS_WITHIN)
    for key, episode in known.items():
        spoken.setdefault((key.vin, key.component), {})[key] = episode
    return spoken


def _with_others(change: EpisodeChange, portion: Portion) -> EpisodeChange:
    """Those of a storm that were not folded count as well."""
    if not portion.others or change.opened:
        return change
    reports = change.episode.reports + portion.others
    return replace(change, episode=replace(change.episode, reports=reports))


def _remember(newest: _Newest, report: Placed[FaultReport]) -> None:
    memory = remember(report)
    key = (report.report.header.id.vin, report.report.component)
    if key not in newest or newest[key].order < memory.order:
        newest[key] = memory
