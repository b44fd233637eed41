"""The verdict on a play: both sides compared, every expectation held against figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.demo.drain import drained, patiently
from gateway.demo.figures import Report, broken_promises, compare, sent_by
from gateway.demo.scenario.expectation import Figures, Held, held
from gateway.demo.scenario.outcome import figures_of_a_car, figures_of_the_play
from gateway.demo.scenario.plan import LATE_WALL_S, unfulfilled
from gateway.demo.scenario.programme import Programme
from gateway.demo.scenario.stage import Stage
from gateway.store.chronicle import Span, chronicles

SLACK = timedelta(minutes=5)
"""Of the world: how far beside the story a report may be placed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """The comparison, and the figures of the play and of each car by its role.

    `unfulfilled`: what did not break or was not repaired as planned, in words.
    """

    report: Report
    unfulfilled: tuple[str, ...]
    play: Figures
    cars: dict[str, Figures]


async def find(stage: Stage) -> Findings:
    """What the store holds in the end, and what the cars know. The fleet must have ended."""
    truth = stage.fleet.truth()
    audit = await drained(stage.running.pool, sent_by(truth), stage.running.gateway.child)
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
        unfulfilled=tuple(_unfulfilled(stage.programme, truth)),
        play=figures_of_the_play(roles, report, stage.restarts),
        cars={role: figures_of_a_car(chronicle) for role, chronicle in roles.items()},
    )


def judge(stage: Stage, findings: Findings, orphans: int) -> list[Held]:
    """What every play promises, as far as it is broken, then what this one was to show."""
    report = {**findings.report, "children_orphaned": orphans}
    words = [*broken_promises(report), *_left_out(stage, findings), *findings.unfulfilled]
    broken = [Held(each, met=False) for each in words]
    return [*broken, *held(stage.script.expected, findings.play, findings.cars)]


def _left_out(stage: Stage, findings: Findings) -> Iterator[str]:
    """A world that was held up so long that it left out what the transcript says."""
    for kind, begins in stage.programme.misfortunes.items():
        happened = findings.report[kind]
        last = _end_s(stage.programme) - LATE_WALL_S * stage.world.speed
        due = sum(at_s < last for at_s in begins)
        if not due <= happened <= len(begins):
            yield f"{happened} of {len(begins)} planned {kind.replace('_', ' ')} happened"


def _unfulfilled(programme: Programme, truth: Mapping[str, Any]) -> Iterator[str]:
    cars, end_s = programme.cars, _end_s(programme)
    injected = truth["injected"]
    return unfulfilled(programme.plan, cars, injected, end_s=end_s, speed=programme.speed)


def _end_s(programme: Programme) -> float:
    return programme.start_s + programme.lasts_s


def _span(stage: Stage) -> Span:
    start = datetime.fromtimestamp(stage.programme.start_s, UTC)
    lasts = timedelta(seconds=stage.programme.lasts_s)
    return Span(start=start, end=start + lasts, now=stage.now, slack=SLACK)
