"""Mutes a case that something else explains, and lets it speak when that is over."""

from datetime import datetime

from gateway.care import words
from gateway.care.explanation import by_interruption, by_root, is_over
from gateway.domain.explanation import Explanation
from gateway.domain.finding import Finding
from gateway.domain.severity import Severity
from gateway.pipeline.casework import CaseDesk, CaseFile, CaseShelf, Means
from gateway.pipeline.updates import explained_by_update


async def explain(desk: CaseDesk, means: Means, now: datetime) -> Explanation | None:
    """None while something is being tried for it, or a workshop has the car because of it.

    What is done to the car keeps a case from being judged; a verdict that is out stands,
    unless a software update turns out to have made what it is about.
    """
    file, knowledge = desk.file, means.knowledge
    begun = file.appointment is not None and file.appointment.slot.starts_at <= now
    symptoms = _standing(file)
    if file.attempt is not None or begun or not file.findings:
        return None
    found = None
    if symptoms and all(knowledge.roots(one.rule) for one in symptoms):
        found = by_root(symptoms, await desk.roots(), knowledge.roots)
    if found is None and symptoms and file.verdict is None:
        found = by_interruption(symptoms, await desk.underway(now), knowledge.resets, now)
    return found or await explained_by_update(desk, means, now)


async def mute(desk: CaseDesk, explanation: Explanation, now: datetime) -> None:
    """Its findings are kept, and it is told why no case is made of them."""
    file = desk.file
    if file.appointment is not None:
        await desk.cancel_booking(now)
        await desk.note(now, "booking", words.NO_PLACE_NEEDED)
    await desk.mute(explanation, _gravest(file), now)
    said = f"{explanation.because} {words.case_closed(explanation.outcome)}"
    await desk.note(now, "case", said)


async def let_speak(shelf: CaseShelf, means: Means, now: datetime) -> int:
    """Opens a case for whatever has outlasted its explanation; how many."""
    by_code_alone = means.knowledge.by_code_alone
    over = [one for one in await shelf.muted() if is_over(one, by_code_alone, now)]
    return sum([await shelf.unmute(one.id, now) for one in over])


def _standing(file: CaseFile) -> tuple[Finding, ...]:
    return tuple(one for one in file.findings if one.rule in file.still_true)


def _gravest(file: CaseFile) -> Severity:
    said = [file.verdict.severity] if file.verdict else []
    return max(
        [*said, *file.explains, *(one.severity for one in _standing(file) or file.findings)]
    )
