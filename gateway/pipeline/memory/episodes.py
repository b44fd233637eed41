"""The lives of faults in memory."""

from collections.abc import Collection, Sequence
from datetime import datetime

from gateway.domain.episode import Episode, EpisodeChange, FaultKey
from gateway.domain.report import FaultReport, Placed
from gateway.domain.vin import Vin
from gateway.pipeline.memory.rows import Rows
from gateway.pipeline.memory.transaction import Transaction


def open_episodes(
    rows: Rows, vins: Collection[Vin], or_ended_since: datetime | None
) -> dict[FaultKey, Episode]:
    """The open one of each fault, or the last that ended then or later."""
    found: dict[FaultKey, Episode] = {}
    for episode in rows.episodes.values():
        if episode.key.vin in vins and _is_wanted(episode, or_ended_since):
            other = found.get(episode.key, episode)
            found[episode.key] = max(other, episode, key=_lasts)
    return found


def _is_wanted(episode: Episode, or_ended_since: datetime | None) -> bool:
    if episode.ended_at is None:
        return True
    return or_ended_since is not None and episode.ended_at >= or_ended_since


def _lasts(episode: Episode) -> tuple[bool, datetime]:
    return episode.ended_at is None, episode.ended_at or episode.updated_at


def keep_episodes(
    transaction: Transaction, changes: Sequence[tuple[EpisodeChange, Placed[FaultReport]]]
) -> None:
    """Opens, moves on and ends episodes; at most one is open for a key."""
    rows = transaction.rows
    for change, _ in changes:
        episode = change.episode
        same = {n: one for n, one in rows.episodes.items() if one.key == episode.key}
        standing = [n for n, one in same.items() if one.ended_at is None]
        if change.returned and not standing:
            standing = [n for n, one in same.items() if one.opened_at == episode.opened_at]
        if change.opened and not (standing and episode.ended_at is None):
            rows.episodes[transaction.next_number()] = episode
        elif standing and not change.opened:
            rows.episodes[max(standing)] = episode
        else:
            msg = f"{episode.key} cannot be changed so"
            raise RuntimeError(msg)
