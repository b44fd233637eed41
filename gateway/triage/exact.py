"""What rules say of many vehicles at once: what several of them ask is asked once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count

import numpy as np

from gateway.triage.cohort import Cohort
from gateway.triage.condition import AtLeast, Condition, HeldFor, Not
from gateway.triage.facts import Facts
from gateway.triage.formulas import Bits, Formulas
from gateway.triage.found import Found
from gateway.triage.hindsight import Within
from gateway.triage.many import conjuncts, is_plain, truths
from gateway.triage.measured import Comparison, InPhase
from gateway.triage.present import Present
from gateway.triage.prospect import Newest, Prospect, Says, Several, several
from gateway.triage.truth import Truth, Truths


@dataclass(frozen=True, slots=True, eq=False)
class Verity:
    """Bits by rule: where it is true, and where it is false; else it is not known."""

    true: Bits
    false: Bits
    vehicles: int

    def truths(self) -> Truths:
        """int8[rules, vehicles]."""
        true, false = (
            np.unpackbits(bits, axis=1, count=self.vehicles).view(np.int8)
            for bits in (self.true, self.false)
        )
        return np.subtract(true, false)


class Exact:
    """The conditions of a rulebook in columns.

    Comparisons of newest samples are made signal by signal, what looks back condition by
    condition, and what conditions make of each other shape by shape, on bits.
    """

    def __init__(self, conditions: Sequence[Condition]) -> None:
        true = [_formula(each, Truth.TRUE) for each in conditions]
        false = [_formula(each, Truth.FALSE) for each in conditions]
        simple = list(dict.fromkeys(_simple([*true, *false])))
        newest = [each for each in simple if isinstance(each, Newest)]
        said = (each.condition for each in simple if isinstance(each, Says))
        self._said = [each for each in dict.fromkeys(said) if isinstance(each, Condition)]
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
        seen = self._facts.over(present)
        said = np.empty((len(self._said), len(cohort)), np.int8)
        for row, condition in enumerate(self._said):
            said[row] = truths(condition, cohort)
        facts = (seen, np.packbits(said > 0, axis=1), np.packbits(said < 0, axis=1))
        found = self._formulas.over(np.concatenate(facts))
        return Verity(found[: self._rules], found[self._rules :], len(cohort))


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
            each_of = [*conjuncts(part)]
            if not all(map(is_plain, each_of)):
                return Says(condition, truth)
            held = [Says(HeldFor(each, span), truth) for each in each_of]
            found = several(len(held) if truth is Truth.TRUE else 1, held)
        case _:
            found = Says(condition, truth)
    return found


def _simple(prospects: Iterable[Prospect]) -> Iterator[Prospect]:
    for each in prospects:
        if isinstance(each, Several):
            yield from _simple(each.parts)
        else:
            yield each
