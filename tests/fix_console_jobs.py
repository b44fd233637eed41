"""Invented jobs of a service centre, and the page of the intake."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from gateway.domain.case import CaseId
from gateway.domain.report import RefusalReason
from gateway.domain.service import AppointmentState
from gateway.pipeline.intake_page import IntakePage, RefusedLine
from gateway.pipeline.views import (
    AppointmentLine,
    AttemptCard,
    JobCard,
    VehiclePage,
    VerdictLine,
)
from tests.fix_console_lines import (
    BAYS,
    EARLIER_ATTEMPT,
    ISOLATION_VERDICT,
    NORD,
    NORD_SLOT,
    PUMP_VERDICT,
    ago,
    vin,
)
from tests.fix_console_pages import _repairing, _stopped
from tests.fix_console_signals import series


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
