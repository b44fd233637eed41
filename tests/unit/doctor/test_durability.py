"""What the doctor says of a server that may lose what it has committed."""

import pytest

from gateway.doctor.check import Health
from gateway.doctor.database import judge_durability
from gateway.store.durability import Durability


@pytest.mark.parametrize(
    ("durability", "health", "advice"),
    [
        (Durability(flushes=True, whole_pages=True, log_mib=1024), Health.GOOD, ""),
        (Durability(flushes=False, whole_pages=True, log_mib=4096), Health.BAD, "fsync = on"),
        (Durability(flushes=True, whole_pages=False, log_mib=4096), Health.ODD, "tears a page"),
        (Durability(flushes=True, whole_pages=True, log_mib=256), Health.ODD, "max_wal_size"),
    ],
)
def test_each_setting_that_matters_has_its_advice(
    durability: Durability, health: Health, advice: str
) -> None:
    """The gravest alone; only what loses data is bad."""
    check = judge_durability(durability)
    assert check.health is health
    assert advice in check.advice
    assert bool(check.advice) == bool(advice)
