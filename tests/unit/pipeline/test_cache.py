"""A cache of the store: bounded, and what was used last stays."""

from hypothesis import given
from hypothesis import strategies as st

from gateway.pipeline.cache import Cache


def test_the_longest_unused_goes_first() -> None:
    """Keeping an entry again counts as using it."""
    cache: Cache[str, int] = Cache(2)
    cache.keep({"a": 1, "b": 2})
    cache.keep({"a": 3})
    cache.keep({"c": 4})
    assert cache == {"a": 3, "c": 4}


@given(st.lists(st.dictionaries(st.integers(0, 9), st.integers(), max_size=6)))
def test_it_holds_the_last_and_no_more(batches: list[dict[int, int]]) -> None:
    """Whatever comes: the newest half for certain, and nothing but newest values."""
    cache: Cache[int, int] = Cache(4)
    last: list[tuple[int, int]] = []
    for batch in batches:
        cache.keep(batch)
        last = [(key, value) for key, value in last if key not in batch] + [*batch.items()]
        assert dict(last[-2:]).items() <= cache.items() <= dict(last).items()
        assert len(cache) == min(4, len(last))
