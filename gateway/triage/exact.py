"""What rules say of many vehicles at once: what several of them ask is asked once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np

from gateway.triage.cohort import Cohort, Flags
from gateway.triage.condition import AtLeast, Condition, HeldFor, Not
from gateway.triage.facts import Facts
from gateway.triage.formulas import Bits, Formulas
from gateway.triage.found import Found
from gateway.triage.hindsight import Hysteresis, Within
from gateway.triage.many import Group, stages
from gateway.triage.measured import Comparison, InPhase
from gateway.triage.pairs import Pairs
from gateway.triage.present import Present
from gateway.triage.prospect import Newest, Prospect, Says, Several, several
from gateway.triage.truth import Truth, Truths

_RULES_AT_ONCE = 32


@dataclass(frozen=True, slots=True, eq=False)
class Verity:
    """Bits by rule: where it is true, and where it is false; else it is not known."""

    true: Bits
    false: Bits
    vehicles: int

    def truths(self) -> Truths:
        """int8[rules, vehicles]."""
        found = np.empty((len(self.true), self.vehicles), np.int8)
        for first in range(0, len(found), _RULES_AT_ONCE):
            some = slice(first, first + _RULES_AT_ONCE)
            true, false = (
                np.unpackbits(bits[some], axis=1, count=self.vehicles).view(np.int8)
                for bits in (self.true, self.false)
            )
            np.subtract(true, false, out=found[some])
        return found


class Exact:
    """The conditions of a rulebook in columns.

    Comparisons of newest samples are made signal by signal, and what conditions make of each
    other shape by shape, on bits. What looks back is asked of those vehicles alone of which a
    rule is not decided without it.
    """

    def __init__(self, conditions: Sequence[Condition]) -> None:
        true = [_formula(each, Truth.TRUE) for each in conditions]
        false = [_formula(each, Truth.FALSE) for each in conditions]
        simple = list(dict.fromkeys(_simple([*true, *false])))
        newest = [each for each in simple if isinstance(each, Newest)]
        said = (each.condition for each in simple if isinstance(each, Says))
        self._said = [each for each in dict.fromkeys(said) if isinstance(each, Condition)]
        users = self._using(zip(true, false, strict=True))
        self._stages = [_Stage(groups, users) for groups in stages(self._said)]
        self.signals = tuple(dict.fromkeys(each.signal for each in newest))
        self._facts = Facts(newest)
        says = [Says(each, truth) for truth in (Truth.TRUE, Truth.FALSE) for each in self._said]
        rows: dict[Prospect, int] = dict(zip(chain(newest, says), count(), strict=False))
        self._rules = len(conditions)
        self._formulas = Formulas([*true, *false], rows)

    def over(self, cohort: Cohort) -> Verity:
        return self.on(cohort.present(self.signals), cohort)

    def on(self, present: Present, cohort: Cohort) -> Verity:
        """The same, when the newest samples of the cohort are at hand."""
        seen, vehicles, more = self._facts.over(present), len(cohort), len(self._said)
        nothing = np.zeros((2 * more, seen.shape[1]), np.uint8)
        facts = np.concatenate((seen, nothing)) if more else seen
        found = self._formulas.over(facts)
        for stage in self._stages:
            undecided = ~(found[: self._rules] | found[self._rules :])
            stage.bring(undecided, cohort)
            for places, users, group in stage.groups:
                wanted = users.want(undecided, vehicles)
                pairs, said = Pairs.of(wanted), wanted.view(np.int8)
                said[pairs.conditions, pairs.vehicles] = group.truths(cohort, pairs)
                facts[len(seen) + places] = np.packbits(said > 0, axis=1)
                facts[len(seen) + more + places] = np.packbits(said < 0, axis=1)
            found = self._formulas.over(facts)
        return Verity(found[: self._rules], found[self._rules :], vehicles)

    def _using(self, rules: Iterable[Iterable[Prospect]]) -> list[list[int]]:
        """By condition that looks back: the rules that it counts for."""
        places: dict[object, int] = {each: place for place, each in enumerate(self._said)}
        users: list[dict[int, None]] = [{} for _ in self._said]
        for rule, prospects in enumerate(rules):
            for each in _simple(prospects):
                if isinstance(each, Says):
                    users[places[each.condition]][rule] = None
        return [[*each] for each in users]


class _Users:
    """Of each of several things: the rules that it counts for."""

    def __init__(self, users: Sequence[Sequence[int]]) -> None:
        most = max(map(len, users))
        rules = [[each[n % len(each)] for each in users] for n in range(most)]
        self._rules = np.array(rules, np.intp)

    def want(self, undecided: Bits, vehicles: int) -> Flags:
        """[things, vehicles]: where one of them is not decided."""
        asked = np.bitwise_or.reduce(undecided[self._rules], axis=0)
        return np.unpackbits(asked, axis=1, count=vehicles).view(np.bool_)


class _Stage:
    """Groups that are asked after others, and what they read."""

    def __init__(
        self, groups: Sequence[tuple[list[int], Group]], users: Sequence[Sequence[int]]
    ) -> None:
        self.groups = [
            (np.array(places, np.intp), _Users([users[place] for place in places]), group)
            for places, group in groups
        ]
        reading = [each for places, group in groups if group.signals for each in places]
        readers = dict.fromkeys(chain.from_iterable(users[place] for place in reading))
        self._readers = np.array([*readers], np.intp)

    def bring(self, undecided: Bits, cohort: Cohort) -> None:
        """Whatever is read of anyone."""
        if len(self._readers):
            asked = np.bitwise_or.reduce(undecided[self._readers], axis=0)
            cohort.bring(np.unpackbits(asked, count=len(cohort)).view(np.bool_))


def _formula(condition: Condition, truth: Truth) -> Prospect:
    """Exactly when it is so true."""
    match condition:
        case AtLeast(wanted, parts):
            enough = wanted if truth is Truth.TRUE else len(parts) - wanted + 1
            found = several(enough, (_formula(part, truth) for part in parts))
        case Not(part):
            found = _formula(part, truth.negated)
        case Found(rule):
            found = _formula(rule.when, truth)
        case Comparison() | InPhase():
            found = condition.prospect(truth, 0)
        case Within(part, span):
            found = _formula(HeldFor(Not(part), span), truth.negated)
        case HeldFor(part, span):
            held = [_held(each, HeldFor(each, span), truth) for each in _conjuncts(part)]
            found = several(len(held) if truth is Truth.TRUE else 1, held)
        case Hysteresis():
            found = several(1, (_turned(condition, truth), Says(condition, truth)))
        case _:
            found = Says(condition, truth)
    return found


def _turned(condition: Hysteresis, truth: Truth) -> Prospect:
    """It is turned just now."""
    on = _formula(condition.on, truth)
    return on if truth is Truth.TRUE else several(2, (on, _formula(condition.off, Truth.TRUE)))


def _held(part: Condition, held: HeldFor, truth: Truth) -> Prospect:
    """What has held is so at the end, and what is not so then has not held."""
    now = _formula(part, truth)
    return several(2 if truth is Truth.TRUE else 1, (now, Says(held, truth)))


def _conjuncts(condition: Condition, *, negated: bool = False) -> Iterator[Condition]:
    """Of what it, or its opposite, is the conjunction: each of these must be so."""
    match condition:
        case Not(part):
            yield from _conjuncts(part, negated=not negated)
        case Found(rule):
            yield from _conjuncts(rule.when, negated=negated)
        case AtLeast(wanted, parts) if wanted == (1 if negated else len(parts)):
            for part in parts:
                yield from _conjuncts(part, negated=negated)
        case _:
            yield Not(condition) if negated else condition


def _simple(prospects: Iterable[Prospect]) -> Iterator[Prospect]:
    for each in prospects:
        if isinstance(each, Several):
            yield from _simple(each.parts)
        else:
            yield each
