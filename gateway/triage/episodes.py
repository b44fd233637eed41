"""The lives of faults, folded from reports: what opened, moved on, healed, was cleared."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from gateway.domain.episode import Episode, EpisodeChange, EpisodeEnd, FaultKey
from gateway.domain.report import FaultEntry, FaultReport, Placed
from gateway.domain.trouble_code import Status
from gateway.triage.instant import to_time
from gateway.triage.window import FaultMemory, entries_by_code, order_of

_PASSED = Status(0)


def fold(
    open_episodes: Mapping[FaultKey, Episode],
    report: Placed[FaultReport],
    newest: FaultMemory | None = None,
) -> list[EpisodeChange]:
    """How the episodes of one component change with this report; apply them in this order.

    `open_episodes`: at least those of the report's vehicle and component. An ended one may
    stand in for a key that has no open one; then a late report about its time adds nothing.
    `newest`: what the component has said latest before this report, as `Window.memories` holds
    it; None when nothing is known.

    A report that is older than `newest` never rewinds anything. It can only tell of a fault
    that came and went unseen: one that is present in it, absent from `newest` and not in
    `open_episodes` yields an episode that is opened at the report's time and ended at that of
    `newest`. Without `newest`, a report from before an episode's `updated_at` leaves it alone.
    """
    if newest is not None and order_of(report.report.header) <= newest.order:
        return list(_fold_late(open_episodes, report, newest))
    return list(_fold_newer(open_episodes, report, in_order=newest is not None))


def _fold_newer(
    episodes: Mapping[FaultKey, Episode], report: Placed[FaultReport], *, in_order: bool
) -> Iterator[EpisodeChange]:
    entries = entries_by_code(report.report)
    for code in sorted(entries):
        entry, key = entries[code], _key(report, entries[code])
        episode = _open(episodes, key)
        if episode is not None:
            if in_order or report.at >= episode.updated_at:
                yield from _move_on(episode, entry, report.at)
        elif entry.status.present:
            yield EpisodeChange(_opened(key, entry, report.at), entry, opened=True)
    ours = [key for key in episodes if _is_of(key, report) and key.code not in entries]
    for key in sorted(ours, key=lambda key: key.code):
        episode = _open(episodes, key)
        if episode is not None and (in_order or report.at >= episode.updated_at):
            ended = _ended(episode, _PASSED, report.at, EpisodeEnd.HEALED)
            yield EpisodeChange(ended, None, opened=False)


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
        opened = _opened(key, entry, report.at)
        ended_at = max(report.at, to_time(newest.at_ms))
        status = now.status if now is not None else _PASSED
        yield EpisodeChange(_ended(opened, status, ended_at, _how(now)), entry, opened=True)


def _move_on(episode: Episode, entry: FaultEntry, at: datetime) -> Iterator[EpisodeChange]:
    """A counter that fell was cleared in between: one life has ended and another begun."""
    if entry.status.present and entry.occurrences < episode.occurrences:
        yield EpisodeChange(
            _ended(episode, episode.status, at, EpisodeEnd.CLEARED), None, opened=False
        )
        yield EpisodeChange(_opened(episode.key, entry, at), entry, opened=True)
    elif entry.status.present:
        moved = replace(
            episode,
            updated_at=max(at, episode.updated_at),
            status=entry.status,
            occurrences=entry.occurrences,
        )
        yield EpisodeChange(moved, entry, opened=False)
    else:
        yield EpisodeChange(_ended(episode, entry.status, at, _how(entry)), entry, opened=False)


def _opened(key: FaultKey, entry: FaultEntry, at: datetime) -> Episode:
    return Episode(
        key=key,
        opened_at=at,
        updated_at=at,
        status=entry.status,
        occurrences=entry.occurrences,
    )


def _ended(episode: Episode, status: Status, at: datetime, end: EpisodeEnd) -> Episode:
    last = max(at, episode.updated_at)
    return replace(episode, updated_at=last, status=status, ended_at=last, end=end)


def _how(entry: FaultEntry | None) -> EpisodeEnd:
    """Cleared when the test has not run since; else it ran, and passed."""
    if entry is None:
        return EpisodeEnd.HEALED
    untested = Status.TEST_NOT_COMPLETED_SINCE_LAST_CLEAR
    relevant = entry.status & (untested | Status.TEST_FAILED_SINCE_LAST_CLEAR)
    return EpisodeEnd.CLEARED if relevant == untested else EpisodeEnd.HEALED


def _open(episodes: Mapping[FaultKey, Episode], key: FaultKey) -> Episode | None:
    episode = episodes.get(key)
    return episode if episode is not None and episode.ended_at is None else None


def _ended_before(episode: Episode, at: datetime) -> bool:
    return episode.ended_at is not None and episode.ended_at < at


def _key(report: Placed[FaultReport], entry: FaultEntry) -> FaultKey:
    return FaultKey(report.report.header.id.vin, report.report.component, entry.code)


def _is_of(key: FaultKey, report: Placed[FaultReport]) -> bool:
    header = report.report.header
    return (key.vin, key.component) == (header.id.vin, report.report.component)
