"""The plan of a soak."""

from collections import Counter
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.soak.story import FEWEST_KILLS, Deed, Part, draw

REPORTS = st.integers(1_000, 3_000_000)


@given(REPORTS, st.integers(0, 99))
def test_every_part_gets_its_share(reports: int, seed: int) -> None:
    """Each is killed and frozen at least once; one full disk, one slow database."""
    blows = draw(reports, seed)
    dealt = Counter((blow.deed, blow.part) for blow in blows)
    assert all(dealt[Deed.KILL, part] >= FEWEST_KILLS // len(Part) for part in Part)
    assert all(dealt[Deed.FREEZE, part] == 1 for part in Part)
    assert dealt[Deed.FILL_DISK, Part.DATABASE] == dealt[Deed.SLOW, Part.DATABASE] == 1


@given(REPORTS, st.integers(0, 99))
def test_blows_come_one_after_the_other_and_end_in_time(reports: int, seed: int) -> None:
    """In rising order, within the reports that there are; the same seed, the same blows."""
    blows = draw(reports, seed)
    assert all(one.after < other.after for one, other in pairwise(blows))
    assert reports * 0.05 <= blows[0].after <= blows[-1].after < reports * 0.9
    assert draw(reports, seed) == blows
