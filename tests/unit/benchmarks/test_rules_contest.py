"""The rules benchmark: what others are given is what we judge."""

import numpy as np
import pytest

from benchmarks.intake.load import CHANNELS
from benchmarks.rules.book import book, conditions, plain
from benchmarks.rules.cars import Cars
from benchmarks.rules.contest import Ours
from benchmarks.rules.peer_script import Features, Rule, Values
from gateway.triage.exact import Exact
from gateway.triage.truth import Truth

CARS = Cars.draw(40, seed=3)


@pytest.mark.parametrize("stateful", [False, True])
def test_others_are_asked_the_same_of_the_same_samples(*, stateful: bool) -> None:
    """Their features and rules, reckoned plainly, say what ours say of the windows."""
    specs = book(3, stateful=stateful)
    features = Features(plain(specs), [one.number for one in CHANNELS])
    values = [features.of(each.T.astype(float)) for each in CARS.spoken]
    expected = [[_holds(rule, each) for each in values] for rule in features.rules]
    language = conditions(specs)
    truths = Ours(Exact(language), CARS.windows(language)).judge()
    assert np.array_equal(expected, truths == Truth.TRUE)
    assert stateful == (len(features.names) > len(CHANNELS))
    assert 0 < np.mean(expected) < 0.1


def _holds(rule: Rule, values: Values) -> bool:
    predicates, is_any = rule
    held = [
        values[name] > limit if sign == ">" else values[name] < limit
        for name, sign, limit in predicates
    ]
    return any(held) if is_any else all(held)
