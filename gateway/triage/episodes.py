"""The lives of faults, folded from reports: what opened, moved on, healed, was cleared."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from gateway.domain.episode import Episode, EpisodeChange, FaultKey
from gateway.domain.report import FaultEntry, FaultReport, Placed
from gateway.domain.trouble_code import Status
from gateway.triage.instant import to_time
from gateway.triage.life import begin, end, how, move_on
from gateway.triage.window import FaultMemory, entries_by_code, order_of


def fold(
    episodes: Mapping[FaultKey, Episode],
    report: Placed[FaultReport],
    newest: FaultMemory | None = None,
) -> list[EpisodeChange]:
    """How the episodes of one component change with this report; apply them in this order.

    `episodes`: the open ones, at least of the report's vehicle and component. The last that
    ended stands in for a key that has no open one: a late report about its time adds nothing,
    and a fault that had healed for a moment only is the same life.
    `newest`: what the component has said latest before this report, as `Window.memories` holds
    it; None when nothing is known.

    A report that is older than `newest` never rewinds anything. It can only tell of a fault
    that came and went unseen: one that is present in it, absent from `newest` and not in
    `episodes` yields an episode that is opened at the report's time and ended at that of
    `newest`. Without `newest`, a report from before an episode's `updated_at` leaves it alone.
    """
    if newest is not None and order_of(report.report.header) <= newest.order:
        return list(_fold_late(episodes, report, newest))
    return list(_fold_newer(episodes, report, in_order=newest is not None))


def _fold_newer(
    episodes: Mapping[FaultKey, Episode], report: Placed[FaultReport], *, in_order: bool
) -> Iterator[EpisodeChange]:
    entries, available = entries_by_code(report.report), report.report.available
    for code in sorted(entries):
        entry, key = entries[code], _key(report, entries[code])
        episode = episodes.get(key)
        if episode is not None and not in_order and report.at < episode.updated_at:
            continue
        if episode is not None and episode.ended_at is None:
            yield from move_on(episode, entry, report.at, available)
        elif entry.status.present:
            yield begin(key, entry, report.at, available, episode)
    ours = [key for key in episodes if _is_of(key, report) and key.code not in entries]
    for key in sorted(ours, key=lambda key: key.code):
        episode = episodes[key]
        if episode.ended_at is None and (in_order or report.at >= episode.updated_at):
            yield end(episode, None, report.at, how(None))


def _fold_late(
    episodes: Mapping[FaultKey, Episode], report: Placed[FaultReport], newest: FaultMemory
) -> Iterator[EpisodeChange]:
    for code, entry in sorted(entries_by_code(report.report).items()):
        now = newest.entries.get(code)
        key = _key(report, entry)
        if not entry.status.present or (now is not None and now.status.present):
            continue
        if key in episodes and not _ended_before(episodes[key], report.at):
            continue
        yield _unseen(key, entry, report, now, max(report.at, to_time(newest.at_ms)))


def _unseen(
    key: FaultKey,
    entry: FaultEntry,
    report: Placed[FaultReport],
    now: FaultEntry | None,
    ended_at: datetime,
) -> EpisodeChange:
    """A life that is over when it is first heard of: one report tells all of it."""
    opened = begin(key, entry, report.at, report.report.available, None).episode
    status = now.status if now is not None else Status(0)
    ended = replace(opened, updated_at=ended_at, status=status, ended_at=ended_at, end=how(now))
    return EpisodeChange(ended, entry, opened=True)


def _ended_before(episode: Episode, at: datetime) -> bool:
    return episode.ended_at is not None and episode.ended_at < at


def _key(report: Placed[FaultReport], entry: FaultEntry) -> FaultKey:
    return FaultKey(report.report.header.id.vin, report.report.component, entry.code)


def _is_of(key: FaultKey, report: Placed[FaultReport]) -> bool:
    header = report.report.header
    return (key.vin, key.component) == (header.id.vin, report.report.component)
