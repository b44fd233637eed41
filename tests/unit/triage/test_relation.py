"""A relation asked as one comparison says what it says when asked by itself."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.triage.relation import Relation

VALUES = st.floats(allow_nan=False)
SENT = st.floats(width=32, allow_nan=False, allow_infinity=False)
RELATIONS = pytest.mark.parametrize("relation", Relation)


@RELATIONS
@given(value=VALUES, limit=st.floats(allow_nan=False, allow_infinity=False))
def test_at_most_one_number_decides(relation: Relation, value: float, limit: float) -> None:
    """In double precision, to the last bit, also where value and limit are the same."""
    bound, beyond = relation.at_most(limit)
    for each in (value, limit, math.nextafter(limit, math.inf)):
        assert ((each <= bound) is not beyond) == relation.holds(each, limit)


@RELATIONS
@given(value=SENT, limit=SENT)
def test_bounds_are_those_of_the_wire(relation: Relation, value: float, limit: float) -> None:
    """In the precision in which samples come."""
    low, high = relation.bounds(limit)
    assert (low <= value <= high) == relation.holds(value, limit)
