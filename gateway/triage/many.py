"""What `truth` says of many vehicles at once, where one newest sample does not tell.

Kinds that are not named here are asked vehicle by vehicle: hysteresis, debouncing, absent
signals, means, statistics during a phase, conditions over days; and what has held, or came
true, of anything but plain samples.
"""

from collections.abc import Callable, Hashable, Sequence
from typing import Protocol

import numpy as np

from gateway.triage.cohort import Cohort
from gateway.triage.condition import Condition, HeldFor
from gateway.triage.difference import Differs
from gateway.triage.hindsight import CameTrue
from gateway.triage.many_spans import Spans, plain
from gateway.triage.many_statistics import Statistics, is_quick
from gateway.triage.pairs import Pairs
from gateway.triage.reported import HasStatus, NewestReport, OccurredAtLeast
from gateway.triage.statistic import Statistic
from gateway.triage.truth import Truths


class Group(Protocol):
    """Conditions that are asked together.

    `signals`: by condition, if samples of one are all that each reads.
    """

    @property
    def signals(self) -> Sequence[int]: ...

    def truths(self, cohort: Cohort, asked: Pairs) -> Truths:
        """int8[pairs]"""


class Shows:
    """Decided by the newest samples of two signals, or by a component's newest words."""

    signals = ()

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._conditions = conditions

    def truths(self, cohort: Cohort, asked: Pairs) -> Truths:
        found = np.zeros(len(asked), np.int8)
        for condition, own in asked.by_condition(self._conditions):
            found[own] = _shown(condition, cohort)[asked.vehicles[own]]
        return found


class OneByOne:
    """Silence leaves it unknown."""

    signals = ()

    def __init__(self, conditions: Sequence[Condition]) -> None:
        self._conditions = conditions

    def truths(self, cohort: Cohort, asked: Pairs) -> Truths:
        found = np.zeros(len(asked), np.int8)
        for condition, own in asked.by_condition(self._conditions):
            vehicles, needs = asked.vehicles[own], condition.needs
            heard = np.ones(len(vehicles), np.bool_)
            if not (needs.components or needs.days):
                heard = cohort.has_spoken(needs.signals)[vehicles]
            for pair in np.flatnonzero(heard).tolist():
                window, at_ms = cohort.windows[vehicles[pair]], cohort.at_ms[vehicles[pair]]
                found[own.start + pair] = condition.truth(window, int(at_ms))
        return found


Made = Callable[[Sequence[Condition]], Group]


def stages(conditions: Sequence[Condition]) -> list[list[tuple[list[int], Group]]]:
    """The quickest first; groups of these, by their places."""
    by_kind: dict[tuple[int, Hashable], tuple[Made, list[int]]] = {}
    for place, condition in enumerate(conditions):
        stage, key, made = _kind(condition)
        by_kind.setdefault((stage, key), (made, []))[1].append(place)
    found: dict[int, list[tuple[list[int], Group]]] = {}
    for (stage, _), (made, places) in sorted(by_kind.items(), key=lambda each: each[0][0]):
        group = made([conditions[place] for place in places])
        found.setdefault(stage, []).append((places, group))
    return [*found.values()]


def _kind(condition: Condition) -> tuple[int, Hashable, Made]:
    """Its stage, what those asked together have in common, and what asks them."""
    match condition:
        case Differs() | HasStatus() | OccurredAtLeast() | NewestReport():
            return 0, None, Shows
        case Statistic(aggregate) if is_quick(aggregate):
            key = aggregate.measure, aggregate.over, aggregate.enough
            return 1, (Statistic, *key), Statistics
        case HeldFor(part, span) | CameTrue(part, span) if (leaf := plain(part)) is not None:
            return 1, (HeldFor, span, leaf[0].within), Spans
        case _:
            return 2, None, OneByOne


def _shown(condition: Condition, cohort: Cohort) -> Truths:
    """int8[vehicles]"""
    match condition:
        case Differs(difference):
            signals = [each.number for each in difference.signals]
            return condition.shown(cohort.present(signals))
        case HasStatus() | OccurredAtLeast():
            return cohort.told(condition.component, condition.code, condition.told)
        case NewestReport():
            return cohort.told(condition.component, None, condition.told)
        case _:
            raise TypeError(condition)
