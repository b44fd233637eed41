"""Truths and conclusions made by hand, and the score that they give."""

from datetime import UTC, datetime
from io import StringIO
from typing import Any

from rich.console import Console

from gateway.demo.score.score import Score, score
from gateway.demo.score.table import view
from gateway.demo.score.truth import truth_of
from gateway.domain.case import CaseId
from gateway.domain.component import ComponentId
from gateway.domain.finding import RuleId
from gateway.domain.proof import ProofState
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.store.conclusions import ConcludedCase, Conclusions, TriedRemedy

CARS = [Vin(f"WVWZZZ1JZXW00000{digit}") for digit in range(1, 5)]
ONSET_S = 1_000_000.0
ISOLATION = ("battery_management", "P0AA6-1A")
SERVICES = ("telematics", "U1A10-87")


def at(seconds: float) -> datetime:
    return datetime.fromtimestamp(ONSET_S + seconds, UTC)


def a_fault(car: int = 0, **changes: Any) -> dict[str, Any]:
    """Lost services in a car, for good, that a reset would cure; shown after 20 seconds."""
    component, code = changes.pop("code", SERVICES)
    set_at = changes.pop("set_at", ONSET_S + 20)
    expected = {
        "severity": "soon",
        "drive": "normally",
        "needs": ["electronics"],
        "remote": "reset",
    } | changes.pop("expected", {})
    return {
        "vin": CARS[car].text,
        "root_cause": "telematics_half_connected",
        "title": "Services lost",
        "system": "telematics",
        "component": component,
        "onset": ONSET_S,
        "began": ONSET_S,
        "ended": None,
        "ended_by": None,
        "follows": None,
        "look_alikes": [],
        "intermittent": False,
        "codes": [
            {
                "component": component,
                "dtc": TroubleCode.parse(code).number,
                "code": code,
                "cascade": False,
                "set_at": set_at,
            }
        ],
        "interventions": [],
        "expected": expected,
        "repair": {"outcome": "updated", "part": "telematics unit"},
    } | changes


STOP = {"severity": "stop_driving", "needs": ["high_voltage"], "remote": "none"}


def a_stop(car: int = 0, **changes: Any) -> dict[str, Any]:
    return a_fault(
        car, root_cause="hv_isolation_loss", code=ISOLATION, expected=STOP, **changes
    )


def a_case(car: int = 0, number: int = 1, **changes: Any) -> ConcludedCase:
    """The right verdict on lost services, a minute after the onset."""
    component, code = changes.pop("code", SERVICES)
    given: dict[str, Any] = {
        "id": CaseId(number),
        "vin": CARS[car],
        "component": ComponentId(component),
        "code": TroubleCode.parse(code),
        "opened_at": at(55),
        "judged_at": at(60),
        "severity": Severity.SOON,
        "rule": RuleId("telematics.services_lost"),
    }
    return ConcludedCase(**(given | changes))


def a_try(case: int = 1, **changes: Any) -> TriedRemedy:
    """A reset, verified an hour later."""
    given: dict[str, Any] = {
        "case": CaseId(case),
        "component": ComponentId("telematics"),
        "remedy": "telematics_reset",
        "started_at": at(100),
        "ended_at": at(3700),
        "proof": ProofState.VERIFIED,
        "resets": True,
        "clears": False,
    }
    return TriedRemedy(**(given | changes))


def scored(faults: list[dict[str, Any]], *cases: ConcludedCase, **more: Any) -> Score:
    """Four cars, heard for a quarter of a day each: one day of a car."""
    conclusions = Conclusions(
        vehicles=len(CARS),
        heard=(at(0), at(86_400 / 4)),
        cases=cases,
        tried=more.get("tried", ()),
        booked=more.get("booked", ()),
        seen=more.get(
            "seen", {(case.vin, case.component, case.code): at(20) for case in cases}
        ),
    )
    document = {"seed": 7, "vehicles": len(CARS), "injected": faults} | more.get("truth", {})
    return score(truth_of(document), conclusions)


def printout(found: Score) -> str:
    paper = StringIO()
    Console(width=100, file=paper).print(view(found))
    return paper.getvalue()
