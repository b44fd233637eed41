"""Which of several columns is the clock."""

import tomllib

from simulator.replay.proposal import propose


def test_a_clock_that_stands_in_few_rows() -> None:
    """Goes behind one that stands in all of them, else the others would be lost."""
    log = "time_since_engine_start,rpm,t_sec\n,800,40.0\n,810,49.0\n58,820,58.0\n67,830,67.0\n"
    assert tomllib.loads(propose(log.encode()))["time"] == {"column": "t_sec", "format": "s"}
