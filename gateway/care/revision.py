"""When a verdict says something else than the one before it, and what."""

from collections.abc import Iterator
from datetime import timedelta

from gateway.care.words import SEVERITY
from gateway.domain.cause import CauseId, Clue, LikelyCause
from gateway.domain.verdict import Verdict

MOST_VERSIONS = 8
"""Of one verdict by its causes alone, and one more for every hour of its case."""


def is_news(verdict: Verdict, known: Verdict, *, versions: int, lasted: timedelta) -> bool:
    """Not another sentence of evidence: another severity, advice, order or weight of causes.

    Nor another gap, but the first that is missing and the last that has come.

    `versions`: how many there are; `lasted`: since the case was opened.
    """
    if _judgement(verdict) != _judgement(known):
        return True
    room = versions < MOST_VERSIONS + lasted // timedelta(hours=1)
    return room and _grounds(verdict) != _grounds(known)


def changes(verdict: Verdict, known: Verdict) -> Iterator[str]:
    """What is different, and because of what, in sentences."""
    if verdict.severity is not known.severity:
        yield f"It was “{SEVERITY[known.severity]}”, now it is “{SEVERITY[verdict.severity]}”."
    if verdict.rulebook_version != known.rulebook_version:
        yield "It was judged again by another rulebook."
    if verdict.advice != known.advice:
        yield f"What to do now: {verdict.advice}"
    if known.missing and not verdict.missing:
        yield "What was missing has come, and was judged."
    if verdict.missing and not known.missing:
        yield f"Something is missing now: {', '.join(verdict.missing)}."
    if verdict.causes and known.causes:
        first, before = verdict.causes[0], known.causes[0]
        if first.id != before.id:
            yield f"The likeliest cause was: {before.title} Now it is: {first.title}"
    said = {cause.id: cause for cause in known.causes}
    for cause in verdict.causes:
        yield from _told(cause, said.get(cause.id))


def _judgement(verdict: Verdict) -> tuple[object, ...]:
    return verdict.severity, verdict.rulebook_version, verdict.advice


def _grounds(verdict: Verdict) -> tuple[bool, list[tuple[CauseId, int, int]]]:
    """Whether data is missing, and how the causes stand."""
    return bool(verdict.missing), [cause.standing for cause in verdict.causes]


def _told(cause: LikelyCause, before: LikelyCause | None) -> Iterator[str]:
    """The facts that are new, and the signs that do not hold any more."""
    known = {(clue.sign, clue.against): clue for clue in before.clues} if before else {}
    for clue in cause.clues:
        then = known.get((clue.sign, clue.against))
        if clue.counts and not (then and then.counts):
            yield f"{_side(clue)} “{cause.title.rstrip('.')}”: {' '.join(clue.facts)}"
        if then and then.counts and not clue.counts:
            yield f"No longer {_side(clue).lower()} “{cause.title.rstrip('.')}”: {clue.sign}."


def _side(clue: Clue) -> str:
    return "Against" if clue.against else "For"
