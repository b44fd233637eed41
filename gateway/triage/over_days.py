"""Statistics over days: `over_days(14).falls_by(daily(LV_BATTERY_VOLTAGE), volts(0.3))`."""

import math
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Quantity
from gateway.triage.daily import Daily
from gateway.triage.day_condition import DayCondition
from gateway.triage.days import Days, Values
from gateway.triage.needs import Needs
from gateway.triage.relation import Comparable, Relation
from gateway.triage.truth import Truth, known
from gateway.triage.wording import sentence, spoken, spoken_day, spoken_days

Q = TypeVar("Q", bound=Quantity)

LONGEST = 60
_THIRDS = 3
_LEAST = 2
"""Days in the first and in the last third, without which nothing is said of a course."""


class Shape(Enum):
    """What of the days is compared."""

    LEVEL = "the median"
    DRIFT = "the drift"
    SLOPE = "the slope"


class Course(NamedTuple):
    """Of days that count from 0: the first and the last, how many, and two medians.

    `before` and `after`: of the first and of the last third; of a level both are the same.
    """

    value: float
    before: float
    after: float
    first: int
    last: int
    known: int


@dataclass(frozen=True, slots=True)
class Alike(Generic[Q]):
    """Only days on which the mean was so near to that of the last third are looked at."""

    series: Daily[Q]
    near: Q

    def __str__(self) -> str:
        return f"on days with {self.series} within {spoken(self.near)} of the last ones"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayAggregate(Comparable[Q, "DayStatistic[Q]"], Generic[Q]):
    """One number of the last `span` days, waiting to be compared.

    A drift is what the median of the last third is above that of the first; a slope the same a
    day. Not known with fewer than `enough` days, or two of either third.
    """

    series: Daily[Q]
    shape: Shape
    span: int
    enough: int
    alike: Alike[Any] | None

    def __str__(self) -> str:
        alike = f", {self.alike}," if self.alike is not None else ""
        return f"{self.shape.value} of {self.series} over {spoken_days(self.span)}{alike}"

    def compared(self, relation: Relation, limit: Q) -> "DayStatistic[Q]":
        return DayStatistic(self, relation, limit)

    @property
    def reach(self) -> dict[int, int]:
        """How many days of which signals it reads."""
        read = (*self.series.signals, *(self.alike.series.signals if self.alike else ()))
        return dict.fromkeys(read, self.span)

    @property
    def per(self) -> str:
        return " a day" if self.shape is Shape.SLOPE else ""

    def of(self, days: Days) -> float | None:
        course = self.course(days)
        return None if course is None else course.value

    def course(self, days: Days) -> Course | None:
        values = self.series.values(days, self.span)
        if self.alike is not None:
            values = np.where(self._are_alike(self.alike, days), values, np.nan)
        at = np.flatnonzero(np.isfinite(values))
        if len(at) < self.enough:
            return None
        ends = int(at[0]), int(at[-1]), len(at)
        if self.shape is Shape.LEVEL:
            level = _median(values[at])
            return Course(level, level, level, *ends)
        first, last = at[at < self._third], at[at >= self.span - self._third]
        if min(len(first), len(last)) < _LEAST:
            return None
        before, after = _median(values[first]), _median(values[last])
        apart = _median(last) - _median(first) if self.shape is Shape.SLOPE else 1.0
        return Course((after - before) / apart, before, after, *ends)

    @property
    def _third(self) -> int:
        return self.span // _THIRDS

    def _are_alike(self, alike: Alike[Any], days: Days) -> npt.NDArray[np.bool_]:
        means: Values = alike.series.values(days, self.span)
        now = means[self.span - max(self._third, 1) :]
        now = now[np.isfinite(now)]
        if not len(now):
            return np.zeros(self.span, np.bool_)
        return np.asarray(np.abs(means - _median(now)) <= alike.near.value)


@dataclass(frozen=True, slots=True)
class DayStatistic(DayCondition, Generic[Q]):
    aggregate: DayAggregate[Q]
    relation: Relation
    limit: Q

    def __post_init__(self) -> None:
        signal = self.aggregate.series.signal
        if type(self.limit) is not signal.quantity or math.isnan(self.limit.value):
            raise InvalidValue(f"{signal.name} is not compared with {self.limit}")

    def __str__(self) -> str:
        return f"{self.aggregate} is {self.relation.value} {self._limit}"

    @property
    def needs(self) -> Needs:
        return Needs(days=self.aggregate.reach)

    def decided(self, days: Days) -> Truth:
        value = self.aggregate.of(days)
        return Truth.UNKNOWN if value is None else known(self._holds(value))

    def told(self, days: Days) -> str | None:
        course = self.aggregate.course(days)
        if course is None:
            return None
        start = days.end - self.aggregate.span
        since, until = spoken_day(start + course.first), spoken_day(start + course.last)
        relation = f"{'' if self._holds(course.value) else 'not '}{self.relation.value}"
        value = f"{self._spoken(course.value)}{self.aggregate.per}"
        went = ""
        if self.aggregate.shape is not Shape.LEVEL:
            went = f", from {self._spoken(course.before)} to {self._spoken(course.after)}"
        return sentence(
            f"{self.aggregate} was {value}{went}, {relation} {self._limit}, by"
            f" {spoken_days(course.known)} from {since} to {until} UTC"
        )

    @property
    def wanted(self) -> str:
        return f"{spoken_days(self.aggregate.enough)} for {self.aggregate}"

    @property
    def _limit(self) -> str:
        return f"{spoken(self.limit)}{self.aggregate.per}"

    def _spoken(self, value: float) -> str:
        return spoken(self.aggregate.series.signal.quantity(value))

    def _holds(self, value: float) -> bool:
        return self.relation.holds(value, self.limit.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverDays:
    """The last so many whole days. `enough`: of them must be known; else half."""

    span: int
    enough: int = 0
    alike: Alike[Any] | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.span <= LONGEST or not 0 <= self.enough <= self.span:
            raise InvalidValue(f"{self.enough} of {self.span} days, of at most {LONGEST}")

    def median(self, series: Daily[Q]) -> DayAggregate[Q]:
        return self._of(series, Shape.LEVEL)

    def drift(self, series: Daily[Q]) -> DayAggregate[Q]:
        return self._of(series, Shape.DRIFT)

    def slope(self, series: Daily[Q]) -> DayAggregate[Q]:
        """What is compared is the change in a day."""
        return self._of(series, Shape.SLOPE)

    def rises_by(self, series: Daily[Q], least: Q) -> DayStatistic[Q]:
        return self.drift(series) >= least

    def falls_by(self, series: Daily[Q], least: Q) -> DayStatistic[Q]:
        return self.drift(series) <= type(least)(-least.value)

    def _of(self, series: Daily[Q], shape: Shape) -> DayAggregate[Q]:
        if shape is not Shape.LEVEL and self.span < _THIRDS * _LEAST:
            raise InvalidValue(f"{shape.value} over {self.span} days")
        enough = self.enough or -(-self.span // 2)
        return DayAggregate(
            series=series, shape=shape, span=self.span, enough=enough, alike=self.alike
        )


def over_days(
    span: int, *, enough: int = 0, alike: tuple[Daily[Q], Q] | None = None
) -> OverDays:
    """`alike`: a daily series and how near to it a day must be, as of the last days."""
    return OverDays(span=span, enough=enough, alike=Alike(*alike) if alike else None)


def _median(values: npt.NDArray[Any]) -> float:
    """Of a few known values; numpy's own takes ten times as long."""
    in_order = sorted(values.tolist())
    return float(in_order[(len(in_order) - 1) // 2] + in_order[len(in_order) // 2]) / 2
