"""Invented vehicles, faults, verdicts, operations: what console pages are made of in tests."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from gateway.domain.cause import CauseId, Clue, LikelyCause, Question, Weight
from gateway.domain.component import (
    INFOTAINMENT,
    THERMAL_MANAGEMENT,
    ComponentId,
)
from gateway.domain.finding import RuleId
from gateway.domain.operation import OperationState
from gateway.domain.proof import ProofState
from gateway.domain.service import AppointmentState, BayId, CentreId
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin
from gateway.domain.what_if import WhatIf
from gateway.pipeline.views import (
    AppointmentLine,
    AttemptCard,
    CentreLine,
    Contact,
    ExchangeLine,
    FaultLine,
    OperationCard,
    VehicleLine,
    VerdictLine,
)

NOW = datetime(2026, 11, 18, 13, 5, 20, tzinfo=UTC)
BAYS = (BayId("1"), BayId("2"), BayId("HV"))
NORD, SUED = CentreId("berlin-nord"), CentreId("muenchen-sued")
DAYS_OFF = {
    date(2026, 11, 18): "Buß- und Bettag",
    date(2026, 11, 21): "Saturday",
    date(2026, 11, 22): "Sunday",
}
CENTRES = (
    CentreLine(
        id=NORD,
        name="Werkstatt Nord",
        place="Berlin, DE-BE",
        time_zone="Europe/Berlin",
        bays=3,
        booked=4,
    ),
    CentreLine(
        id=SUED,
        name="Werkstatt Süd",
        place="München, DE-BY",
        time_zone="Europe/Berlin",
        bays=3,
        booked=0,
    ),
)
ISOLATION, PUMP, HEALED, SCREEN = (
    TroubleCode.parse(text) for text in ("P0AA6-1A", "P2B61-71", "U0100-87", "B1A22-96")
)
_PRESENT = (
    Status.TEST_FAILED
    | Status.TEST_FAILED_THIS_OPERATION_CYCLE
    | Status.PENDING
    | Status.CONFIRMED
    | Status.TEST_FAILED_SINCE_LAST_CLEAR
    | Status.WARNING_INDICATOR_REQUESTED
)
QUEUED = UUID("0193a000-0000-7000-8000-000000000001")
RUNNING = UUID("0193a000-0000-7000-8000-000000000002")
DONE = UUID("0193a000-0000-7000-8000-000000000003")


def ago(**length: float) -> datetime:
    return NOW - timedelta(**length)


def ahead(**length: float) -> datetime:
    return NOW + timedelta(**length)


def vin(n: int) -> Vin:
    return Vin(f"WVGZZZ5NZ{n:08d}")


STOPPED, REPAIRING, CALM, SILENT, UNJUDGED = vin(104), vin(150), vin(160), vin(161), vin(162)


def line(vin: Vin, plate: str, severity: Severity | None, **fields: object) -> VehicleLine:
    known = {
        "model": "Meridian E2",
        "owner": "A. Okafor",
        "phone": "+49305550104",
        "top_fault": "",
        "contact": Contact(
            online=True, since=ago(hours=2), last_heard_at=ago(seconds=4), backlog=0
        ),
        "next_step": "",
        "needs_person": False,
    }
    return VehicleLine(vin=vin, plate=plate, severity=severity, **{**known, **fields})  # type: ignore[arg-type]


def fault(component: ComponentId, code: TroubleCode, **fields: object) -> FaultLine:
    known = {
        "status": _PRESENT,
        "occurrences": 3,
        "opened_at": ago(minutes=21),
        "updated_at": ago(seconds=40),
        "ended_at": None,
        "end": "",
    }
    return FaultLine(component=component, code=code, **{**known, **fields})  # type: ignore[arg-type]


def verdict(severity: Severity, title: str, **fields: object) -> VerdictLine:
    known = {
        "cause": "Moisture in the high-voltage connector of the heater",
        "drivability": "Stop as soon as it is safe, switch off and keep away from the car.",
        "advice": "A tow truck is needed. Do not charge.",
        "owner_text": "The insulation of the drive battery is damaged.",
        "service_text": "Isolation resistance below 500 Ω/V. Measure the HV heater first.",
        "evidence": (
            "Isolation resistance at most 92 kΩ for 3 min, the limit is 200 kΩ",
            "P0AA6-1A on Battery management is confirmed, seen 3 times",
        ),
        "missing": ("Isolation resistance before 13:41, the car was out of reach",),
        "no_remedy_because": "High-voltage faults are never reset or cleared from afar.",
        "rule": "high_voltage.isolation_low",
        "rulebook_version": "2026.11.1",
        "at": ago(minutes=19),
    }
    return VerdictLine(severity=severity, title=title, **{**known, **fields})  # type: ignore[arg-type]


def operation(id: UUID, title: str, state: OperationState, **fields: object) -> OperationCard:  # noqa: A002 -- the field's name
    known = {
        "component": THERMAL_MANAGEMENT,
        "reason": "",
        "asked_at": ago(minutes=9),
        "expires_at": ahead(minutes=51),
        "step": 0,
        "steps": 0,
        "doing": "",
        "events": (),
        "exchanges": (),
    }
    return OperationCard(id=id, title=title, state=state, **{**known, **fields})  # type: ignore[arg-type]


def _cool(*, against: bool) -> Clue:
    facts = ("Coolant was 41 °C at 08:00:00 UTC, below 60 °C.",)
    return Clue(
        sign="Coolant is below 60 °C", weight=Weight.TELLS, against=against, facts=facts
    )


ISOLATION_VERDICT = verdict(
    Severity.STOP_DRIVING,
    "High-voltage isolation lost",
    what_ifs=(
        WhatIf(
            Severity.SOON,
            "Isolation resistance is at least 500 kΩ",
            RuleId("high_voltage.isolation_falling"),
        ),
    ),
)
PUMP_VERDICT = verdict(
    Severity.SOON,
    "Coolant pump implausible",
    cause="The pump's controller has lost its calibration",
    changes=("The likeliest cause was: A fuse. Now it is: The pump's controller.",),
    causes=(
        LikelyCause(
            id=CauseId("thermal.pump_calibration"),
            title="The pump's controller has lost its calibration.",
            clues=(_cool(against=False),),
        ),
        LikelyCause(
            id=CauseId("thermal.pump_seized"),
            title="The pump has seized.",
            clues=(_cool(against=True),),
            questions=(
                Question(
                    sign="the car is driving and Coolant pump is below 400 rpm",
                    weight=Weight.TELLS,
                    missing=("Coolant pump",),
                ),
            ),
        ),
    ),
    drivability="You may drive on; book an inspection within 7 days.",
    advice="A reset from afar is tried first. Nothing to do for now.",
    owner_text="The cooling of the battery may be weaker than it should be.",
    service_text="Pump speed does not follow the request. Check connector X14, then the pump.",
    evidence=("Coolant pump at 0 1/min for 5 min while 2 400 1/min were requested",),
    missing=(),
    no_remedy_because="",
    rule="thermal.pump_stuck",
)
NORD_SLOT = AppointmentLine(
    id=7,
    centre="Werkstatt Nord",
    centre_id=NORD,
    bay=BAYS[2],
    starts_at=datetime(2026, 11, 19, 7, 0, tzinfo=UTC),
    ends_at=datetime(2026, 11, 19, 9, 30, tzinfo=UTC),
    time_zone="Europe/Berlin",
    state=AppointmentState.BOOKED,
)
PUMP_ATTEMPT = AttemptCard(
    remedy="pump_reset",
    title="Restart the thermal management",
    started_at=ago(minutes=9),
    proof=ProofState.MONITORING,
    proof_reason="No failure for 4 of 10 min; one more operation cycle is awaited.",
    operations=(
        operation(
            DONE,
            "Read the evidence of P2B61-71",
            OperationState.SUCCEEDED,
            events=(
                (ago(minutes=8.9), OperationState.SENT, "sent"),
                (ago(minutes=8.8), OperationState.ACCEPTED, "accepted"),
                (ago(minutes=8.7), OperationState.RUNNING, "reading"),
                (ago(minutes=8.5), OperationState.SUCCEEDED, "read"),
            ),
            exchanges=(
                ExchangeLine(request="19 04 2B 61 71 FF", response="59 04 2B 61 71 2F 01 02"),
                ExchangeLine(request="19 02 08", response=""),
            ),
        ),
        operation(
            RUNNING,
            "Soft reset",
            OperationState.RUNNING,
            step=2,
            steps=3,
            doing="Waiting for the component to start",
            events=(
                (ago(minutes=1), OperationState.SENT, "sent"),
                (ago(seconds=50), OperationState.ACCEPTED, "accepted"),
                (ago(seconds=44), OperationState.RUNNING, "reset"),
            ),
        ),
        operation(QUEUED, "Read the fault memory", OperationState.QUEUED),
    ),
)
EARLIER_ATTEMPT = AttemptCard(
    remedy="screen_restart",
    title="Restart the infotainment",
    started_at=ago(days=3),
    proof=ProofState.RELAPSED,
    proof_reason="B1A22-96 failed again 12 min after the restart.",
    operations=(
        operation(
            UUID("0193a000-0000-7000-8000-000000000004"),
            "Hard reset",
            OperationState.REFUSED,
            component=INFOTAINMENT,
            reason="vehicle_moving",
            asked_at=ago(days=3),
            events=((ago(days=2.99), OperationState.REFUSED, "refused"),),
        ),
    ),
)
