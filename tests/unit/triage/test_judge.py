"""The judge: when findings open and end, and that nothing depends on batching."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby, pairwise

from hypothesis import given
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.component import BRAKES, TELEMATICS, ComponentId
from gateway.domain.finding import Finding, FindingChange, FindingEnded, FindingRevised, RuleId
from gateway.domain.report import FaultReport, Telemetry, TimeSource
from gateway.domain.severity import Severity
from gateway.domain.signal import HV_ISOLATION_RESISTANCE, LV_BATTERY_VOLTAGE
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.triage.heard import Heard
from gateway.triage.judge import judge, rebuild
from gateway.triage.ranking import Causes
from gateway.triage.window import Window
from tests.fix_triage import CAR, NINE, OTHER_CAR, faulty, measured, streams

ISOLATION_LOW = RuleId("high_voltage.isolation_low")
SENSOR_FAULT = RuleId("brakes.wheel_speed_front_left")


def said(*batches: Sequence[Heard]) -> list[FindingChange]:
    windows: dict[Vin, Window] = {}
    findings: list[FindingChange] = []
    for batch in batches:
        judged = judge(RULEBOOK, windows, batch)
        windows |= judged.windows
        findings += judged.findings
    return findings


def names(findings: Sequence[FindingChange]) -> list[tuple[str, RuleId]]:
    return [(type(each).__name__, each.rule) for each in findings]


def test_what_a_report_opens_is_told_in_the_order_of_the_rules() -> None:
    """However many there are, and wherever they stand in the rulebook."""
    for component in RULEBOOK.needs.components:
        codes = [str(code) for one, code in RULEBOOK.needs.codes if one == component]
        findings = said([faulty(1, 0, component, dict.fromkeys(codes, (0x2F, 9)))])
        rows = [RULEBOOK.rules.index(RULEBOOK.rule(one.rule)) for one in findings]
        assert rows == sorted(rows)


def test_a_finding_says_everything_that_a_verdict_needs() -> None:
    """Rule, version, severity, cause, evidence; its time is the event's."""
    low = measured(1, 0, HV_ISOLATION_RESISTANCE, [310_000.0] * 5)
    [finding] = said([low])
    assert isinstance(finding, Finding)
    assert (CAR, ISOLATION_LOW, RULEBOOK.version) == (
        finding.vin,
        finding.rule,
        finding.rulebook_version,
    )
    assert (Severity.STOP_DRIVING, TroubleCode.parse("P0AA6-1A")) == (
        finding.severity,
        finding.code,
    )
    assert finding.evidence == (
        "Isolation resistance was 310 kΩ at 2026-11-02 09:00:40 UTC, below 500 kΩ.",
        "Isolation resistance was 310 kΩ at 2026-11-02 09:00:40 UTC, above 20 kΩ.",
        "This has held for at least 30 s.",
    )
    assert "09:00:40" in finding.at.isoformat()


def test_a_finding_opens_once_and_ends_once() -> None:
    """While it stays true nothing is said again."""
    findings = said(
        [faulty(1, 0, BRAKES, {"C0035-13": 0x2F})],
        [faulty(2, 10, BRAKES, {"C0035-13": 0x2F})],
        [faulty(3, 20, BRAKES, {})],
        [faulty(4, 30, BRAKES, {})],
        [faulty(5, 40, BRAKES, {"C0035-13": 0x2F})],
    )
    assert names(findings) == [
        ("Finding", SENSOR_FAULT),
        ("FindingEnded", SENSOR_FAULT),
        ("Finding", SENSOR_FAULT),
    ]


def test_a_finding_stays_while_it_is_not_known() -> None:
    """Cleared and not tested since, or no longer measured: neither is an end."""
    cleared = said(
        [faulty(1, 0, BRAKES, {"C0035-13": 0x2F})], [faulty(2, 10, BRAKES, {"C0035-13": 0x50})]
    )
    assert names(cleared) == [("Finding", SENSOR_FAULT)]
    silent = said(
        [measured(1, 0, HV_ISOLATION_RESISTANCE, [310_000.0] * 5)],
        [measured(2, 3600, LV_BATTERY_VOLTAGE, [12.6] * 5)],
        [measured(3, 7200, HV_ISOLATION_RESISTANCE, 2e6)],
    )
    assert names(silent) == [("Finding", ISOLATION_LOW), ("FindingEnded", ISOLATION_LOW)]


def test_a_glitch_within_one_batch_is_seen() -> None:
    """Every report is judged, not only the last of a batch."""
    glitch = ComponentId("thermal_management")
    findings = said([faulty(1, 0, glitch, {"P0071-62": 0x2F}), faulty(2, 5, glitch, {})])
    assert [kind for kind, _ in names(findings)] == ["Finding", "FindingEnded"]


def test_an_unknown_code_is_a_finding_for_a_person() -> None:
    """Severity unknown, with what the component said; it ends like any other."""
    toaster, rule = ComponentId("toaster"), RuleId("unknown_code.toaster.B1234-00")
    [finding] = said([faulty(1, 0, toaster, {"B1234-00": 0x09, "B1235-00": 0x50})])
    assert isinstance(finding, Finding)
    assert (rule, Severity.UNKNOWN) == (finding.rule, finding.severity)
    assert finding.evidence[0].startswith("Toaster reported B1234-00 as failed now, confirmed")
    ended = said(
        [faulty(1, 0, toaster, {"B1234-00": 0x09})],
        [faulty(2, 1, BRAKES, {})],
        [faulty(3, 2, toaster, {"B1234-00": 0x50})],
        [faulty(4, 3, toaster, {})],
    )
    assert [("Finding", rule), ("FindingEnded", rule)] == names(ended)


def test_unknown_codes_of_components_with_a_common_name_stay_apart() -> None:
    """What "seat" says ends nothing of "seat.left"."""
    seat, left = ComponentId("seat"), ComponentId("seat.left")
    findings = said(
        [faulty(1, 0, left, {"B1234-00": 0x09})],
        [faulty(2, 1, seat, {})],
    )
    assert names(findings) == [("Finding", "unknown_code.seat.left.B1234-00")]


def test_a_late_report_cannot_end_or_open_what_a_newer_one_decided() -> None:
    """Only the newest word of a component counts."""
    findings = said(
        [faulty(5, 50, BRAKES, {"C0035-13": 0x2F})],
        [faulty(3, 30, BRAKES, {})],
        [faulty(6, 60, BRAKES, {})],
        [faulty(4, 40, BRAKES, {"C0035-13": 0x2F})],
    )
    assert names(findings) == [("Finding", SENSOR_FAULT), ("FindingEnded", SENSOR_FAULT)]


def test_a_gap_that_fills_late_completes_the_evidence() -> None:
    """The middle of the span arrives last, and only then the rule is true."""
    findings = said(
        [measured(1, 0, HV_ISOLATION_RESISTANCE, 3e5)],
        [measured(3, 301, HV_ISOLATION_RESISTANCE, 3e5)],
    )
    assert not findings
    gap = measured(2, 10, HV_ISOLATION_RESISTANCE, [3e5] * 29)
    findings = said(
        [measured(1, 0, HV_ISOLATION_RESISTANCE, 3e5)],
        [measured(3, 301, HV_ISOLATION_RESISTANCE, 3e5)],
        [gap],
    )
    assert names(findings) == [("Finding", ISOLATION_LOW)]


def test_what_becomes_worse_is_found_all_the_while() -> None:
    """The milder finding stands until the graver one is found, and goes with that report."""
    falls = (5.9e5,) * 61 + (3e5,) * 8
    drive = [
        measured(seq, 10 * seq, HV_ISOLATION_RESISTANCE, value)
        for seq, value in enumerate(falls, start=1)
    ]
    windows: dict[Vin, Window] = {}
    standing = []
    for heard in drive:
        windows |= judge(RULEBOOK, windows, [heard]).windows
        standing.append([*windows[CAR].open])
    assert [rules for rules, _ in groupby(standing)] == [
        [],
        ["high_voltage.isolation_falling"],
        ["high_voltage.isolation_low"],
    ]


def test_findings_of_a_retired_rule_end() -> None:
    """Open under an older rulebook, unknown to this one: nobody else would end them."""
    retired = RuleId("high_voltage.of_old")
    now_known = RuleId("unknown_code.telematics.U1A10-87")
    still_unknown = RuleId("unknown_code.toaster.B1234-00")
    window = Window(open=dict.fromkeys((retired, now_known, still_unknown), ()))
    judged = judge(RULEBOOK, {CAR: window}, [faulty(1, 0, TELEMATICS, {"U1A10-87": 0x2F})])
    assert [
        ("Finding", "telematics.services_lost"),
        ("FindingEnded", retired),
        ("FindingEnded", now_known),
    ] == names(judged.findings)
    assert still_unknown in judged.windows[CAR].open


def test_the_windows_that_were_given_are_left_alone() -> None:
    """The caller keeps them when its transaction fails."""
    first = judge(RULEBOOK, {}, [measured(1, 0, LV_BATTERY_VOLTAGE, [12.0] * 3)])
    before = dict(first.windows)
    samples = before[CAR].tracks[LV_BATTERY_VOLTAGE.number].values.copy()
    judge(RULEBOOK, before, [measured(2, 20, LV_BATTERY_VOLTAGE, [9.0] * 30)])
    assert first.windows == before
    assert samples.tolist() == before[CAR].tracks[LV_BATTERY_VOLTAGE.number].values.tolist()


def test_cars_do_not_share_anything() -> None:
    """A low voltage of one is no evidence against the other."""
    findings = said(
        [
            faulty(1, 0, BRAKES, {"C0035-13": 0x2F}),
            faulty(1, 0, BRAKES, {}, vin=OTHER_CAR),
        ]
    )
    assert [finding.vin for finding in findings] == [CAR]


def _by_car(findings: Sequence[FindingChange]) -> dict[Vin, list[FindingChange]]:
    return {car: [each for each in findings if each.vin == car] for car in (CAR, OTHER_CAR)}


@given(streams(), st.data())
def test_any_split_into_batches_gives_the_same_findings_and_windows(
    stream: list[Heard], data: st.DataObject
) -> None:
    """One batch, one report a batch, or anything between."""
    cuts = sorted(data.draw(st.sets(st.integers(0, len(stream)))))
    bounds = [0, *cuts, len(stream)]
    windows: dict[Vin, Window] = {}
    findings: list[FindingChange] = []
    for start, end in pairwise(bounds):
        judged = judge(RULEBOOK, windows, stream[start:end])
        windows |= judged.windows
        findings += judged.findings
    whole = judge(RULEBOOK, {}, stream)
    assert whole.windows == windows
    assert _by_car(whole.findings) == _by_car(findings)


@given(streams(in_time=True), st.data())
def test_a_restart_is_not_noticed(stream: list[Heard], data: st.DataObject) -> None:
    """Rebuilt from what the store recalls, the window is the same; so is all that follows."""
    ours = [each for each in stream if each.report.header.id.vin == CAR]
    point = data.draw(st.integers(0, len(ours)))
    before = judge(RULEBOOK, {}, ours[:point])
    window = before.windows.get(CAR, Window())
    rebuilt = rebuild(RULEBOOK, _open(before.findings), _kept(ours[:point]))
    assert window == rebuilt
    assert judge(RULEBOOK, {CAR: window}, ours[point:]) == judge(
        RULEBOOK, {CAR: rebuilt}, ours[point:]
    )


def _open(findings: Sequence[FindingChange]) -> dict[RuleId, Causes]:
    """As the store's findings table has it."""
    open_: dict[RuleId, Causes] = {}
    for each in findings:
        if isinstance(each, FindingEnded):
            del open_[each.rule]
        else:
            assert (each.rule in open_) is isinstance(each, FindingRevised)
            open_[each.rule] = each.causes
    return open_


def _kept(stream: Sequence[Heard]) -> list[Heard]:
    """As the store recalls it: recent telemetry, each component's newest report, the latest."""
    ends = {
        each.report.header.id: each.at + timedelta(milliseconds=_last_ms(each.report))
        for each in stream
        if isinstance(each.report, Telemetry) and each.source is not TimeSource.ARRIVAL
    }
    newest_end = max(ends.values(), default=NINE)
    newest = {
        each.report.component: each.report.header.id
        for each in stream
        if isinstance(each.report, FaultReport)
    }
    timed = [
        each
        for each in stream
        if isinstance(each.report, FaultReport) and each.source is not TimeSource.ARRIVAL
    ]
    latest = {max(timed, key=lambda each: each.at).report.header.id} if timed else set()
    recent = {name for name, end in ends.items() if end + RULEBOOK.span > newest_end}
    return [
        each
        for each in stream
        if each.report.header.id in recent | latest | set(newest.values())
    ]


def _last_ms(telemetry: Telemetry) -> int:
    return max(
        (int(each) for matrix in telemetry.matrices for each in matrix.offsets_ms), default=0
    )
