"""From a finding to a verdict, in the catalogue's own words; and the worst of several."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from gateway.domain.catalogue import CatalogueEntry, WordsIfWorse
from gateway.domain.errors import StaleKnowledge
from gateway.domain.finding import Finding, RuleId
from gateway.domain.severity import Severity
from gateway.domain.verdict import Verdict
from gateway.domain.what_if import WhatIf

DRIVABILITY = {
    Severity.STOP_DRIVING: "Stop as soon as it is safe, and do not drive on.",
    Severity.URGENT: "You may drive to a workshop or home, gently; no further.",
    Severity.SOON: "You may drive; have it looked at within the next days.",
    Severity.UNKNOWN: "We do not know yet whether it is safe to drive; a specialist will say.",
    Severity.MONITOR: "You may drive as usual.",
}
"""Said when there is no sentence of the catalogue for it, as on a root with a grave symptom."""

BEYOND_REMEDY = "It could not be put right from afar; a workshop will look at it."
"""In the place of advice that goes with a remedy, which is not tried any more."""

UNKNOWN_REPAIR_MINUTES = 60
MOST_TOLD = 8
"""Things that are missing; of more it is said how many."""


def conclude(finding: Finding, entry: CatalogueEntry | None, at: datetime) -> Verdict:
    """The verdict on one finding; `entry` is the catalogue's on its component and code.

    The severity is the worse of what the rule and the catalogue say. A code that no catalogue
    knows is `unknown`, unless the rule itself found it urgent. Raises `StaleKnowledge` when the
    entry is about something else.
    """
    if entry is None:
        return _unknown(finding, at)
    if (entry.component, entry.code) != (finding.component, finding.code):
        raise StaleKnowledge(f"{finding.rule} was given the entry of {entry.code}")
    worse = finding.severity > entry.severity
    severity = finding.severity if worse else entry.severity
    words = _words(entry, severity)
    return Verdict(
        severity=severity,
        title=words.title,
        cause=finding.cause,
        causes=finding.causes,
        drivability=words.drivability,
        advice=words.advice,
        owner_text=words.owner_text,
        service_text=entry.service_text,
        evidence=finding.evidence,
        missing=_in_short(finding.missing),
        rule=finding.rule,
        rulebook_version=finding.rulebook_version,
        component=entry.component,
        code=entry.code,
        remedy=entry.remedy,
        no_remedy_because=entry.no_remedy_because,
        skills=entry.skills,
        repair_minutes=entry.repair_minutes,
        tow=entry.tow or (worse and severity is Severity.STOP_DRIVING),
        at=at,
    )


def _in_short(missing: Sequence[str]) -> tuple[str, ...]:
    more = len(missing) - MOST_TOLD
    return (*missing[:MOST_TOLD], f"and {more} more") if more > 0 else tuple(missing)


def _words(entry: CatalogueEntry, severity: Severity) -> CatalogueEntry | WordsIfWorse:
    """For how grave it was found; a rulebook has no rule without."""
    if severity is entry.severity:
        return entry
    if entry.if_worse is not None and entry.if_worse.severity is severity:
        return entry.if_worse
    return replace(entry, drivability=DRIVABILITY[severity])


def carrying(verdict: Verdict, severities: Iterable[Severity]) -> Verdict:
    """The verdict on a root, which is as grave as the gravest of what it explains."""
    severity = max(severities, default=verdict.severity)
    if severity <= verdict.severity:
        return verdict
    graver = tuple(one for one in verdict.what_ifs if one.severity > severity)
    drivability = DRIVABILITY[severity]
    return replace(verdict, severity=severity, drivability=drivability, what_ifs=graver)


def wondering(
    verdict: Verdict, what_ifs: Iterable[WhatIf], judged: Iterable[Verdict]
) -> Verdict:
    """With what would make it graver, or milder unless another one `judged` is as grave."""
    alone = [one.severity for one in judged].count(verdict.severity) == 1
    likely = (one for one in what_ifs if alone or one.severity > verdict.severity)
    return replace(verdict, what_ifs=tuple(likely))


def worst(verdicts: Iterable[Verdict], *, rather: RuleId | None = None) -> Verdict | None:
    """The verdict whose severity and drivability speak for the vehicle; None when all is well.

    Of several equally bad ones, the one that needs towing, then the one by the rule that is
    asked for, then the oldest, then by rule.
    """
    return min(verdicts, key=lambda one: _gravity(one, rather), default=None)


def _gravity(verdict: Verdict, rather: RuleId | None) -> tuple[int, bool, bool, datetime, str]:
    by_another = verdict.rule != rather
    return -verdict.severity.rank, not verdict.tow, by_another, verdict.at, verdict.rule


def _unknown(finding: Finding, at: datetime) -> Verdict:
    grave = finding.severity >= Severity.URGENT
    severity = finding.severity if grave else Severity.UNKNOWN
    part = finding.component.replace("_", " ")
    return Verdict(
        severity=severity,
        title=f"Unknown fault {finding.code} in {part}",
        cause=finding.cause,
        causes=finding.causes,
        drivability=DRIVABILITY[severity],
        advice="A specialist will look at it.",
        owner_text="Your car reports something that we do not know yet. "
        "A specialist will look at it.",
        service_text=f"{finding.code} on {finding.component} is not in the catalogue.",
        evidence=finding.evidence,
        missing=_in_short(finding.missing),
        rule=finding.rule,
        rulebook_version=finding.rulebook_version,
        component=finding.component,
        code=finding.code,
        remedy=None,
        no_remedy_because="The catalogue does not know this code.",
        skills=frozenset(),
        repair_minutes=UNKNOWN_REPAIR_MINUTES,
        tow=severity is Severity.STOP_DRIVING,
        at=at,
    )
