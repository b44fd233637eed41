"""Domain values as JSON documents, and back."""

from collections.abc import Iterable
from typing import Any

from gateway.domain.catalogue import RemedyId, Skill
from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.operation import (
    Action,
    ClearFault,
    EcuReset,
    ReadEvidence,
    ReadFaults,
    ResetType,
)
from gateway.domain.report import Exchange, FaultEntry, Snapshot
from gateway.domain.sequences import Sequences
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.verdict import Verdict
from gateway.store.causes import causes_from_json, causes_to_json
from gateway.store.what_ifs import what_ifs_from_json, what_ifs_to_json

Json = Any


def integers(values: Iterable[int]) -> str:
    """As PostgreSQL writes an array of numbers."""
    return f"{{{','.join(map(str, values))}}}"


def numbers(values: Iterable[float | None]) -> str:
    """As PostgreSQL writes an array in which some may be null."""
    return f"{{{','.join(['NULL' if value is None else repr(value) for value in values])}}}"


def multiranges(values: Iterable[Sequences]) -> str:
    """As PostgreSQL writes an array of `int8multirange`."""
    return f"{{{','.join(map(_multirange, values))}}}"


def severity_of(rank: int | None) -> Severity | None:
    """By `severity_rank`, which counts from 1."""
    return None if rank is None else list(Severity)[rank - 1]


def _multirange(value: Sequences) -> str:
    if len(value.ranges) == 1:
        [(first, last)] = value.ranges
        return f'"{{[{first},{last}]}}"'
    ranges = ",".join([f"[{first},{last}]" for first, last in value.ranges])
    return f'"{{{ranges}}}"'


def action_to_json(action: Action) -> Json:
    match action:
        case ReadEvidence(code):
            return {"read_evidence": str(code)}
        case ClearFault(code):
            return {"clear_fault": str(code)}
        case EcuReset(reset_type):
            return {"ecu_reset": reset_type.name}
        case ReadFaults():
            return {"read_faults": True}


def action_from_json(document: Json) -> Action:
    [(kind, value)] = document.items()
    match kind:
        case "read_evidence":
            return ReadEvidence(TroubleCode.parse(value))
        case "clear_fault":
            return ClearFault(TroubleCode.parse(value))
        case "ecu_reset":
            return EcuReset(ResetType[value])
        case _:
            return ReadFaults()


def snapshots_to_json(snapshots: tuple[Snapshot, ...]) -> Json:
    return [
        {
            "record": snapshot.record,
            "values": {f"{did:04X}": data.hex() for did, data in snapshot.values.items()},
        }
        for snapshot in snapshots
    ]


def snapshots_from_json(document: Json) -> tuple[Snapshot, ...]:
    return tuple(
        Snapshot(
            one["record"],
            {int(did, 16): bytes.fromhex(data) for did, data in one["values"].items()},
        )
        for one in document
    )


def entry_to_json(entry: FaultEntry) -> Json:
    return {
        "code": entry.code.number,
        "status": int(entry.status),
        "occurrences": entry.occurrences,
        "aging": entry.aging,
        "snapshots": snapshots_to_json(entry.snapshots),
    }


def entry_from_json(document: Json) -> FaultEntry:
    return FaultEntry(
        code=TroubleCode(document["code"]),
        status=Status(document["status"]),
        occurrences=document["occurrences"],
        aging=document["aging"],
        snapshots=snapshots_from_json(document["snapshots"]),
    )


def exchanges_to_json(exchanges: tuple[Exchange, ...]) -> Json:
    return [[one.request.hex(), one.response.hex(), one.uptime_ms] for one in exchanges]


def exchanges_from_json(document: Json) -> tuple[Exchange, ...]:
    return tuple(
        Exchange(bytes.fromhex(request), bytes.fromhex(response), uptime_ms)
        for request, response, uptime_ms in document
    )


def verdict_to_json(verdict: Verdict) -> Json:
    """Everything that has no column of its own in `verdicts`."""
    return {
        "title": verdict.title,
        "cause": verdict.cause,
        "causes": causes_to_json(verdict.causes),
        "changes": list(verdict.changes),
        "what_ifs": what_ifs_to_json(verdict.what_ifs),
        "drivability": verdict.drivability,
        "advice": verdict.advice,
        "owner_text": verdict.owner_text,
        "service_text": verdict.service_text,
        "evidence": list(verdict.evidence),
        "missing": list(verdict.missing),
        "component": verdict.component,
        "code": verdict.code and str(verdict.code),
        "remedy": verdict.remedy,
        "no_remedy_because": verdict.no_remedy_because,
        "skills": sorted(skill.value for skill in verdict.skills),
        "repair_minutes": verdict.repair_minutes,
        "tow": verdict.tow,
    }


def verdict_from_row(at: Any, severity: str, rule: str, version: str, body: Json) -> Verdict:
    return Verdict(
        at=at,
        severity=Severity(severity),
        rule=RuleId(rule),
        rulebook_version=version,
        title=body["title"],
        cause=body["cause"],
        causes=causes_from_json(body.get("causes", [])),
        changes=tuple(body.get("changes", ())),
        what_ifs=what_ifs_from_json(body.get("what_ifs", ())),
        drivability=body["drivability"],
        advice=body["advice"],
        owner_text=body["owner_text"],
        service_text=body["service_text"],
        evidence=tuple(body["evidence"]),
        missing=tuple(body["missing"]),
        component=body["component"] and ComponentId(body["component"]),
        code=body["code"] and TroubleCode.parse(body["code"]),
        remedy=body["remedy"] and RemedyId(body["remedy"]),
        no_remedy_because=body["no_remedy_because"],
        skills=frozenset(Skill(skill) for skill in body["skills"]),
        repair_minutes=body["repair_minutes"],
        tow=body["tow"],
    )
