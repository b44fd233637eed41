"""Whether findings are explained by a graver root, or by what is being done to the car."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from gateway.domain.case import CaseOutcome
from gateway.domain.component import ComponentId
from gateway.domain.explanation import Explanation, Interruption, MutedCase, Root
from gateway.domain.finding import Finding, RuleId
from gateway.domain.severity import Severity

LINGERS_FOR = timedelta(minutes=15)
"""After its root has gone a symptom may stay so long; then it speaks for itself."""
RESETS_ECHO_FOR = timedelta(minutes=10)
"""After we have reset a component, others may still miss it."""

ByCodeAlone = Callable[[RuleId], bool]
MadeByUpdates = Callable[[RuleId], bool]
RootsOf = Callable[[RuleId], frozenset[RuleId]]
ResetsBehind = Callable[[RuleId], frozenset[ComponentId]]


def by_root(
    symptoms: Sequence[Finding], roots: Iterable[Root], roots_of: RootsOf
) -> Explanation | None:
    """The gravest root that explains all of them; the oldest of equally grave ones.

    One that tells to stop driving is explained only by one that does so, too.
    """
    for root in sorted(roots, key=lambda one: (-one.severity.rank, one.case, one.rule)):
        if symptoms and all(_follows(one, root, roots_of) for one in symptoms):
            return Explanation(
                outcome=CaseOutcome.EXPLAINED,
                because=f"It comes from “{root.title}”.",
                by=root.case,
                rule=root.rule,
            )
    return None


def by_interruption(
    symptoms: Sequence[Finding],
    underway: Iterable[Interruption],
    resets_behind: ResetsBehind,
    now: datetime,
) -> Explanation | None:
    """What is done to the car never explains what tells to stop driving."""
    for one in sorted(underway, key=lambda each: each.until, reverse=True):
        covered = (_covers(one, symptom, resets_behind) for symptom in symptoms)
        if symptoms and one.until > now and all(covered):
            return Explanation(
                outcome=CaseOutcome.SUPPRESSED, because=one.because, until=one.until
            )
    return None


def by_update(
    findings: Sequence[Finding],
    updates: Iterable[Interruption],
    made_by_updates: MadeByUpdates,
    lasted: datetime,
) -> Explanation | None:
    """It explains what began while it lasted, however late the car could tell of both.

    `lasted`: until when the findings are known to have stood; what outlasts the update speaks
    for itself.
    """
    for one in sorted(updates, key=lambda each: each.until, reverse=True):
        covered = (_updated(one, each, made_by_updates) for each in findings)
        if findings and all(covered) and lasted < one.until:
            return Explanation(
                outcome=CaseOutcome.SUPPRESSED, because=one.because, until=one.until
            )
    return None


def is_over(muted: MutedCase, by_code_alone: ByCodeAlone, now: datetime) -> bool:
    """Does what still stands have to be judged by itself?

    What was done to the car leaves codes behind that are stored only: their test has passed.
    What is still measured speaks, whatever became of its code.
    """
    if muted.gravest is not None and muted.gravest > muted.severity:
        return True
    if muted.until is not None:
        passed = muted.passed_at is not None and muted.passed_at < muted.until
        stored = passed and all(map(by_code_alone, muted.rules))
        return now >= muted.until and not (muted.rules and stored)
    quiet = muted.root_quiet_since
    return not muted.root_open or (quiet is not None and now - quiet >= LINGERS_FOR)


def _follows(symptom: Finding, root: Root, roots_of: RootsOf) -> bool:
    stops = symptom.severity is Severity.STOP_DRIVING
    carried = root.severity is Severity.STOP_DRIVING
    return root.rule in roots_of(symptom.rule) and (carried or not stops)


def _updated(one: Interruption, symptom: Finding, made_by_updates: MadeByUpdates) -> bool:
    if symptom.severity is Severity.STOP_DRIVING or not made_by_updates(symptom.rule):
        return False
    return one.since <= symptom.at < one.until


def _covers(one: Interruption, symptom: Finding, resets_behind: ResetsBehind) -> bool:
    if symptom.severity is Severity.STOP_DRIVING or symptom.at < one.since:
        return False
    if one.reset is None:
        return True
    return one.reset == symptom.component or one.reset in resets_behind(symptom.rule)
