"""A store in memory for a long recording: what is still needed stays, the rest goes."""

from datetime import timedelta

from gateway.demo.score.forgetting import Forgetting, told
from gateway.domain.component import ComponentId
from gateway.domain.report import (
    FaultEntry,
    FaultReport,
    Omission,
    OmissionReason,
    Placed,
    Telemetry,
    TimeSource,
)
from gateway.domain.signal import SOFTWARE_UPDATE_PHASE
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.pipeline.holdback import Held, turn_of
from gateway.pipeline.memory.rows import Rows, TimelineRow
from tests.fix_triage import CAR, NINE, header, measured

RADIO = ComponentId("telematics")
FAILED, PASSED = TroubleCode.parse("U1A10-87"), TroubleCode.parse("U1A11-00")


def a_telemetry(seq: int, *omissions: Omission) -> Placed[Telemetry]:
    return Placed.of(Telemetry(header(seq), (), 0, omissions), NINE, TimeSource.UPTIME)


def some_faults(seq: int) -> Placed[FaultReport]:
    entries = (
        FaultEntry(code=FAILED, status=Status(0x09), occurrences=1),
        FaultEntry(code=PASSED, status=Status(0x50), occurrences=0),
    )
    return Placed.of(FaultReport(header(seq), RADIO, 1, entries), NINE, TimeSource.UPTIME)


def test_what_waits_and_what_was_owned_up_to_stays() -> None:
    """It will be asked for; whatever has been judged will not."""
    gone = Omission(
        boot_id=1, first_seq=1, last_seq=2, samples=0, reason=OmissionReason.OUT_OF_MEMORY
    )
    done, confession, waits = a_telemetry(3), a_telemetry(4, gone), some_faults(9)
    head = waits.report.header
    held = Held(id=head.id, turn=turn_of(head), at=NINE, until=NINE + timedelta(seconds=8))
    rows = Rows()
    rows.telemetry.update({one.report.header.id: one for one in (done, confession)})
    rows.faults.update({one.report.header.id: one for one in (some_faults(5), waits)})
    rows.held.update({head.id: held, done.report.header.id: None})
    forgetting = Forgetting()
    for _ in range(2):
        forgetting.forget(rows)
        assert list(rows.telemetry) == [confession.report.header.id]
        assert list(rows.faults) == list(rows.held) == [head.id]


def test_what_waits_to_be_judged_stays_until_it_is() -> None:
    """Samples as well as codes; how far an update was is asked for later."""
    waits, updating = a_telemetry(3), measured(4, 0, SOFTWARE_UPDATE_PHASE, 2.0)
    head, update = waits.report.header, updating.report.header.id
    rows, forgetting = Rows(), Forgetting()
    rows.telemetry.update({head.id: waits, update: updating})
    rows.held[head.id] = Held(id=head.id, turn=turn_of(head), at=NINE, until=NINE)
    forgetting.forget(rows)
    assert list(rows.telemetry) == [head.id, update]
    rows.held[head.id] = None
    forgetting.forget(rows)
    assert list(rows.telemetry) == [update]


def test_of_the_timeline_only_decisions_stay() -> None:
    """The last one of a case is asked for, and no other line."""
    rows = Rows()
    for number, kind in enumerate(("decision", "fault", "decision")):
        rows.timeline[number] = TimelineRow(
            vin=CAR, case=None, at=NINE, kind=kind, words="It is so."
        )
    Forgetting().forget(rows)
    assert list(rows.timeline) == [0, 2]


def test_what_is_told_has_failed() -> None:
    """A code that has only not been tested yet tells of no fault."""
    rows, report = Rows(), some_faults(5)
    rows.faults[report.report.header.id] = report
    [(code, at)] = told(rows)
    assert code == (CAR, RADIO, FAILED)
    assert at == report.report.header.received_at
