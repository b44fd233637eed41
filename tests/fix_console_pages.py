"""Every page of the invented vehicles that the console shows in tests."""

from collections.abc import Iterator

from gateway.domain.case import CaseId, CaseOutcome, CaseState
from gateway.domain.component import (
    BATTERY_MANAGEMENT,
    TELEMATICS,
    THERMAL_MANAGEMENT,
)
from gateway.domain.severity import Severity
from gateway.domain.signal import Phase
from gateway.domain.trouble_code import Status
from gateway.pipeline.views import (
    CaseCard,
    Contact,
    TimelineEntry,
    VehicleLine,
    VehiclePage,
)
from tests.fix_console_lines import (
    CALM,
    EARLIER_ATTEMPT,
    HEALED,
    ISOLATION,
    ISOLATION_VERDICT,
    NORD_SLOT,
    NOW,
    PUMP,
    PUMP_ATTEMPT,
    PUMP_VERDICT,
    REPAIRING,
    SILENT,
    STOPPED,
    UNJUDGED,
    ago,
    ahead,
    fault,
    line,
    verdict,
    vin,
)
from tests.fix_console_signals import signal_values


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
