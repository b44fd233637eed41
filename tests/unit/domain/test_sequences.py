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


@given(NUMBERS, NUMBERS)
def test_taken_away_it_is_the_difference(one: set[int], other: set[int]) -> None:
    """What is in the one and not in the other, whatever ranges that takes."""
    assert Sequences.of(one - other) == Sequences.of(one) - Sequences.of(other)


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_next_numbers_lengthen_the_last_range(until: int, more: int) -> None:
    """A boot of which nothing is missing is one range."""
    received = Sequences.of(range(1, until + 1)) | Sequences.of(
        range(until + 1, until + more + 1)
    )
    assert Sequences.of(range(1, until + more + 1)) == received


@given(NUMBERS, st.integers(0, 70))
def test_the_gaps_are_what_is_missing(numbers: set[int], until: int) -> None:
    """Numbers and gaps together are all numbers, and none is in both."""
    missing = set(range(1, until + 1)) - numbers
    assert Sequences.of(missing) == Sequences.of(numbers).gaps(until)
