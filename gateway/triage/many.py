"""What a condition says of many vehicles at once: what its `truth` says of each.

Kinds that are not named here are asked vehicle by vehicle: hysteresis, debouncing, absent
signals, means, statistics during a phase, conditions over days; and what has held, or came
true, of anything but plain samples, where it is not certain already.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from gateway.domain.quantity import Second
from gateway.triage.cohort import Cohort, Flags
from gateway.triage.condition import AtLeast, Condition, HeldFor, Not
from gateway.triage.difference import Differs
from gateway.triage.found import Found
from gateway.triage.hindsight import CameTrue, Within
from gateway.triage.many_statistics import is_quick, results
from gateway.triage.measured import Comparison, InPhase, as_sent
from gateway.triage.reported import HasStatus, NewestReport, OccurredAtLeast
from gateway.triage.statistic import Statistic
from gateway.triage.truth import Truth, Truths
from gateway.triage.units import in_ms

Plain = Comparison[Any] | InPhase[Any]


def truths(condition: Condition, cohort: Cohort) -> Truths:
    """int8[vehicles]."""
    match condition:
        case AtLeast(count, parts):
            each = np.stack([truths(part, cohort) for part in parts])
            found: Truths = np.sort(each, axis=0)[-count]
        case Not(part):
            found = -truths(part, cohort)
        case Found(rule):
            found = truths(rule.when, cohort)
        case HeldFor() | Within() | CameTrue():
            found = _looking_back(condition, cohort)
        case Statistic(aggregate) if is_quick(aggregate):
            values, there = results(aggregate, cohort)
            limit = as_sent(condition.limit.value)
            found = _known(condition.relation.holds_of(values, limit), there)
        case _:
            found = _now(condition, cohort)
    return found


def _now(condition: Condition, cohort: Cohort) -> Truths:
    match condition:
        case Comparison() | InPhase():
            now = cohort.present([condition.signal.number])
            fresh = now.times[0] > now.at_ms - in_ms(condition.within)
            found = _known(condition.holds(now.values[0]), fresh)
        case Differs(difference):
            signals = [each.number for each in difference.signals]
            found = condition.shown(cohort.present(signals))
        case HasStatus() | OccurredAtLeast():
            found = cohort.told(condition.component, condition.code, condition.told)
        case NewestReport():
            found = cohort.told(condition.component, None, condition.told)
        case _:
            found = _one_by_one(condition, cohort)
    return found


def conjuncts(condition: Condition, *, negated: bool = False) -> Iterator[Condition]:
    """Of what it, or its opposite, is the conjunction: each of these must be so."""
    match condition:
        case Not(part):
            yield from conjuncts(part, negated=not negated)
        case Found(rule):
            yield from conjuncts(rule.when, negated=negated)
        case AtLeast(count, parts) if count == (1 if negated else len(parts)):
            for part in parts:
                yield from conjuncts(part, negated=negated)
        case _:
            yield Not(condition) if negated else condition


def _looking_back(condition: HeldFor | Within | CameTrue, cohort: Cohort) -> Truths:
    if isinstance(condition, HeldFor):
        return _held(condition, cohort)
    if isinstance(condition, Within):
        return _held(HeldFor(Not(condition.part), condition.span), cohort) * np.int8(-1)
    plain = _plain(condition.part)
    if plain is None:
        return _one_by_one(condition, cohort)
    return _came_true(condition, plain, cohort)


def _held(condition: HeldFor, cohort: Cohort) -> Truths:
    """What is certainly false of its conjuncts is not looked into any further."""
    parts = conjuncts(condition.part)
    held = np.ones(len(cohort), np.int8)
    others = []
    for part in parts:
        plain = _plain(part)
        if plain is not None:
            now = _held_plainly(*plain, condition.span, cohort)
        else:
            now = np.where(truths(part, cohort) == Truth.FALSE, np.int8(-1), np.int8(1))
            others.append(HeldFor(part, condition.span))
        np.minimum(held, now, out=held)
    for other in others:
        np.minimum(held, _one_by_one(other, cohort, held != Truth.FALSE), out=held)
    return held


def _held_plainly(leaf: Plain, negated: bool, span: Second, cohort: Cohort) -> Truths:  # noqa: FBT001
    values, places = cohort.speaking(leaf.signal.number, in_ms(span), in_ms(leaf.within))
    holds = leaf.holds(values)
    throughout: Flags = np.logical_and.reduce(~holds if negated else holds, axis=0)
    broken = ~throughout & (places.counts > 0)
    return _known(throughout, broken | (throughout & places.whole))


def _came_true(condition: CameTrue, plain: tuple[Plain, bool], cohort: Cohort) -> Truths:
    leaf, negated = plain
    values, places = cohort.speaking(
        leaf.signal.number, in_ms(condition.span), in_ms(leaf.within)
    )
    holds = leaf.holds(values)
    before, after = (holds[1:], holds[:-1]) if negated else (holds[:-1], holds[1:])
    often = np.add.reduce(after & ~before, axis=0, dtype=np.intp) >= condition.count
    return _known(often, often | places.whole)


def is_plain(condition: Condition) -> bool:
    return _plain(condition) is not None


def _plain(condition: Condition) -> tuple[Plain, bool] | None:
    """A condition over the latest sample of one signal, and whether it is its opposite."""
    match condition:
        case Comparison() | InPhase():
            return condition, False
        case Not(Comparison() | InPhase() as part):
            return part, True
        case _:
            return None


def _known(holds: npt.NDArray[np.bool_], there: Flags) -> Truths:
    return np.where(there, np.where(holds, np.int8(1), np.int8(-1)), np.int8(0))


def _one_by_one(condition: Condition, cohort: Cohort, open_: Flags | None = None) -> Truths:
    """Of those that are still open; the others are false. Silence leaves it unknown."""
    asked = np.ones(len(cohort), np.bool_) if open_ is None else open_
    found: Truths = np.where(asked, np.int8(0), np.int8(-1))
    if not (condition.needs.components or condition.needs.days):
        asked = asked & cohort.has_spoken(condition.needs.signals)
    for row in np.flatnonzero(asked).tolist():
        found[row] = condition.truth(cohort.windows[row], int(cohort.at_ms[row]))
    return found
