"""What a batch writes on the timelines."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from gateway.care import words
from gateway.domain.catalogue import CatalogueEntry
from gateway.domain.component import ComponentId
from gateway.domain.episode import EpisodeChange
from gateway.domain.operation import OperationState
from gateway.domain.report import FaultReport, Placed, Reply
from gateway.domain.trouble_code import TroubleCode
from gateway.pipeline.journal import Asked, AskedKey, Note

LookUp = Callable[[ComponentId, TroubleCode], CatalogueEntry | None]


def notes_on_episodes(
    changes: Sequence[tuple[EpisodeChange, Placed[FaultReport]]], look_up: LookUp
) -> Iterator[Note]:
    """A fault that was seen for the first time, that has ended, or that came back.

    Of one that comes and goes the 1st, 2nd, 4th, 8th ... time is told.
    """
    for change, report in changes:
        key = change.episode.key
        entry = look_up(key.component, key.code)
        if change.opened:
            title = entry.title if entry else "not in the catalogue"
            yield _note(change, report, "fault", words.fault_seen(change.episode, title))
        told = _is_told(change.episode.returns)
        if change.returned and told:
            yield _note(change, report, "fault", words.fault_returned(change.episode))
        if change.episode.ended_at is not None and told:
            yield _note(change, report, "fault", words.fault_ended(change.episode))


def _is_told(times: int) -> bool:
    return times & (times - 1) == 0


def _note(change: EpisodeChange, report: Placed[FaultReport], kind: str, text: str) -> Note:
    key = change.episode.key
    return Note(
        vin=key.vin,
        at=report.at,
        kind=kind,
        words=text,
        component=key.component,
        code=key.code,
    )


def notes_on_replies(
    replies: Sequence[Placed[Reply]], asked: Mapping[AskedKey, Asked]
) -> Iterator[Note]:
    """How an operation fares, where the reply moves it; progress within a state is no news."""
    states = {number: operation.state for number, operation in asked.items()}
    for placed in replies:
        reply = placed.report
        key = (reply.header.id.vin, reply.command_id)
        operation = asked.get(key)
        if operation is None or not states[key].may_become(reply.state):
            continue
        if reply.state not in {states[key], OperationState.RUNNING}:
            yield Note(
                vin=reply.header.id.vin,
                at=placed.at,
                kind="operation",
                words=words.operation_is(
                    reply.state, operation.component, operation.action, reply.reason
                ),
                component=operation.component,
                code=operation.code,
            )
        states[key] = reply.state
