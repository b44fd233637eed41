"""Sequence numbers as ranges."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.sequences import Sequences

NUMBERS = st.sets(st.integers(1, 60))


@given(NUMBERS)
def test_holds_exactly_the_numbers_it_was_made_of(numbers: set[int]) -> None:
    """Membership and length are those of the set."""
    sequences = Sequences.of(numbers)
    assert numbers == {number for number in range(70) if number in sequences}
    assert len(numbers) == len(sequences)


@given(NUMBERS, NUMBERS)
def test_joined_it_is_the_union(one: set[int], other: set[int]) -> None:
    """The same ranges, in whatever parts the numbers came."""
    assert Sequences.of(one | other) == Sequences.of(one) | Sequences.of(other)


@given(NUMBERS, st.integers(0, 70))
def test_the_gaps_are_what_is_missing(numbers: set[int], until: int) -> None:
    """Numbers and gaps together are all numbers, and none is in both."""
    missing = set(range(1, until + 1)) - numbers
    assert Sequences.of(missing) == Sequences.of(numbers).gaps(until)
