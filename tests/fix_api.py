"""What the API reads in tests, and whether an answer is what its schema says."""

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.catalogue import RemedyId, Skill
from gateway.domain.cause import CauseId, Clue, LikelyCause, Question, Weight
from gateway.domain.component import BATTERY_MANAGEMENT, THERMAL_MANAGEMENT
from gateway.domain.finding import RuleId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.verdict import Verdict
from gateway.domain.vin import Vin
from gateway.domain.what_if import WhatIf
from gateway.pipeline.verdicts import (
    JudgedCase,
    StandingVerdicts,
    VerdictId,
    VerdictPage,
    VerdictVersion,
)

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
JUDGED, HEALTHY, NEVER_HEARD = (Vin(f"WVGZZZ5NZ{number:08d}") for number in (104, 160, 161))
OPEN_CASE = JudgedCase(
    id=CaseId(41),
    component=BATTERY_MANAGEMENT,
    code=TroubleCode.parse("P0AA6-1A"),
    state=CaseState.BOOKED,
    outcome=None,
    opened_at=NOON,
    closed_at=None,
    next_step="Tow to Werkstatt Nord",
    explained_by=None,
)
CLOSED_CASE = replace(
    OPEN_CASE,
    id=CaseId(40),
    component=THERMAL_MANAGEMENT,
    state=CaseState.CLOSED,
    outcome=CaseOutcome.EXPLAINED,
    closed_at=NOON,
    next_step="",
    explained_by=CaseId(41),
)
_DRY = "It was dry."
_COLD = "Coolant was 41 °C at 08:00:00 UTC, below 60 °C."
VERDICT = Verdict(
    severity=Severity.STOP_DRIVING,
    title="High-voltage isolation lost",
    cause="Moisture in the connector of the heater.",
    drivability="Stop as soon as it is safe, switch off and keep away from the car.",
    advice="A tow truck is needed.",
    owner_text="The insulation of the drive battery is damaged.",
    service_text="Measure the heater first.",
    evidence=("Isolation resistance at most 92 kΩ for 3 min",),
    missing=("Isolation resistance before 11:41",),
    rule=RuleId("high_voltage.isolation_low"),
    rulebook_version="2026.11+aaaa0001",
    component=BATTERY_MANAGEMENT,
    code=TroubleCode.parse("P0AA6-1A"),
    remedy=None,
    no_remedy_because="High voltage is never reset from afar.",
    skills=frozenset({Skill.HIGH_VOLTAGE, Skill.GENERAL}),
    repair_minutes=150,
    tow=True,
    at=NOON + timedelta(milliseconds=1500),
    causes=(
        LikelyCause(
            id=CauseId("high_voltage.connector_wet"),
            title="Moisture in the connector of the heater.",
            clues=(
                Clue(sign="it is cold", weight=Weight.TELLS, facts=(_COLD,)),
                Clue(
                    sign="it is dry", weight=Weight.HINTS, against=True, facts=("It was dry.",)
                ),
            ),
            questions=(Question(sign="it rains", weight=Weight.HINTS, missing=("Rain",)),),
        ),
    ),
    changes=("It was “Service soon”.",),
    what_ifs=(
        WhatIf(Severity.SOON, "Isolation resistance is at least 500 kΩ", RuleId("hv.falling")),
    ),
)
CALM = replace(
    VERDICT,
    severity=Severity.SOON,
    missing=(),
    causes=(),
    what_ifs=(),
    changes=(),
    remedy=RemedyId("pump_reset"),
    no_remedy_because="",
)


def a_version(id_: int, case: JudgedCase, verdict: Verdict, **fields: Any) -> VerdictVersion:
    """The latest and the first of its case, unless it is said otherwise."""
    known = {"number": 1, "is_latest": True}
    return VerdictVersion(id=VerdictId(id_), case=case, verdict=verdict, **{**known, **fields})


FIRST = a_version(810, CLOSED_CASE, CALM)
SECOND = a_version(811, OPEN_CASE, replace(VERDICT, severity=Severity.SOON), is_latest=False)
THIRD = a_version(812, OPEN_CASE, VERDICT, number=2)
_SILENT = StandingVerdicts(heard_at=None, unjudged=(), versions=())


@dataclass
class InventedVerdicts:
    """Implements `VerdictReader`: a car that must stop, one without a case, one silent."""

    known: dict[Vin, StandingVerdicts] = field(
        default_factory=lambda: {
            JUDGED: StandingVerdicts(heard_at=NOON, unjudged=(), versions=(THIRD,)),
            HEALTHY: replace(_SILENT, heard_at=NOON),
            NEVER_HEARD: _SILENT,
        }
    )
    past: dict[Vin, list[VerdictVersion]] = field(
        default_factory=lambda: {JUDGED: [THIRD, SECOND, FIRST]}
    )
    failure: Exception | None = None

    async def standing(self, vin: Vin) -> StandingVerdicts | None:
        if self.failure is not None:
            raise self.failure
        return self.known.get(vin)

    async def history(
        self, vin: Vin, before: VerdictId | None, most: int
    ) -> VerdictPage | None:
        if vin not in self.known:
            return None
        past = self.past.get(vin, [])
        found = [one for one in past if before is None or one.id < before]
        return VerdictPage(tuple(found[:most]), len(found) > most)


_TYPES: dict[str, type] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
    "array": list,
}
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def objections(value: Any, schema: Any, document: Any, at: str = "") -> list[str]:
    """Where a JSON value is not what its schema in an OpenAPI document says."""
    if "$ref" in schema:
        named = document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[1]]
        return objections(value, named, document, at)
    if "anyOf" in schema:
        tried = [objections(value, one, document, at) for one in schema["anyOf"]]
        return [] if [] in tried else [f"{at} is none of {schema['anyOf']}", *tried[0]]
    if schema["type"] == "object":
        return _in_object(value, schema, document, at)
    if type(value) is not _TYPES[schema["type"]]:
        return [f"{at} is {value!r}"]
    if isinstance(value, list):
        inner = [objections(v, schema["items"], document, f"{at}[]") for v in value]
        return [one for found in inner for one in found]
    wrong = "enum" in schema and value not in schema["enum"]
    wrong |= schema.get("format") == "date-time" and not _TIME.fullmatch(str(value))
    return [f"{at} is {value!r}"] if wrong else []


def _in_object(value: Any, schema: Any, document: Any, at: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{at} is {value!r}"]
    known, needed = schema["properties"], set(schema["required"])
    found = [f"{at}.{name} is missing" for name in sorted(needed - value.keys())]
    found += [f"{at}.{name} is not described" for name in sorted(value.keys() - known.keys())]
    for name in value.keys() & known.keys():
        found += objections(value[name], known[name], document, f"{at}.{name}")
    return found
