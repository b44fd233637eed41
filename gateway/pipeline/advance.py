"""One look at one case: conclude, then try a remedy, prove it, book, watch or ask a person."""

from dataclasses import replace
from datetime import datetime

from gateway.care import words
from gateway.care.conclusion import BEYOND_REMEDY, carrying, conclude, wondering, worst
from gateway.care.life import Standing, follow, has_gone, may_return, next_event
from gateway.care.revision import changes, is_news
from gateway.domain.case import CaseOutcome, CaseState
from gateway.domain.operation import OperationState
from gateway.domain.proof import ProofState
from gateway.domain.verdict import Verdict
from gateway.pipeline.book import book, look_after
from gateway.pipeline.casework import CaseDesk, CaseFile, Means, OpenAttempt
from gateway.pipeline.mute import explain, mute
from gateway.pipeline.outlook import Outlook
from gateway.pipeline.updates import update_under_way
from gateway.remedy.plan import AskPerson, Attempt, Book, Plan, Watch, plan
from gateway.remedy.playbook import Remedy
from gateway.remedy.proof import Observed, prove
from gateway.remedy.steps import Claimed, Do, GiveUp, Wait, next_step


async def advance(desk: CaseDesk, means: Means, now: datetime) -> None:
    """Moves the case on as far as it will go now, and says when to look again."""
    explanation = await explain(desk, means, now)
    if explanation is not None:
        await mute(desk, explanation, now)
        return
    file = desk.file
    verdict = await _conclude(desk, means, now)
    if has_gone(file.state, file.quiet_since, now):
        outlook = await _close(desk, CaseOutcome.WENT_AWAY, now)
    else:
        outlook = await _act(desk, means, verdict, now)
    standing = Standing(
        state=follow(file.state, outlook.state),
        severity=verdict.severity,
        since=file.since if outlook.state is file.state else now,
        operation_expires_at=outlook.operation_expires_at,
        proof_due_at=outlook.proof_due_at,
        appointment_ends_at=outlook.appointment_ends_at,
        look_again_at=outlook.look_again_at,
    )
    event = next_event(standing, now)
    if event is not None:
        await desk.settle(
            outlook.state,
            verdict.severity,
            outlook.next_step,
            due_at=event.due_at,
            since=standing.since,
        )


async def _conclude(desk: CaseDesk, means: Means, now: datetime) -> Verdict:
    """The worst verdict of what is true now; of all that was, when there is none yet.

    A rule that has come true again speaks by its newest finding: that one knows more.
    """
    file, known = desk.file, desk.file.verdict
    entry = means.knowledge.entry(file.component, file.code)
    newest = {one.rule: one for one in file.findings}
    telling = [one for one in newest.values() if one.rule in file.still_true or not known]
    judged = [conclude(finding, entry, now) for finding in telling]
    verdict = worst(judged, rather=known.rule if known else None)
    if verdict is not None:
        verdict = wondering(verdict, means.knowledge.what_ifs(verdict.rule), judged)
        verdict = carrying(verdict, file.explains)
        if _is_beyond_remedy(file, means, verdict, now):
            verdict = replace(verdict, advice=BEYOND_REMEDY)
    if known is not None:
        if verdict is None or not _is_news(verdict, known, file, now):
            return known
        verdict = replace(verdict, changes=tuple(changes(verdict, known)))
    if verdict is None:
        msg = f"case {file.id} was opened without a finding"
        raise RuntimeError(msg)
    await desk.add_verdict(verdict)
    await desk.note(now, "verdict", words.verdict_reached(verdict), verdict.severity)
    return verdict


def _is_beyond_remedy(file: CaseFile, means: Means, verdict: Verdict, now: datetime) -> bool:
    """Is it left to a workshop, although there is a remedy from afar?"""
    if verdict.remedy is None or file.attempt is not None:
        return False
    remedy = means.knowledge.remedy(verdict.remedy)
    booked = file.appointment is not None
    return booked or isinstance(plan(verdict, remedy, file.history, now), Book)


def _is_news(verdict: Verdict, known: Verdict, file: CaseFile, now: datetime) -> bool:
    return is_news(verdict, known, versions=file.versions, lasted=now - file.opened_at)


async def _act(desk: CaseDesk, means: Means, verdict: Verdict, now: datetime) -> Outlook:
    file = desk.file
    if file.appointment is not None:
        return await look_after(desk, means, file.appointment, verdict, now)
    if file.attempt is not None:
        remedy = means.knowledge.remedy(file.attempt.remedy)
        outlook = await _go_on(desk, means, file.attempt, remedy, now)
        if outlook is not None:
            return outlook
        await desk.reload()
        verdict = await _conclude(desk, means, now)
    return await _decide(desk, means, verdict, now)


async def _decide(desk: CaseDesk, means: Means, verdict: Verdict, now: datetime) -> Outlook:
    file = desk.file
    if may_return(file.state, verdict.severity, file.quiet_since):
        return Outlook(state=CaseState.WATCHING, next_step="Gone again; watched for its return")
    remedy = means.knowledge.remedy(verdict.remedy) if verdict.remedy else None
    decision: Plan = plan(verdict, remedy, file.history, now)
    match decision:
        case Attempt(chosen, because):
            return await _begin(desk, means, chosen, because, now)
        case Book(because, refused):
            if await _told(desk, because, now) and refused is not None:
                await desk.refuse_remedy(refused, now, because)
            return await book(desk, means, verdict, now)
        case Watch(because=because):
            await _told(desk, because, now)
            return Outlook(state=CaseState.WATCHING, next_step=f"Watch. {because}")
        case AskPerson(because):
            await _told(desk, because, now)
            return Outlook(state=CaseState.NEEDS_PERSON, next_step=because)


async def _told(desk: CaseDesk, because: str, now: datetime) -> bool:
    """Only a decision that is not the last one that was told is news."""
    news = because != desk.file.decision
    if news:
        await desk.note(now, "decision", because)
    return news


async def _begin(
    desk: CaseDesk, means: Means, remedy: Remedy, because: str, now: datetime
) -> Outlook:
    """Unless the car is being updated, or something else is tried on the same component."""
    if update := await update_under_way(desk, now):
        await _told(desk, words.WAITS_FOR_UPDATE, now)
        wait = f"Wait. {words.WAITS_FOR_UPDATE}"
        return Outlook(state=CaseState.WATCHING, next_step=wait, look_again_at=update.until)
    attempt = await desk.begin_attempt(remedy, now)
    if attempt is None:
        busy = f"Something else is being tried on {words.part(remedy.component)}."
        await _told(desk, busy, now)
        return Outlook(state=CaseState.WATCHING, next_step=f"Wait. {busy}")
    await desk.note(now, "decision", because)
    first = Do(0, remedy.steps[0])
    return await _ask(desk, means, now, attempt=attempt, remedy=remedy, step=first)


async def _go_on(
    desk: CaseDesk, means: Means, attempt: OpenAttempt, remedy: Remedy | None, now: datetime
) -> Outlook | None:
    """The remedy under way; None when it has ended and something else must be decided."""
    if remedy is None:
        await _end(desk, attempt, "the playbook is no longer in force", now)
        return None
    if attempt.claimed_at is not None:
        return await _prove(desk, attempt, remedy, attempt.claimed_at, now)
    match next_step(remedy, attempt.results, now):
        case Do() as step:
            return await _ask(desk, means, now, attempt=attempt.id, remedy=remedy, step=step)
        case Wait(until):
            return _under_way(remedy, attempt.results[-1].action_index, until)
        case GiveUp(reason):
            await _end(desk, attempt, reason, now)
            return None
        case Claimed():
            claimed_at = attempt.results[-1].at  # what the car says from then on is the proof
            await desk.claim(attempt.id, claimed_at)
            return await _prove(desk, attempt, remedy, claimed_at, now)


async def _ask(
    desk: CaseDesk, means: Means, now: datetime, *, attempt: int, remedy: Remedy, step: Do
) -> Outlook:
    if update := await update_under_way(desk, now):
        await _told(desk, words.WAITS_FOR_UPDATE, now)
        return _under_way(remedy, step.index, update.until)
    order = means.pen.step(desk.file.vin, remedy, step.action, now)
    await desk.ask(attempt, step.index, order.command, order.downlink)
    asked = words.operation_is(OperationState.QUEUED, remedy.component, step.action)
    await desk.note(now, "operation", asked)
    return _under_way(remedy, step.index, order.command.expires_at)


def _under_way(remedy: Remedy, index: int, until: datetime) -> Outlook:
    return Outlook(
        state=CaseState.REMEDY,
        next_step=f"{remedy.title}: step {index + 1} of {len(remedy.steps)}",
        operation_expires_at=until,
    )


async def _prove(
    desk: CaseDesk, attempt: OpenAttempt, remedy: Remedy, claimed_at: datetime, now: datetime
) -> Outlook | None:
    observed = Observed(
        claimed_at=claimed_at,
        sightings=await desk.sightings(claimed_at),
        last_contact_at=desk.file.last_contact_at,
    )
    proof = prove(remedy.proof, observed, now)
    if proof.state is not attempt.proof:
        await desk.set_proof(attempt.id, proof, now)
        await desk.note(now, "proof", words.proof_is(proof))
    if proof.state is ProofState.VERIFIED:
        return await _close(desk, CaseOutcome.FIXED_REMOTELY, now)
    if proof.state.final:
        return None
    return Outlook(
        state=CaseState.REMEDY,
        next_step=f"{remedy.title}: proof until it is seen to have helped",
        proof_due_at=proof.due_at,
    )


async def _end(desk: CaseDesk, attempt: OpenAttempt, reason: str, now: datetime) -> None:
    await desk.end_attempt(attempt.id, now, reason)
    await desk.note(now, "remedy", words.remedy_given_up(attempt.title, reason))


async def _close(desk: CaseDesk, outcome: CaseOutcome, now: datetime) -> Outlook:
    await desk.close(outcome, now)
    await desk.note(now, "case", words.case_closed(outcome))
    return Outlook(state=CaseState.CLOSED, next_step="")
