"""Conditions of every kind, for the laws that they all keep."""

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

from gateway.domain.component import BRAKES, INVERTER, TELEMATICS
from gateway.domain.quantity import Celsius, Quantity, Second, Volt
from gateway.domain.signal import (
    HV_BATTERY_TEMPERATURE_MAX,
    INVERTER_TEMPERATURE,
    LV_BATTERY_VOLTAGE,
    Phase,
    Signal,
)
from gateway.domain.vehicle_type import Powertrain, VehicleType
from gateway.triage.absence import AbsentFor, absent_for
from gateway.triage.condition import Condition, at_least, not_
from gateway.triage.debounce import debounced
from gateway.triage.difference import Differs, difference
from gateway.triage.found import found
from gateway.triage.hindsight import count_within, hysteresis, within
from gateway.triage.measure import Fall, Mean, Percentile, Rise, Slope, Spread
from gateway.triage.measured import latest, phase
from gateway.triage.relation import Relation
from gateway.triage.reported import code, occurrences
from gateway.triage.software import Age, HasSoftware
from gateway.triage.statistic import Aggregate, Statistic
from gateway.triage.vehicle_type import (
    HasModelYear,
    Papers,
    YearRelation,
    model,
    powertrain,
)
from tests.fix_triage import a_rule

Q = TypeVar("Q", bound=Quantity)


def _leaves() -> st.SearchStrategy[Condition]:
    limits = st.sampled_from([2.0, 12.0, 100.0])
    return st.one_of(
        limits.map(lambda limit: latest(LV_BATTERY_VOLTAGE) < Volt(limit)),
        limits.map(lambda limit: latest(INVERTER_TEMPERATURE) >= Celsius(limit)),
        st.sampled_from(Phase).map(phase),
        st.sampled_from([code(BRAKES, "C0035-13"), code(INVERTER, "P0A78-4B")]).map(
            lambda fault: fault.present
        ),
        st.integers(0, 3).map(lambda count: occurrences(TELEMATICS, "U1A10-87") >= count),
        statistics(INVERTER_TEMPERATURE, [0.0, 2.0, 100.0], [3, 60, 600]),
        differences(HV_BATTERY_TEMPERATURE_MAX, [0.0, 2.0], [3, 300]),
        absences(INVERTER_TEMPERATURE, [4, 300]),
        versions(),
        papers(),
    )


def statistics(
    signal: Signal[Q], limits: Sequence[float], spans: Sequence[float]
) -> st.SearchStrategy[Statistic[Q]]:
    """Of every kind; the limits are values as the signal may have them."""
    aggregates = st.builds(
        lambda measure, over, during, enough: Aggregate(
            signal=signal, measure=measure, over=Second(over), during=during, enough=enough
        ),
        st.sampled_from(
            [Percentile(10), Percentile(50), Mean(), Spread(), Slope(), Rise(), Fall()]
        ),
        st.sampled_from(spans),
        st.sampled_from([None, None, Phase.PARKED, Phase.DRIVING]),
        st.integers(3, 5),
    )
    quantities = st.sampled_from(limits).map(signal.quantity)
    return st.builds(Statistic, aggregates, st.sampled_from(Relation), quantities)


def differences(
    other: Signal[Celsius], limits: Sequence[float], spans: Sequence[float]
) -> st.SearchStrategy[Differs[Celsius]]:
    """Of the inverter's temperature from another one."""
    span = st.sampled_from(spans).map(Second)
    both = st.builds(
        lambda within, together: difference(
            INVERTER_TEMPERATURE, other, within=within, together=together
        ),
        span,
        span,
    )
    return st.builds(
        Differs, both, st.sampled_from(Relation), st.sampled_from(limits).map(Celsius)
    )


def versions() -> st.SearchStrategy[HasSoftware]:
    return st.builds(
        HasSoftware,
        st.sampled_from([BRAKES, TELEMATICS]),
        st.sampled_from(Age),
        st.sampled_from(["1.2", "1.9.1"]),
    )


def papers() -> st.SearchStrategy[Papers]:
    years = st.sampled_from([2024, 2025])
    return st.one_of(
        st.sampled_from(["Meridian E2", "Halden C"]).map(model),
        st.sampled_from(Powertrain).map(powertrain),
        st.builds(HasModelYear, st.sampled_from(YearRelation), years),
    )


def vehicle_types() -> st.SearchStrategy[VehicleType]:
    return st.builds(
        VehicleType,
        model=st.sampled_from(["", "Meridian E2", "Halden C", "Other"]),
        model_year=st.sampled_from([None, 2023, 2024, 2025]),
        powertrain=st.sampled_from([None, *Powertrain]),
    )


def absences(signal: Signal[Q], spans: Sequence[float]) -> st.SearchStrategy[AbsentFor[Q]]:
    span = st.sampled_from(spans).map(Second)
    phases = st.sampled_from([None, Phase.PARKED])
    return st.builds(
        lambda span, during, remembered: absent_for(
            signal, span, during=during, remembered=remembered
        ),
        span,
        phases,
        span,
    )


def conditions() -> st.SearchStrategy[Condition]:
    """Any tree that the language allows, over the signals and codes of `streams`."""
    return grown(_leaves(), st.integers(1, 600), max_leaves=6)


def grown(
    leaves: st.SearchStrategy[Condition], spans: st.SearchStrategy[float], *, max_leaves: int
) -> st.SearchStrategy[Condition]:
    """Every way to make one condition of others."""
    span = spans.map(Second)
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            inner.map(not_),
            inner.map(a_rule).map(found),
            st.lists(inner, min_size=1, max_size=3).flatmap(
                lambda parts: st.integers(1, len(parts)).map(
                    lambda count: at_least(count, *parts)
                )
            ),
            st.builds(lambda part, span: part.held_for(span), inner, span),
            st.builds(within, inner, span),
            st.builds(
                lambda part, span, count: count_within(part, span) >= count,
                inner.filter(lambda part: not part.needs.components),
                span,
                st.integers(1, 3),
            ),
            st.builds(_hysteresis, inner, inner, span),
            st.builds(_debounced, inner, st.integers(1, 3), st.integers(1, 3)),
        ),
        max_leaves=max_leaves,
    )


def _hysteresis(on: Condition, off: Condition, span: Second) -> Condition:
    return hysteresis(on=on, off=off, span=span)


def _debounced(part: Condition, up: int, down: int) -> Condition:
    ten, span = 10, Second(50)
    return debounced(part, rises_in=Second(ten * up), falls_in=Second(ten * down), span=span)
