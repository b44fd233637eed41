"""The verdict on a play: both sides compared, every expectation held against figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.demo.drain import drained, patiently
from gateway.demo.figures import Report, broken_promises, compare, sent_by
from gateway.demo.scenario.expectation import Figures, Held, held
from gateway.demo.scenario.outcome import figures_of_a_car, figures_of_the_play
from gateway.demo.scenario.stage import Stage
from gateway.store.chronicle import Span, chronicles

HASTE_S = 3.0
"""Of the wall, before the end: what is planned for then may or may not still happen."""
SLACK = timedelta(minutes=5)
"""Of the world: how far beside the story a report may be placed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The comparison, and the figures of the play and of each car by its role."""

    report: Report
    play: Figures
    cars: dict[str, Figures]


async def find(stage: Stage) -> Findings:
    """What the store holds in the end, and what the cars know. The fleet must have ended."""
    truth = stage.fleet.truth()
    audit = await drained(stage.running.pool, sent_by(truth))
    span = _span(stage)
    found = await patiently(lambda: chronicles(stage.running.pool, span))
    run: dict[str, Any] = {
        "gateway_restarts": stage.restarts["gateway"],
        "commands_executed": truth["commands"]["executed"],
        "outages": sum(link["outages"] for link in truth["links"].values()),
        "speed": stage.world.speed,
    }
    report = compare(truth, audit, run)
    roles = {role: found[vin] for role, vin in stage.programme.cars.items()}
    return Findings(
        report=report,
        play=figures_of_the_play(roles, report, stage.restarts),
        cars={role: figures_of_a_car(chronicle) for role, chronicle in roles.items()},
    )


def judge(stage: Stage, findings: Findings, orphans: int) -> list[Held]:
    """What every play promises, as far as it is broken, then what this one was to show."""
    report = {**findings.report, "children_orphaned": orphans}
    words = [*broken_promises(report), *_left_out(stage, findings)]
    broken = [Held(each, met=False) for each in words]
    return [*broken, *held(stage.script.expected, findings.play, findings.cars)]


def _left_out(stage: Stage, findings: Findings) -> Iterator[str]:
    """A world that was held up so long that it left out what the transcript says."""
    for kind, begins in stage.programme.misfortunes.items():
        happened = findings.report[kind]
        last = stage.programme.start_s + stage.programme.lasts_s - HASTE_S * stage.world.speed
        due = sum(at_s < last for at_s in begins)
        if not due <= happened <= len(begins):
            yield f"{happened} of {len(begins)} planned {kind.replace('_', ' ')} happened"


def _span(stage: Stage) -> Span:
    start = datetime.fromtimestamp(stage.programme.start_s, UTC)
    lasts = timedelta(seconds=stage.programme.lasts_s)
    return Span(start=start, end=start + lasts, now=stage.now, slack=SLACK)
