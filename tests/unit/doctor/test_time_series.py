"""What the doctor says of TimescaleDB: which edition there is, and what keeps the samples."""

import re

import pytest

from gateway.doctor.check import Health
from gateway.doctor.time_series import Kept, judge_time_series

FULL, APACHE = "timescale", "apache"
PARTITIONS, TABLE = "p", "r"
CASES = {
    "none": (Kept(None, False, None, None), Health.GOOD, "^Native partitions"),
    "not created": (Kept(None, True, None, None), Health.GOOD, "not created"),
    "first start": (Kept("2.21.0", True, FULL, None), Health.GOOD, "keeps them"),
    "at work": (Kept("2.21.0", True, FULL, TABLE), Health.GOOD, "keeps them"),
    "came later": (Kept("2.21.0", True, FULL, PARTITIONS), Health.ODD, "came after"),
    "apache, first start": (Kept("2.21.0", True, APACHE, None), Health.GOOD, "not enough"),
    "apache": (Kept("2.21.0", True, APACHE, PARTITIONS), Health.GOOD, "apache .* partitions"),
    "apache since": (Kept("2.21.0", True, APACHE, TABLE), Health.ODD, "drops nothing"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_doctor_names_what_keeps_the_samples(case: str) -> None:
    """No backup is advised where the edition would be turned down again."""
    kept, health, said = CASES[case]
    check = judge_time_series(kept)
    assert check.health == health
    assert bool(check.advice) == (health is not Health.GOOD)
    assert ("vdg backup" in check.advice) == (case == "came later")
    assert re.search(said, check.found)
