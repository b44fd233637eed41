"""The judge leaves most questions unasked; what it says is what asking them all would say."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from diagnostics_rules import RULEBOOK
from gateway.domain.cause import CauseId
from gateway.domain.component import BRAKES, INVERTER, TELEMATICS
from gateway.domain.finding import FindingChange, RuleId
from gateway.domain.quantity import Celsius, Second, Volt
from gateway.domain.signal import (
    COOLANT_TEMPERATURE,
    INVERTER_TEMPERATURE,
    LV_BATTERY_VOLTAGE,
    Phase,
)
from gateway.domain.vin import Vin
from gateway.triage import block, recent
from gateway.triage.cause import Cause, Sign
from gateway.triage.condition import Condition
from gateway.triage.heard import Heard, order_in_vehicle
from gateway.triage.judge import judge, rebuild
from gateway.triage.lacking import take_off
from gateway.triage.measured import latest, phase
from gateway.triage.reported import code, occurrences
from gateway.triage.rulebook import Rulebook
from gateway.triage.window import Window
from tests.fix_conditions import (
    absences,
    differences,
    grown,
    papers,
    statistics,
    vehicle_types,
    versions,
)
from tests.fix_odd_drives import odd_drives, plain
from tests.fix_plain_judge import plain_judge
from tests.fix_triage import CAR, OTHER_CAR, measured


def leaves() -> st.SearchStrategy[Condition]:
    within = st.sampled_from([20, 60, 300]).map(Second)
    volts, degrees = st.sampled_from([11.0, 12.0, 12.5]), st.sampled_from([2.0, 100.0])
    return st.one_of(
        st.builds(lambda w, v: latest(LV_BATTERY_VOLTAGE, within=w) < Volt(v), within, volts),
        st.builds(lambda w, v: latest(LV_BATTERY_VOLTAGE, within=w) >= Volt(v), within, volts),
        st.builds(
            lambda w, v: latest(INVERTER_TEMPERATURE, within=w) > Celsius(v), within, degrees
        ),
        st.builds(
            lambda w, v: latest(INVERTER_TEMPERATURE, within=w) <= Celsius(v), within, degrees
        ),
        st.builds(lambda w, p: phase(p, within=w), within, st.sampled_from(Phase)),
        st.sampled_from([(BRAKES, "C0035-13"), (INVERTER, "P0A78-4B")]).flatmap(
            lambda fault: st.sampled_from([code(*fault).present, code(*fault).failed])
        ),
        st.integers(1, 3).map(lambda count: occurrences(TELEMATICS, "U1A10-87") >= count),
        statistics(LV_BATTERY_VOLTAGE, [0.0, 0.5, 1.0, 11.5, 12.0], [20, 60, 300]),
        differences(COOLANT_TEMPERATURE, [-1.0, 1.0, 50.0], [5, 60, 300]),
        absences(LV_BATTERY_VOLTAGE, [10, 40, 120]),
        versions(),
        papers(),
    )


def conditions() -> st.SearchStrategy[Condition]:
    return grown(leaves(), st.sampled_from([0.001, 10, 30, 100]), max_leaves=5)


def a_rulebook(whens: Sequence[Condition]) -> Rulebook:
    """What is said of one rule is a sign of another's causes."""
    by_words = {str(when): when for when in whens}
    signs = [
        Sign(when=when, lasting=place % 2 == 0) for place, when in enumerate(by_words.values())
    ]
    causes = [
        Cause(
            id=CauseId(f"any.{place}"),
            title="It is this.",
            signs=tuple(dict.fromkeys((sign, signs[-1]))),
        )
        for place, sign in enumerate(signs[:3])
    ]
    return Rulebook(
        rules=tuple(
            replace(
                RULEBOOK.rules[0], id=RuleId(f"any.{number}"), when=when, causes=tuple(causes)
            )
            for number, when in enumerate(whens)
        ),
        catalogue=RULEBOOK.catalogue,
        remedies=RULEBOOK.remedies,
        release="2026.11",
    )


CARS = (CAR, OTHER_CAR)


def rulebooks() -> st.SearchStrategy[Rulebook]:
    return st.lists(conditions(), min_size=3, max_size=8).map(a_rulebook)


@given(rulebooks(), odd_drives(), st.data())
def test_what_is_not_asked_could_not_have_said_anything(
    rulebook: Rulebook, drive: list[Heard], data: st.DataObject
) -> None:
    """Any order, any split into batches: the findings and windows of the plain judge."""
    arrived = data.draw(st.permutations(drive)) if data.draw(st.booleans()) else drive
    windows = {vin: Window(vehicle_type=data.draw(vehicle_types())) for vin in CARS}
    plainly = {**windows}
    with (
        patch.object(block, "FULL_AT", data.draw(st.sampled_from([1, 100, 2048]))),
        patch.object(recent, "MOST_BYTES", data.draw(st.sampled_from([1, 200, 65536]))),
    ):
        for batch in batches(arrived, data):
            judged = judge(rulebook, windows, batch)
            expected = plain_judge(rulebook, plainly, batch)
            assert expected.findings == judged.findings
            assert expected.missing == judged.missing
            windows |= judged.windows
            plainly |= expected.windows
            assert plainly == {vin: plain(window) for vin, window in windows.items()}


@given(rulebooks(), odd_drives(), st.data())
def test_a_restart_at_any_moment_is_not_noticed(
    rulebook: Rulebook, drive: list[Heard], data: st.DataObject
) -> None:
    """Windows that were rebuilt, or came from elsewhere, are judged like those that grew."""
    windows = {vin: Window(vehicle_type=data.draw(vehicle_types())) for vin in CARS}
    heard: dict[Vin, list[Heard]] = {vin: [] for vin in CARS}
    for batch in batches(drive, data):
        how = data.draw(st.sampled_from(["kept", "rebuilt", "plain"]))
        if how == "rebuilt":
            known = {
                vin: rebuild(rulebook, window.open, heard[vin], window.vehicle_type)
                for vin, window in windows.items()
            }
            assert windows == known
        elif how == "plain":
            known = {vin: plain(window) for vin, window in windows.items()}
        else:
            known = windows
        judged = judge(rulebook, known, batch)
        assert plain_judge(rulebook, windows, batch) == judged
        windows = {**known, **judged.windows}
        for each in batch:
            heard[each.report.header.id.vin].append(each)


@given(rulebooks(), odd_drives(), st.data())
def test_findings_miss_the_same_in_the_end_however_a_stream_is_split(
    rulebook: Rulebook, drive: list[Heard], data: st.DataObject
) -> None:
    """What was found in a batch, and what was found before it: as if each came by itself."""
    in_order = sorted(drive, key=order_in_vehicle)
    several = batches(in_order, data)
    one_by_one, together = Kept(rulebook), Kept(rulebook)
    for heard in in_order:
        one_by_one.take([heard])
    for batch in several:
        together.take(batch)
    assert by_vehicle(one_by_one.findings) == by_vehicle(together.findings)


class Kept:
    """What a store keeps of all that was found."""

    def __init__(self, rulebook: Rulebook) -> None:
        self._rulebook = rulebook
        self._windows: dict[Vin, Window] = {}
        self.findings: list[FindingChange] = []

    def take(self, batch: Sequence[Heard]) -> None:
        judged = judge(self._rulebook, self._windows, batch)
        self._windows |= judged.windows
        assert take_off(self.findings, judged.missing) == []
        self.findings += judged.findings


def by_vehicle(findings: Sequence[FindingChange]) -> list[FindingChange]:
    return sorted(findings, key=lambda one: one.vin.text)


def batches(drive: Sequence[Heard], data: st.DataObject) -> list[list[Heard]]:
    cuts = data.draw(st.sets(st.integers(1, len(drive) - 1))) if len(drive) > 1 else set()
    return [list(drive[a:b]) for a, b in pairwise([0, *sorted(cuts), len(drive)])]


def test_a_moment_of_false_that_is_told_late_ends_a_finding() -> None:
    """It speaks for itself for 20 s only, but the span looks 100 s back."""
    low = latest(LV_BATTERY_VOLTAGE, within=Second(20)) < Volt(12)
    rulebook = a_rulebook([low.held_for(Second(100))])
    drive = [
        measured(1, 0, LV_BATTERY_VOLTAGE, [11.0] * 16),
        measured(2, 150, LV_BATTERY_VOLTAGE, 11.0),
        measured(3, 81, LV_BATTERY_VOLTAGE, 13.0),
    ]
    windows: dict[Vin, Window] = {}
    said = []
    for heard in drive:
        judged = judge(rulebook, windows, [heard])
        assert plain_judge(rulebook, windows, [heard]) == judged
        windows |= judged.windows
        said += [type(each).__name__ for each in judged.findings]
    assert said == ["Finding", "FindingEnded"]
