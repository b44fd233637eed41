"""What one report does to one life of a fault; whatever a component does, lives stay few."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from gateway.domain.episode import Episode, EpisodeChange, EpisodeEnd, FaultKey
from gateway.domain.report import FaultEntry
from gateway.domain.trouble_code import Status

RETURNS_WITHIN = timedelta(minutes=10)
"""A fault that has healed and comes back within this had not healed: it is the same life."""
MOST_LIVES = 8
"""That follow each other so closely; the last of them goes on, however it seems to end."""
MOST_LINES = 64
"""In the history of one life, and one more for every hour that it has lasted."""

_FAILING = Status.TEST_FAILED | Status.PENDING
_LATCHED = Status.CONFIRMED | Status.TEST_FAILED_SINCE_LAST_CLEAR
_UNTESTED = Status.TEST_NOT_COMPLETED_SINCE_LAST_CLEAR


def begin(
    key: FaultKey, entry: FaultEntry, at: datetime, available: Status, last: Episode | None
) -> EpisodeChange:
    """A present fault without an open life. `last`: its last one that ended, if known."""
    crowd = 1
    if last is not None and last.ended_at is not None and at <= last.ended_at + RETURNS_WITHIN:
        if last.end is EpisodeEnd.HEALED or last.crowd >= MOST_LIVES:
            return _returned(last, entry, at, available)
        crowd = last.crowd + 1
    opened = Episode(
        key=key,
        opened_at=at,
        updated_at=at,
        status=entry.status,
        occurrences=entry.occurrences,
        seen=entry.status,
        confirmed_at=at if is_confirmed(entry.status, available) else None,
        passed_at=None if entry.status & Status.TEST_FAILED else at,
        crowd=crowd,
    )
    return EpisodeChange(opened, entry, opened=True)


def move_on(
    episode: Episode, entry: FaultEntry, at: datetime, available: Status
) -> Iterator[EpisodeChange]:
    """An open life after a report that lists its code."""
    if not entry.status.present:
        yield end(episode, entry, at, how(entry))
    elif _erased(episode, entry) and episode.crowd < MOST_LIVES:
        cleared = end(episode, None, at, EpisodeEnd.CLEARED)
        yield EpisodeChange(replace(cleared.episode, status=episode.status), None, opened=False)
        yield begin(episode.key, entry, at, available, cleared.episode)
    else:
        moved = _after(episode, entry, at, available)
        news = (entry.status, entry.occurrences) != (episode.status, episode.occurrences)
        yield _line(episode, moved, entry, news=news)


def end(
    episode: Episode, entry: FaultEntry | None, at: datetime, kind: EpisodeEnd
) -> EpisodeChange:
    """`entry` None: the component does not list the code any more."""
    last = max(at, episode.updated_at)
    ended = replace(
        episode,
        updated_at=last,
        status=entry.status if entry else Status(0),
        reports=episode.reports + 1,
        ended_at=last,
        end=kind,
    )
    return _line(episode, ended, entry)


def how(entry: FaultEntry | None) -> EpisodeEnd:
    """Cleared when the test has not run since; else it ran, and passed."""
    if entry is None:
        return EpisodeEnd.HEALED
    relevant = entry.status & (_UNTESTED | Status.TEST_FAILED_SINCE_LAST_CLEAR)
    return EpisodeEnd.CLEARED if relevant == _UNTESTED else EpisodeEnd.HEALED


def is_confirmed(status: Status, available: Status) -> bool:
    """Whether this is more than a suspicion, in the style of who reports it.

    A component that has a confirmed bit debounces by itself, and is believed. One that has none
    says all that it will ever say with a failed test, perhaps once.
    """
    supported = available & Status.CONFIRMED
    return bool(status & (Status.CONFIRMED if supported else _FAILING))


def _returned(
    last: Episode, entry: FaultEntry, at: datetime, available: Status
) -> EpisodeChange:
    standing = replace(last, ended_at=None, end=None, returns=last.returns + 1)
    line = _line(last, _after(standing, entry, at, available), entry)
    return EpisodeChange(line.episode, entry, opened=False, returned=True, told=line.told)


def _after(episode: Episode, entry: FaultEntry, at: datetime, available: Status) -> Episode:
    """A counter that fell was set back on board: what it had counted still happened."""
    fell = entry.occurrences < episode.occurrences
    confirmed = at if is_confirmed(entry.status, available) else None
    return replace(
        episode,
        updated_at=max(at, episode.updated_at),
        status=entry.status,
        occurrences=entry.occurrences,
        earlier=episode.earlier + (episode.occurrences if fell else 0),
        seen=episode.seen | entry.status,
        confirmed_at=episode.confirmed_at or confirmed,
        passed_at=_passed_at(episode, entry, at),
        reports=episode.reports + 1,
    )


def _passed_at(episode: Episode, entry: FaultEntry, at: datetime) -> datetime | None:
    """What was counted between two reports has failed and passed unseen."""
    if entry.status & Status.TEST_FAILED:
        return None
    again = entry.occurrences > episode.occurrences
    return at if again or episode.passed_at is None else episode.passed_at


def _erased(episode: Episode, entry: FaultEntry) -> bool:
    """Cleared and failed again unseen: with the counter went what nothing else takes away."""
    lost = episode.status & _LATCHED & ~entry.status
    untested = entry.status & _UNTESTED & ~episode.status
    return entry.occurrences < episode.occurrences and bool(lost | untested)


def _line(
    before: Episode, after: Episode, entry: FaultEntry | None, *, news: bool = True
) -> EpisodeChange:
    """Told are the first, every new bit, and as much of what changes as there is room for."""
    worse = bool(after.seen & ~before.seen)
    lasted = after.updated_at - before.opened_at
    room = before.lines < MOST_LINES + lasted // timedelta(hours=1)
    told = worse or (news and room)
    return EpisodeChange(
        replace(after, lines=after.lines + told), entry, opened=False, told=told
    )
