"""One look at one case: conclude, then try a remedy, prove it, book, watch or ask a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from gateway.booking.directory import nearest
from gateway.booking.need import need_for
from gateway.booking.slots import choose_slot
from gateway.care import words
from gateway.care.conclusion import conclude, worst
from gateway.care.invitation import appointment_is, no_slot, where_and_when
from gateway.care.life import Standing, next_event
from gateway.decode.commands import COMMAND, encode_command, seal
from gateway.domain.case import CaseOutcome, CaseState
from gateway.domain.operation import Command, OperationState
from gateway.domain.proof import ProofState
from gateway.domain.service import AppointmentState, NoSlot, ServiceCentre, Slot
from gateway.domain.severity import Severity
from gateway.domain.verdict import Verdict
from gateway.pipeline.casework import Booked, CaseDesk, CaseFile, Means, OpenAttempt
from gateway.remedy.plan import AskPerson, Attempt, Book, Plan, Watch, plan
from gateway.remedy.playbook import Remedy
from gateway.remedy.proof import Observed, prove
from gateway.remedy.steps import Claimed, Do, GiveUp, Wait, next_step

HORIZON = timedelta(days=42)
TRIES_FOR_A_SLOT = 5
GONE_AFTER = timedelta(hours=24)
WAITS_FOR_NOTHING = frozenset({Severity.UNKNOWN, Severity.URGENT, Severity.STOP_DRIVING})
"""Acted upon even when the fault has gone again: it may return on the road."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """Where the case stands after this look, and what is waited for, as words."""

    state: CaseState
    next_step: str
    operation_expires_at: datetime | None = None
    proof_due_at: datetime | None = None
    appointment_ends_at: datetime | None = None


async def advance(desk: CaseDesk, means: Means, now: datetime) -> None:
    """Moves the case on as far as it will go now, and says when to look again."""
    file = desk.file
    verdict = await _conclude(desk, means, now)
    if _has_gone(file, now):
        outlook = await _close(desk, CaseOutcome.WENT_AWAY, now)
    else:
        outlook = await _act(desk, means, verdict, now)
    standing = Standing(
        state=outlook.state,
        severity=verdict.severity,
        since=file.since if outlook.state is file.state else now,
        operation_expires_at=outlook.operation_expires_at,
        proof_due_at=outlook.proof_due_at,
        appointment_ends_at=outlook.appointment_ends_at,
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
    """The worst verdict of what is true now; of all that was, when there is none yet."""
    file = desk.file
    entry = means.knowledge.entry(file.component, file.code)
    telling = [one for one in file.findings if one.rule in file.still_true or not file.verdict]
    verdict = worst(conclude(finding, entry, now) for finding in telling)
    if file.verdict is not None and (verdict is None or not _is_news(verdict, file.verdict)):
        return file.verdict
    if verdict is None:
        msg = f"case {file.id} was opened without a finding"
        raise RuntimeError(msg)
    await desk.add_verdict(verdict)
    await desk.note(now, "verdict", words.verdict_reached(verdict), verdict.severity)
    return verdict


def _is_news(verdict: Verdict, known: Verdict) -> bool:
    """Another rule that says the same is none."""
    return (verdict.severity, verdict.rulebook_version) != (
        known.severity,
        known.rulebook_version,
    )


def _has_gone(file: CaseFile, now: datetime) -> bool:
    """It was only being watched, and has not been seen for so long that it would be new."""
    quiet = file.quiet_since is not None and now - file.quiet_since >= GONE_AFTER
    return file.state is CaseState.WATCHING and quiet


async def _act(desk: CaseDesk, means: Means, verdict: Verdict, now: datetime) -> Outlook:
    file = desk.file
    if file.appointment is not None:
        return await _look_after_booking(desk, means, file.appointment, verdict, now)
    if file.attempt is not None:
        remedy = means.knowledge.remedies.get(file.attempt.remedy)
        outlook = await _go_on(desk, means, file.attempt, remedy, now)
        if outlook is not None:
            return outlook
        await desk.reload()
    return await _decide(desk, means, verdict, now)


async def _look_after_booking(
    desk: CaseDesk, means: Means, booked: Booked, verdict: Verdict, now: datetime
) -> Outlook:
    if verdict.severity > booked.severity:
        await desk.cancel_booking(now)
        await desk.note(now, "booking", "It has become worse; an earlier place is looked for.")
        return await _book(desk, means, verdict, now)
    if booked.ends_at > now:
        return Outlook(
            state=CaseState.BOOKED,
            next_step=desk.file.next_step,  # where and when, as it was booked
            appointment_ends_at=booked.ends_at,
        )
    return Outlook(
        state=CaseState.NEEDS_PERSON, next_step="Ask the workshop what was found and done"
    )


async def _decide(desk: CaseDesk, means: Means, verdict: Verdict, now: datetime) -> Outlook:
    if _may_return(desk.file) and verdict.severity not in WAITS_FOR_NOTHING:
        return Outlook(state=CaseState.WATCHING, next_step="Gone again; watched for its return")
    remedy = means.knowledge.remedies.get(verdict.remedy) if verdict.remedy else None
    decision: Plan = plan(verdict, remedy, desk.file.history, now)
    await _tell(desk, decision, now)
    match decision:
        case Attempt(chosen):
            attempt = await desk.begin_attempt(chosen, now)
            first = Do(0, chosen.steps[0])
            return await _ask(desk, means, now, attempt=attempt, remedy=chosen, step=first)
        case Book(because, refused):
            if refused is not None:
                await desk.refuse_remedy(refused, now, because)
            return await _book(desk, means, verdict, now)
        case Watch(because=because):
            return Outlook(state=CaseState.WATCHING, next_step=f"Watch. {because}")
        case AskPerson(because):
            return Outlook(state=CaseState.NEEDS_PERSON, next_step=because)


def _may_return(file: CaseFile) -> bool:
    """It went away before anything was begun."""
    return file.quiet_since is not None and file.state in {CaseState.NEW, CaseState.WATCHING}


async def _tell(desk: CaseDesk, decision: Plan, now: datetime) -> None:
    """Only a decision that changes the state is news."""
    news = {
        Attempt: CaseState.REMEDY,
        Book: CaseState.BOOKED,
        Watch: CaseState.WATCHING,
        AskPerson: CaseState.NEEDS_PERSON,
    }
    if desk.file.state is not news[type(decision)] or desk.file.attempt is not None:
        await desk.note(now, "decision", decision.because)


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
            return Outlook(
                state=CaseState.REMEDY,
                next_step=f"{remedy.title}: waiting for the vehicle",
                operation_expires_at=until,
            )
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
    command = Command(
        id=means.new_id(),
        vin=desk.file.vin,
        component=remedy.component,
        action=step.action,
        safety_class=remedy.safety_class,
        issued_at=now,
        expires_at=now + remedy.expires_after,
        budget_s=remedy.budget_s,
    )
    encoded = encode_command(command)
    await desk.ask(attempt, step.index, command, seal(encoded, means.sign(COMMAND, encoded)))
    asked = words.operation_is(OperationState.QUEUED, remedy.component, step.action)
    await desk.note(now, "operation", asked)
    return Outlook(
        state=CaseState.REMEDY,
        next_step=f"{remedy.title}: step {step.index + 1} of {len(remedy.steps)}",
        operation_expires_at=command.expires_at,
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


async def _book(desk: CaseDesk, means: Means, verdict: Verdict, now: datetime) -> Outlook:
    centres = nearest(means.knowledge.centres, desk.file.country, desk.file.subdivision)
    need = need_for(verdict, now)
    for _ in range(TRIES_FOR_A_SLOT):
        slot = choose_slot(centres, await desk.taken(centres, now), need, HORIZON)
        if isinstance(slot, NoSlot):
            await desk.note(now, "booking", no_slot(slot), Severity.UNKNOWN)
            return Outlook(state=CaseState.NEEDS_PERSON, next_step=no_slot(slot))
        if await desk.hold(slot, verdict, now + means.hold_for):
            return await _confirm(desk, centres, slot, now)
    return Outlook(
        state=CaseState.NEEDS_PERSON, next_step="Every slot that was found was just taken"
    )


async def _confirm(
    desk: CaseDesk, centres: tuple[ServiceCentre, ...], slot: Slot, now: datetime
) -> Outlook:
    centre = next(one for one in centres if one.id == slot.centre)
    await desk.book_held(now)
    await desk.note(now, "booking", appointment_is(AppointmentState.BOOKED, centre, slot))
    return Outlook(
        state=CaseState.BOOKED,
        next_step=where_and_when(centre, slot),
        appointment_ends_at=slot.ends_at,
    )


async def _close(desk: CaseDesk, outcome: CaseOutcome, now: datetime) -> Outlook:
    await desk.close(outcome, now)
    await desk.note(now, "case", words.case_closed(outcome))
    return Outlook(state=CaseState.CLOSED, next_step="")
