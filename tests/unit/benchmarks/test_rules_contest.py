"""The rules benchmark: what others are given is what we judge."""

import subprocess
import sys
import time

import numpy as np
import pytest

from benchmarks.intake.load import CHANNELS
from benchmarks.rules.book import book, conditions, plain
from benchmarks.rules.cars import Cars
from benchmarks.rules.contest import Ours, passed_s
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


BUSY = """
import sys, time
def work():
    began = time.process_time()
    while time.process_time() - began < 0.003:
        pass
for _ in sys.stdin:
    work()
    print("done", flush=True)
    work()
"""


def test_all_that_another_process_does_is_counted() -> None:
    """What it does after its answer too, until it waits for the next word."""
    with subprocess.Popen(  # noqa: S603 - this very Python
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        told, heard = child.stdin, child.stdout
        assert told
        assert heard
        took = []
        for _ in range(20):
            time.sleep(0.01)  # whoever read too early before, has not this time
            before = passed_s(child.pid)
            told.write("on\n")
            told.flush()
            heard.readline()
            took.append(passed_s(child.pid) - before)
        child.kill()
    assert min(took) >= 0.006


def _holds(rule: Rule, values: Values) -> bool:
    predicates, is_any = rule
    held = [
        values[name] > limit if sign == ">" else values[name] < limit
        for name, sign, limit in predicates
    ]
    return any(held) if is_any else all(held)
