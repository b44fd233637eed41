"""What the intake benchmark concludes from what it has seen."""

import json
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from benchmarks.intake.database import Flush
from benchmarks.intake.latency import Latency, waited_s
from benchmarks.intake.outcome import FAST, SLOW, Outcome
from benchmarks.intake.table import table
from benchmarks.intake.trial import Result, Safety, tally
from gateway.domain.errors import PartFailed

OURS = Result(
    name="this gateway",
    messages=60_000,
    samples=12_000_000,
    seconds=5.0,
    cpu_s=1.8,
    bytes_per_sample=6.123,
    safety=Safety(acknowledged=90_000, lost=0, doubled=0),
)
PEER = replace(OURS, name="a peer", messages=5_000, samples=1_000_000)
ROW = replace(OURS, samples=1_200_000)


def latency(rate: float, *, lost: int = 0) -> Latency:
    return Latency(rate=rate, p50_ms=2.345, p99_ms=18.76, lost=lost, doubled=0)


def full() -> Outcome:
    return Outcome(
        ours=OURS,
        ours_one_row=ROW,
        naive=PEER,
        node_red=replace(PEER, samples=2_000_000),
        mq_bridge=replace(ROW, samples=1_000_000),
        limits={"bare C consumer": 20_000.0, "binary COPY": 100_000.0},
        latencies={SLOW: latency(SLOW), FAST: latency(FAST)},
    )


def test_the_last_line_holds_what_was_promised() -> None:
    """Names and figures, against the slower of both limits."""
    assert json.loads(full().last_line()) == {
        "messages_per_s": 12_000,
        "samples_per_s": 2_400_000,
        "limit_ratio": 0.6,
        "naive_ratio": 12.0,
        "node_red_ratio": 6.0,
        "mq_bridge_ratio": 1.2,
        "p50_ms_at_500": 2.3,
        "p99_ms_at_5000": 18.8,
        "cpu_us_per_message": 30.0,
        "bytes_per_sample": 6.12,
        "lost": 0,
        "doubled": 0,
    }


def test_what_was_not_measured_is_null() -> None:
    """Also a limit of which only one half is known."""
    line = json.loads(Outcome(ours=OURS, limits={"binary COPY": 9.0}).last_line())
    absent = {name for name, value in line.items() if value is None}
    ratios = {"limit_ratio", "naive_ratio", "node_red_ratio", "mq_bridge_ratio"}
    assert {*ratios, "p50_ms_at_500", "p99_ms_at_5000"} == absent


def test_a_loss_in_any_of_our_runs_shows() -> None:
    """Those of the peers are their own."""
    outcome = full()
    outcome.ours_one_row = replace(ROW, safety=Safety(acknowledged=9, lost=2, doubled=3))
    outcome.latencies[FAST] = latency(FAST, lost=4)
    outcome.naive = replace(PEER, safety=Safety(acknowledged=9, lost=5, doubled=5))
    assert (outcome.lost, outcome.doubled) == (6, 3)


def test_an_acknowledged_message_that_is_not_there_is_lost() -> None:
    """One that was never acknowledged may be there or not, but not twice."""
    acknowledged = [("A", 1), ("A", 2), ("B", 1)]
    copies = {("A", 1): 1, ("B", 1): 3, ("B", 9): 2, ("A", 2): 0}
    assert Safety(acknowledged=3, lost=1, doubled=3) == tally(acknowledged, copies)


def test_a_message_waits_from_when_it_was_due_until_the_log_is_flushed() -> None:
    """Each is charged with the flush that was seen at its time."""
    keys = [("A", 1), ("B", 1)]
    committed = {("A", 1): 100.010, ("B", 1): 200.020}
    seen = [Flush(99.0, 9.0), Flush(100.02, 0.001), Flush(200.03, 0.005)]
    waited = waited_s(np.array([100.0, 200.0]), keys, committed, seen)
    assert pytest.approx(waited.tolist()) == [0.011, 0.025]


def test_a_message_without_a_commit_is_no_fast_message() -> None:
    """Leaving it out would flatter."""
    with pytest.raises(PartFailed, match="1 messages have no commit"):
        waited_s(np.array([1.0]), [("A", 1)], {}, [Flush(1.0, 0.1)])


def test_the_table_names_everybody_and_why_somebody_is_missing() -> None:
    """A peer that could not be had is not passed over in silence."""
    outcome = full()
    outcome.absent["mq-bridge"] = "pip had nothing"
    console = Console(width=160)
    with console.capture() as captured:
        console.print(table(outcome))
    said = captured.get()
    for word in ("this gateway", "a peer", "bare C consumer", "mq-bridge has no figures: pip"):
        assert word in said
