"""What the API answers, as values: fields are the schema, notes its descriptions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from gateway.domain.case import CaseOutcome, CaseState
from gateway.domain.catalogue import Skill
from gateway.domain.cause import LikelyCause, Question
from gateway.domain.severity import Severity
from gateway.domain.verdict import Verdict
from gateway.domain.vin import Vin
from gateway.pipeline.verdicts import JudgedCase, StandingVerdicts, VerdictVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenQuestion:
    """A sign of which is not known whether it is there."""

    sign: str
    would_speak: Literal["for", "against"]
    missing: Annotated[tuple[str, ...], "The data that would tell."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Something that a workshop could put right."""

    id: str
    title: str
    speaks_for: Annotated[tuple[str, ...], "A sentence for each fact that was measured."]
    speaks_against: tuple[str, ...]
    open_questions: tuple[OpenQuestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What would make the verdict graver or milder: something that can be measured."""

    severity: Severity
    condition: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One problem of one vehicle."""

    id: int
    component: str
    trouble_code: Annotated[str, "SAE J2012 with the failure type, as P0AA6-1A."]
    state: CaseState
    outcome: Annotated[CaseOutcome | None, "How it ended; null while it is open."]
    opened_at: datetime
    closed_at: datetime | None
    next_step: str
    explained_by: Annotated[int | None, "The case that speaks for this one."]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictDocument:
    """What the findings and faults of a case mean, in the words of the catalogue."""

    id: int
    case: Case
    version: Annotated[int, "1 is the first of its case."]
    current: Annotated[bool, "The latest version of a case that is open."]
    provisional: Annotated[bool, "Data was missing; it is judged again when that comes."]
    severity: Severity
    title: str
    drivability: Annotated[str, "To be said verbatim: whether one may drive."]
    advice: str
    owner_text: str
    service_text: str
    cause: Annotated[str, "The likeliest cause; empty while none is known."]
    causes: Annotated[tuple[Cause, ...], "The likeliest first."]
    evidence: tuple[str, ...]
    missing: tuple[str, ...]
    would_change: tuple[Change, ...]
    changes: Annotated[tuple[str, ...], "What is different from the version before."]
    remedy: Annotated[str | None, "What is tried from afar."]
    no_remedy_because: str
    skills: tuple[Skill, ...]
    repair_minutes: int
    tow: bool
    rule: str
    rulebook_version: str
    judged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrentVerdicts:
    """The verdicts that stand, the gravest first.

    No item and no unjudged case: nothing that the gateway knows of speaks against driving, as
    of `heard_at`; null means that the vehicle has not reported anything yet.
    """

    vin: str
    heard_at: Annotated[datetime | None, "Event time of the vehicle's newest report."]
    severity: Annotated[Severity | None, "The gravest; unjudged cases count as `unknown`."]
    unjudged: Annotated[tuple[Case, ...], "Open cases that have no verdict yet."]
    items: tuple[VerdictDocument, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictHistory:
    """Every version of every verdict, the newest first."""

    vin: str
    items: tuple[VerdictDocument, ...]
    next: Annotated[str | None, "Where older ones are; null at the end."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Problem details, RFC 9457."""

    type: str
    title: str
    status: int
    detail: str = ""


def current_verdicts(vin: Vin, standing: StandingVerdicts) -> CurrentVerdicts:
    severities = [one.verdict.severity for one in standing.versions]
    severities += [Severity.UNKNOWN for _ in standing.unjudged]
    return CurrentVerdicts(
        vin=vin.text,
        heard_at=standing.heard_at,
        severity=max(severities, default=None),
        unjudged=tuple(map(_case, standing.unjudged)),
        items=verdict_documents(standing.versions),
    )


def verdict_documents(versions: Iterable[VerdictVersion]) -> tuple[VerdictDocument, ...]:
    return tuple(_document(one, one.verdict) for one in versions)


def _document(version: VerdictVersion, verdict: Verdict) -> VerdictDocument:
    return VerdictDocument(
        id=version.id,
        case=_case(version.case),
        version=version.number,
        current=version.is_current,
        provisional=version.is_provisional,
        severity=verdict.severity,
        title=verdict.title,
        drivability=verdict.drivability,
        advice=verdict.advice,
        owner_text=verdict.owner_text,
        service_text=verdict.service_text,
        cause=verdict.cause,
        causes=tuple(map(_cause, verdict.causes)),
        evidence=verdict.evidence,
        missing=verdict.missing,
        would_change=tuple(
            Change(severity=one.severity, condition=one.condition, rule=one.rule)
            for one in verdict.what_ifs
        ),
        changes=verdict.changes,
        remedy=verdict.remedy,
        no_remedy_because=verdict.no_remedy_because,
        skills=tuple(sorted(verdict.skills, key=lambda skill: skill.value)),
        repair_minutes=verdict.repair_minutes,
        tow=verdict.tow,
        rule=verdict.rule,
        rulebook_version=verdict.rulebook_version,
        judged_at=verdict.at,
    )


def _case(case: JudgedCase) -> Case:
    return Case(
        id=case.id,
        component=case.component,
        trouble_code=str(case.code),
        state=case.state,
        outcome=case.outcome,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        next_step=case.next_step,
        explained_by=case.explained_by,
    )


def _cause(cause: LikelyCause) -> Cause:
    return Cause(
        id=cause.id,
        title=cause.title,
        speaks_for=cause.speaks_for,
        speaks_against=cause.speaks_against,
        open_questions=tuple(map(_question, cause.questions)),
    )


def _question(question: Question) -> OpenQuestion:
    return OpenQuestion(
        sign=question.sign,
        would_speak="against" if question.against else "for",
        missing=question.missing,
    )
