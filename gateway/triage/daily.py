"""One value a day, made of its hours: `daily(LV_BATTERY_VOLTAGE, during=RESTING)`."""

from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt

from gateway.domain.errors import InvalidValue
from gateway.domain.quantity import Quantity
from gateway.domain.signal import VEHICLE_PHASE, Phase, Signal
from gateway.triage.days import HOURS_A_DAY, Days, HourNumbers, Hours, Values

Q = TypeVar("Q", bound=Quantity)

RESTING = (Phase.ASLEEP, Phase.PARKED)


class Of(Enum):
    """What of an hour counts, and of the hours of a day."""

    MEAN = "mean"  # of a day the median of them
    LOWEST = "lowest"
    HIGHEST = "highest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily(Generic[Q]):
    """`during`: of the hours that the car has spent in these phases and in no other.

    `less`: taken off is the median of these signals' means in the same hour.
    """

    signal: Signal[Q]
    of: Of = Of.MEAN
    during: tuple[Phase, ...] = ()
    less: tuple[Signal[Q], ...] = ()

    def __post_init__(self) -> None:
        phases = sorted(self.during)
        if phases and phases != [*range(phases[0], phases[-1] + 1)]:
            raise InvalidValue("an hour tells only its first and its last phase")
        if self.less and self.of is not Of.MEAN:
            raise InvalidValue(f"the {self.of.value} of two signals need not be at one time")
        if any(each.quantity is not self.signal.quantity for each in self.less):
            raise InvalidValue(f"{self.signal.name} and what is taken off differ in their unit")

    def __str__(self) -> str:
        titles = [each.title for each in self.less]
        median = "the median of " if len(titles) > 1 else ""
        less = f" less {median}{_listed(titles)}" if titles else ""
        phases = _listed([each.name.lower() for each in self.during], "or")
        while_ = f" while {phases}" if phases else ""
        return f"{self.of.value} {self.signal.title}{less}{while_}"

    @property
    def signals(self) -> tuple[int, ...]:
        """All that it reads."""
        phase = (VEHICLE_PHASE.number,) if self.during else ()
        return (self.signal.number, *(each.number for each in self.less), *phase)

    def values(self, days: Days, span: int) -> Values:
        """Of the last `span` days, NaN where nothing was measured."""
        hours = days.hours.get(self.signal.number)
        if hours is None:
            return np.full(span, np.nan)
        first = (days.end - span) * HOURS_A_DAY
        inside = slice(*hours.at.searchsorted([first, days.end * HOURS_A_DAY]))
        at, values = hours.at[inside], getattr(hours, self.of.value)[inside]
        if self.during:
            then = _all_through(days.hours.get(VEHICLE_PHASE.number), at, self.during)
            at, values = at[then], values[then]
        if self.less:
            others = [_means(days.hours.get(each.number), at) for each in self.less]
            values = values - np.median(others, axis=0)
        return _by_day(at - first, values, span, self.of)


def daily(
    signal: Signal[Q],
    of: Of = Of.MEAN,
    *,
    during: tuple[Phase, ...] = (),
    less: tuple[Signal[Q], ...] = (),
) -> Daily[Q]:
    return Daily(signal=signal, of=of, during=during, less=less)


def _by_day(hour: HourNumbers, values: Values, span: int, of: Of) -> Values:
    """`hour`: from the first of the span on."""
    each = np.full(span * HOURS_A_DAY, np.nan)
    each[hour] = values
    sorted_ = np.sort(each.reshape(span, HOURS_A_DAY), axis=1)  # what is not known comes last
    known = np.count_nonzero(np.isfinite(sorted_), axis=1)
    rows, last = np.arange(span), np.maximum(known - 1, 0)
    match of:
        case Of.LOWEST:
            return np.asarray(sorted_[:, 0])
        case Of.HIGHEST:
            return np.asarray(sorted_[rows, last])
        case Of.MEAN:
            return np.asarray((sorted_[rows, last // 2] + sorted_[rows, known // 2]) / 2)


def _all_through(
    phases: Hours | None, at: HourNumbers, during: tuple[Phase, ...]
) -> npt.NDArray[np.bool_]:
    if phases is None:
        return np.zeros(len(at), np.bool_)
    rows, found = _rows(phases, at)
    return found & (phases.lowest[rows] >= min(during)) & (phases.highest[rows] <= max(during))


def _means(hours: Hours | None, at: HourNumbers) -> Values:
    if hours is None:
        return np.full(len(at), np.nan)
    rows, found = _rows(hours, at)
    return np.where(found, hours.mean[rows], np.nan)


def _rows(hours: Hours, at: HourNumbers) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Where these hours stand, and whether they do."""
    rows = np.minimum(hours.at.searchsorted(at), len(hours.at) - 1)
    return rows, hours.at[rows] == at


def _listed(words: list[str], last: str = "and") -> str:
    """As "one, two and three"."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
