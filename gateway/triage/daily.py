"""One value a day, made of its hours: `daily(LV_BATTERY_VOLTAGE, during=RESTING)`."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Quantity
from gateway.domain.signal import VEHICLE_PHASE, Phase, Signal
from gateway.triage.days import HOURS_A_DAY, Days, HourNumbers, Values
from gateway.triage.wording import spoken

Q = TypeVar("Q", bound=Quantity)

RESTING = (Phase.ASLEEP, Phase.PARKED)


class Of(Enum):
    """What of an hour counts. The value of a day is the median of those of its hours."""

    MEAN = "mean"
    LOWEST = "lowest"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True)
class Reached(Generic[Q]):
    """Only hours in which this signal was `least` or more at some time."""

    signal: Signal[Q]
    least: Q

    def __post_init__(self) -> None:
        if type(self.least) is not self.signal.quantity:
            raise InvalidValue(f"{self.signal.name} does not reach {self.least}")

    def __str__(self) -> str:
        return f"when {self.signal.title} reached {spoken(self.least)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily(Generic[Q]):
    """`during`: of the hours that the car has spent in these phases and in no other.

    `less`: taken off is the median of the same of these signals, hour by hour.
    """

    signal: Signal[Q]
    of: Of
    during: tuple[Phase, ...]
    less: tuple[Signal[Q], ...]
    reached: Reached[Any] | None

    def __post_init__(self) -> None:
        phases = sorted(self.during)
        if phases and phases != [*range(phases[0], phases[-1] + 1)]:
            raise InvalidValue("an hour tells only its first and its last phase")
        if any(each.quantity is not self.signal.quantity for each in self.less):
            raise InvalidValue(f"{self.signal.name} and what is taken off differ in their unit")

    def __str__(self) -> str:
        titles = [each.title for each in self.less]
        median = "the median of " if len(titles) > 1 else ""
        parts = [
            self.signal.title
            if self.of is Of.MEAN
            else f"the {self.of.value} {self.signal.title}"
        ]
        parts += [f"less {median}{_listed(titles)}"] if titles else []
        phases = [each.name.lower() for each in self.during]
        parts += [f"while {_listed(phases, 'or')}"] if phases else []
        parts += [str(self.reached)] if self.reached else []
        return " ".join(parts)

    @property
    def signals(self) -> tuple[int, ...]:
        """All that it reads."""
        phase = (VEHICLE_PHASE,) if self.during else ()
        reached = (self.reached.signal,) if self.reached else ()
        read: tuple[Signal[Any], ...] = (self.signal, *self.less, *phase, *reached)
        return tuple(each.number for each in read)

    def values(self, days: Days, span: int) -> Values:
        """Of the last `span` days, NaN where nothing was measured."""
        hours = days.hours.get(self.signal.number)
        if hours is None:
            return np.full(span, np.nan)
        first = (days.end - span) * HOURS_A_DAY
        inside = slice(*hours.at.searchsorted([first, days.end * HOURS_A_DAY]))
        at, values = hours.at[inside], getattr(hours, self.of.value)[inside]
        counts = self._counts(days, at)
        at, values = at[counts], values[counts]
        if self.less:
            others = [_look_up(days, each.number, self.of, at) for each in self.less]
            values = values - np.median(others, axis=0)
        return _by_day(at - first, values, span)

    def _counts(self, days: Days, at: HourNumbers) -> npt.NDArray[np.bool_]:
        """Which of these hours do; an unknown phase is none, and unmeasured is not reached."""
        counts = np.ones(len(at), np.bool_)
        if self.during:
            phase = VEHICLE_PHASE.number
            counts &= _look_up(days, phase, Of.LOWEST, at) >= min(self.during)
            counts &= _look_up(days, phase, Of.HIGHEST, at) <= max(self.during)
        if self.reached is not None:
            highest = _look_up(days, self.reached.signal.number, Of.HIGHEST, at)
            counts &= highest >= self.reached.least.value
        return counts


def daily(
    signal: Signal[Q],
    of: Of = Of.MEAN,
    *,
    during: tuple[Phase, ...] = (),
    less: tuple[Signal[Q], ...] = (),
    reached: Reached[Any] | None = None,
) -> Daily[Q]:
    return Daily(signal=signal, of=of, during=during, less=less, reached=reached)


def reached(signal: Signal[Q], least: Q) -> Reached[Q]:
    return Reached(signal, least)


def _by_day(hour: HourNumbers, values: Values, span: int) -> Values:
    """`hour`: from the first of the span on."""
    each = np.full(span * HOURS_A_DAY, np.nan)
    each[hour] = values
    sorted_ = np.sort(each.reshape(span, HOURS_A_DAY), axis=1)  # what is not known comes last
    known = np.count_nonzero(np.isfinite(sorted_), axis=1)
    rows, last = np.arange(span), np.maximum(known - 1, 0)
    return np.asarray((sorted_[rows, last // 2] + sorted_[rows, known // 2]) / 2)


def _look_up(days: Days, signal: int, of: Of, at: HourNumbers) -> Values:
    """What of this signal at these hours, NaN where it was not measured."""
    hours = days.hours.get(signal)
    if hours is None:
        return np.full(len(at), np.nan)
    rows = np.minimum(hours.at.searchsorted(at), len(hours.at) - 1)
    return np.where(hours.at[rows] == at, getattr(hours, of.value)[rows], np.nan)


def _listed(words: list[str], last: str = "and") -> str:
    """As "one, two and three"."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
