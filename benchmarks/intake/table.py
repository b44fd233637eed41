"""The table that people read."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table

from benchmarks.intake.outcome import Outcome, ratio
from benchmarks.intake.trial import Result

COLUMNS = (
    "",
    "messages/s",
    "samples/s",
    "ours is",
    "CPU µs/message",
    "bytes/sample",
    "acknowledged",
    "lost",
    "doubled",
)
LEGEND = """\
From the first PUBLISH to the last commit, one clock for all; "ours is" so many times as fast.
CPU: of the contender alone. The last three columns are over the whole trial, with a SIGKILL and
a restart in the middle of a run: messages that the broker had acknowledged, those of them that
the database does not have, and those that it has more than once."""


def table(outcome: Outcome) -> RenderableType:
    shown = Table(*COLUMNS, box=None, pad_edge=False)
    for column in shown.columns[1:]:
        column.justify = "right"
    for one in outcome.results:
        own = outcome.ours_one_row if one is outcome.mq_bridge else outcome.ours
        peer = one is not own and one is not outcome.ours_one_row
        shown.add_row(*_row(one, f"{ratio(own, one)}" if peer else ""))
    for name, rate in outcome.limits.items():
        times = f"{outcome.ours.messages_per_s / rate:.2f}" if outcome.ours else ""
        shown.add_row(f"limit: {name}", f"{rate:,.0f}", f"{rate * 200:,.0f}", times)
    remarks = [f"{name} has no figures: {why}" for name, why in outcome.absent.items()]
    return Group(shown, "", LEGEND, "", *_latencies(outcome), *remarks)


def _row(one: Result, times: str) -> Sequence[str]:
    return (
        one.name,
        f"{one.messages_per_s:,.0f}",
        f"{one.samples_per_s:,.0f}",
        times,
        f"{one.cpu_us:,.0f}",
        f"{one.bytes_per_sample:.1f}",
        f"{one.safety.acknowledged:,}",
        f"{one.safety.lost:,}",
        f"{one.safety.doubled:,}",
    )


def _latencies(outcome: Outcome) -> list[str]:
    return [
        f"PUBLISH to commit at {one.rate:,.0f} messages/s: p50 {one.p50_ms:.1f} ms,"
        f" p99 {one.p99_ms:.1f} ms"
        for one in outcome.latencies.values()
    ]
