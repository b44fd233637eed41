"""Prospects: simplified, and looked up for many reports as for each alone."""

from itertools import product

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from gateway.triage.formulas import Formulas
from gateway.triage.prospect import ALWAYS, NEVER, Prospect, Seen, Several, Told, several

ROWS = [Seen(signal=number, low=0.0, high=1.0, lasting_ms=1000) for number in range(4)]
FACTS = np.array([*product([False, True], repeat=len(ROWS))], np.bool_).T


def prospects() -> st.SearchStrategy[Prospect]:
    leaves: st.SearchStrategy[Prospect] = st.sampled_from([*ROWS, ALWAYS, NEVER])
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
            lambda parts: st.integers(0, len(parts)).map(lambda count: several(count, parts))
        ),
        max_leaves=8,
    )


def holds(prospect: Prospect, facts: dict[Prospect, bool]) -> bool:
    """One report at a time."""
    if isinstance(prospect, Several):
        return sum(holds(part, facts) for part in prospect.parts) >= prospect.count
    return facts[prospect]


@given(st.lists(prospects(), max_size=5))
def test_all_reports_at_once_are_as_one_after_the_other(rules: list[Prospect]) -> None:
    """Over every combination of facts."""
    known: dict[Prospect, int] = {each: row for row, each in enumerate(ROWS)}
    expected = [
        [holds(rule, dict(zip(ROWS, column, strict=True))) for column in FACTS.T.tolist()]
        for rule in rules
    ]
    bits = Formulas(rules, known).over(np.packbits(FACTS, axis=1))
    found = np.unpackbits(bits, axis=1, count=FACTS.shape[1])
    assert expected == found.astype(np.bool_).tolist()
    assert (len(rules), FACTS.shape[1]) == found.shape


@given(st.lists(prospects(), min_size=1, max_size=4), st.integers(1, 4))
def test_the_simplest_prospect_says_the_same(parts: list[Prospect], count: int) -> None:
    """And what always or never holds stands alone, not within another."""
    simple = several(min(count, len(parts)), parts)
    plain = Several(min(count, len(parts)), tuple(parts))
    for column in FACTS.T.tolist():
        facts: dict[Prospect, bool] = dict(zip(ROWS, column, strict=True))
        assert holds(plain, facts) == holds(simple, facts)
    assert not isinstance(simple, Told)
    assert not isinstance(simple, Several) or not {ALWAYS, NEVER} & {*simple.parts}
