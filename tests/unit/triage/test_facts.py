"""Facts of many vehicles at once are those of each by itself."""

import numpy as np
from numpy.typing import NDArray

from diagnostics_rules import RULEBOOK
from gateway.triage.facts import Facts
from gateway.triage.present import Present
from gateway.triage.prospect import Newest, Prospect, Several
from gateway.triage.truth import Truth

VEHICLES, PART = 4096, 64


def newest(prospect: Prospect) -> set[Newest]:
    if isinstance(prospect, Several):
        return set().union(*map(newest, prospect.parts))
    return {prospect} if isinstance(prospect, Newest) else set()


def test_many_vehicles_have_the_facts_of_few() -> None:
    """However they are compared, also at the very bounds, and where nothing was measured."""
    asked = sorted(
        set().union(*(newest(rule.when.prospect(Truth.TRUE, 0)) for rule in RULEBOOK.rules)),
        key=repr,
    )
    rows = {signal: row for row, signal in enumerate(sorted({one.signal for one in asked}))}
    draw, facts = np.random.default_rng(3), Facts(asked)
    shape = len(rows), VEHICLES
    at_ms = np.full(VEHICLES, 1.7e12)
    times = at_ms - draw.choice([0.0, 5e3, 6e4, 3e5, 1.8e6, np.inf], shape)
    values = draw.normal(20, 50, shape).astype(np.float32)
    for one in asked:
        edges = [bound for bound in (one.low, one.high) if np.isfinite(bound)]
        values[rows[one.signal], draw.integers(VEHICLES, size=len(edges))] = edges

    def over(some: slice) -> NDArray[np.uint8]:
        return facts.over(
            Present(rows=rows, at_ms=at_ms[some], times=times[:, some], values=values[:, some])
        )

    parts = [over(slice(first, first + PART)) for first in range(0, VEHICLES, PART)]
    whole = over(slice(None))
    assert (whole == np.concatenate(parts, axis=1)).all()
    assert 0 < np.unpackbits(whole).mean() < 1
