"""Invented vehicles, cases, jobs and refused frames: what the console shows in tests."""

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.cause import CauseId, Clue, LikelyCause, Question, Weight
from gateway.domain.component import (
    BATTERY_MANAGEMENT,
    INFOTAINMENT,
    TELEMATICS,
    THERMAL_MANAGEMENT,
    ComponentId,
)
from gateway.domain.finding import RuleId
from gateway.domain.operation import OperationState
from gateway.domain.proof import ProofState
from gateway.domain.report import RefusalReason
from gateway.domain.service import AppointmentState, BayId, CentreId
from gateway.domain.severity import Severity
from gateway.domain.signal import SIGNALS, Phase
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.domain.vin import Vin
from gateway.domain.what_if import WhatIf
from gateway.pipeline.intake_page import IntakePage, RefusedLine
from gateway.pipeline.views import (
    AppointmentLine,
    AttemptCard,
    CaseCard,
    CentreLine,
    Contact,
    ExchangeLine,
    FaultLine,
    JobCard,
    OperationCard,
    SignalSeries,
    SignalValue,
    TimelineEntry,
    VehicleLine,
    VehiclePage,
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


def signal_values(at: datetime) -> tuple[SignalValue, ...]:
    """Every signal of the contract, one not measured."""
    return tuple(
        SignalValue(
            number=s.number,
            name=s.name,
            title=s.title,
            unit=s.unit,
            value=None if s.number == 41 else float(level(s.number, at.timestamp())),
            at=at - timedelta(seconds=s.number % 7),
        )
        for s in SIGNALS.values()
    )


_LEVELS = {1: 14, 2: Phase.DRIVING, 3: 48_312_400, 4: 6, 10: 13.9, 11: 4, 20: 396, 21: -62}
_LEVELS |= {22: 71, 23: 31, 24: 92_000, 30: 58, 31: 88, 40: 43, 41: 2400, 50: 248, 51: 251}
_LEVELS |= {52: 196, 53: 249, 54: 300, 60: 0.4, 61: 0, 62: -93, 63: 0}


def level(number: int, t: float) -> float:
    """A lively but repeatable value, around 1 where none was thought up."""
    base = _LEVELS.get(number, 1)
    if number in {2, 3}:
        return base
    wave = math.sin(t / 47 + number) + 0.3 * math.sin(t / 5.3 * (1 + number % 3))
    return base * (1 + 0.06 * wave)


def series(number: int, start: datetime, end: datetime) -> SignalSeries:
    """One sample every two seconds, none for three minutes, nulls for one."""
    known = SIGNALS[number]
    began, length = start.timestamp(), (end - start).total_seconds()
    times = [began + n * 2 for n in range(int(length // 2)) if not 0.30 < n * 2 / length < 0.40]
    values = [None if 0.7 < (t - began) / length < 0.73 else level(number, t) for t in times]
    return SignalSeries(
        number=number,
        title=known.title,
        unit=known.unit,
        times=tuple(times),
        values=tuple(values),
    )


def page(known: VehicleLine, **fields: object) -> VehiclePage:
    rest: dict[str, object] = {
        "time_zone": "Europe/Berlin",
        "locale": "de-DE",
        "phase": None,
        "software": {},
        "signals": (),
        "faults": (),
        "cases": (),
        "operations": (),
        "timeline": (),
    }
    return VehiclePage(line=known, **{**rest, **fields})  # type: ignore[arg-type]


def entries(*told: tuple[float, str, Severity | None, str]) -> tuple[TimelineEntry, ...]:
    return tuple(
        TimelineEntry(id=n, at=ago(minutes=minutes), kind=kind, severity=severity, text=text)
        for n, (minutes, kind, severity, text) in enumerate(told, 1)
    )


def _stopped() -> VehiclePage:
    known = line(
        STOPPED,
        "B-VD 104",
        Severity.STOP_DRIVING,
        top_fault="P0AA6-1A High-voltage isolation lost",
        next_step="Tow to Werkstatt Nord, Thu 19 Nov 08:00",
    )
    case = CaseCard(
        id=CaseId(41),
        state=CaseState.BOOKED,
        outcome=None,
        opened_at=ago(minutes=19),
        closed_at=None,
        next_step="The tow truck picks the car up",
        due_at=ahead(minutes=40),
        verdict=ISOLATION_VERDICT,
        attempts=(),
        appointment=NORD_SLOT,
    )
    return page(
        known,
        phase=Phase.PARKED,
        software={"gateway": "4.2.1", "battery_management": "7.0.3"},
        signals=signal_values(NOW),
        faults=(
            fault(
                BATTERY_MANAGEMENT,
                ISOLATION,
                title="High-voltage isolation lost",
                owner_text="The insulation of the drive battery is damaged.",
            ),
            fault(
                TELEMATICS,
                HEALED,
                title="Lost communication with the engine control",
                owner_text="No effect on driving.",
                status=Status(0x50),
                ended_at=ago(minutes=12),
                end="healed",
            ),
        ),
        cases=(case,),
        timeline=entries(
            (21, "fault", None, "P0AA6-1A on Battery management: first seen"),
            (19, "verdict", Severity.STOP_DRIVING, "High-voltage isolation lost"),
            (18.5, "remedy", None, "Nothing is tried from afar: high voltage is never reset"),
            (18, "appointment", None, "Booked at Werkstatt Nord, Thu 19 Nov 08:00 CET"),
        ),
    )


def _repairing() -> VehiclePage:
    known = line(
        REPAIRING,
        "M-EV 150",
        Severity.SOON,
        model="Meridian Van 9",
        owner="J. Lindqvist",
        phone="+4685551150",
        top_fault="P2B61-71 Coolant pump implausible",
        contact=Contact(
            online=True, since=ago(minutes=3), last_heard_at=ago(seconds=1), backlog=12
        ),
        next_step="Look for proof until 15:05",
    )
    case = CaseCard(
        id=CaseId(42),
        state=CaseState.REMEDY,
        outcome=None,
        opened_at=ago(minutes=30),
        closed_at=None,
        next_step="Look for proof",
        due_at=ahead(minutes=60),
        verdict=PUMP_VERDICT,
        attempts=(PUMP_ATTEMPT,),
        appointment=None,
    )
    closed = CaseCard(
        id=CaseId(17),
        state=CaseState.CLOSED,
        outcome=CaseOutcome.REPAIRED,
        opened_at=ago(days=4),
        closed_at=ago(days=2),
        next_step="",
        due_at=None,
        verdict=verdict(Severity.MONITOR, "Screen drawn late"),
        attempts=(EARLIER_ATTEMPT,),
        appointment=None,
    )
    return page(
        known,
        phase=Phase.DRIVING,
        software={"thermal_management": "2.14.0"},
        signals=signal_values(NOW),
        faults=(
            fault(
                THERMAL_MANAGEMENT,
                PUMP,
                title="Coolant pump implausible",
                owner_text="The cooling of the battery may be weaker than it should be.",
            ),
        ),
        cases=(case, closed),
        timeline=entries(
            (31, "fault", None, "P2B61-71 on Thermal management: first seen"),
            (30, "verdict", Severity.SOON, "Coolant pump implausible"),
            (9, "operation", None, "Read the evidence of P2B61-71 was asked for"),
        ),
    )


def _others() -> Iterator[VehiclePage]:
    yield page(line(CALM, "HH-QX 7", None, owner="M. Rossi", phone="+390255501"))
    yield page(
        line(
            SILENT,
            "",
            None,
            owner="",
            phone="",
            contact=Contact(online=False, since=None, last_heard_at=None, backlog=0),
        )
    )
    unjudged = CaseCard(
        id=CaseId(43),
        state=CaseState.NEEDS_PERSON,
        outcome=None,
        opened_at=ago(hours=5),
        closed_at=None,
        next_step="A technician reads the code",
        due_at=ago(minutes=5),
        verdict=None,
        attempts=(),
        appointment=None,
    )
    away = Contact(online=False, since=ago(hours=3), last_heard_at=ago(hours=3), backlog=0)
    yield page(
        line(
            UNJUDGED,
            "S-TR 162",
            Severity.UNKNOWN,
            top_fault="B3F01-00 not in the catalogue",
            contact=away,
            next_step="A technician reads the code",
            needs_person=True,
        ),
        cases=(unjudged,),
    )
    wheel = {"top_fault": "C0750-16 Tyre loses pressure", "owner": "K. Nowak"}
    yield page(line(vin(170), "K-AR 170", Severity.URGENT, next_step="Call the owner", **wheel))
    yield page(line(vin(171), "F-OX 171", Severity.MONITOR, next_step="Look again Friday"))
    for n in range(172, 180):
        yield page(line(vin(n), f"B-EV {n}", None, contact=away, owner=f"Owner {n}"))


def pages() -> list[VehiclePage]:
    return [_stopped(), _repairing(), *_others()]


def jobs() -> Iterator[JobCard]:
    """Three at the first centre in this week, one of them with all the evidence."""
    yield job(7, _stopped(), ISOLATION_VERDICT, NORD_SLOT, tow=True)
    start = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
    for number, bay, hours, state in (
        (8, BAYS[0], 0, AppointmentState.BOOKED),
        (9, BAYS[0], 26, AppointmentState.HELD),
    ):
        slot = AppointmentLine(
            id=number,
            centre="Werkstatt Nord",
            centre_id=NORD,
            bay=bay,
            starts_at=start + timedelta(hours=hours),
            ends_at=start + timedelta(hours=hours + 2),
            time_zone="Europe/Berlin",
            state=state,
        )
        yield job(number, _repairing(), PUMP_VERDICT, slot, attempts=(EARLIER_ATTEMPT,))


def job(
    number: int,
    known: VehiclePage,
    why: VerdictLine,
    slot: AppointmentLine,
    *,
    tow: bool = False,
    attempts: tuple[AttemptCard, ...] = (),
) -> JobCard:
    around = (ago(minutes=26), ago(minutes=16))
    return JobCard(
        appointment_id=number,
        case_id=CaseId(41),
        vin=known.line.vin,
        plate=known.line.plate,
        model=known.line.model,
        owner=known.line.owner,
        phone=known.line.phone,
        appointment=slot,
        invitation=f"{why.title}: {slot.centre} expects your car.",
        found="",
        ended_by="",
        verdict=why,
        skills=("high_voltage",) if tow else ("general", "electronics"),
        tow=tow,
        faults=known.faults[:1],
        snapshots=(("P0AA6-1A, record 1", "Speed 61 km/h, high-voltage battery 396 V, 31 °C"),),
        attempts=attempts,
        series=tuple(series(n, *around) for n in (24, 20, 1)),
    )


INTAKE = IntakePage(
    reports={"stored": 182_431, "missing": 912, "held_back": 61},
    refused={"undecodable": 3, "vin_mismatch": 1, "wrong_version": 2},
    oddities={"unknown_signal": 4, "unknown_code": 1},
    recent=(
        RefusedLine(
            id=1,
            reason=RefusalReason.UNDECODABLE,
            detail="Truncated message: 17 bytes are missing",
            topic=f"v1/{vin(150).text}/telemetry",
            size=211,
            times_seen=2,
            first_seen_at=ago(minutes=7),
            last_seen_at=ago(minutes=2),
            payload_hex="0a 11 57 56 47 5a 5a 5a 35 4e 5a 30 30 30 30 30 31 35 30 12 04",
        ),
        RefusedLine(
            id=2,
            reason=RefusalReason.VIN_MISMATCH,
            detail="<script>alert(1)</script> is not the VIN of the topic",
            topic="v1/<b>/telemetry",
            size=31,
            times_seen=1,
            first_seen_at=ago(days=1),
            last_seen_at=ago(days=1),
            payload_hex="",
        ),
    ),
)
