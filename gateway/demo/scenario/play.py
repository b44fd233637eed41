"""Plays a scenario: cars, chaos and people at their moments, line by line; then the verdict."""

import asyncio
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from gateway.demo.scenario import small_disk
from gateway.demo.scenario.expectation import Held
from gateway.demo.scenario.programme import Programme, read_programme
from gateway.demo.scenario.script import Blow, Script, Visit, read_script
from gateway.demo.scenario.stage import Stage, set_up
from gateway.demo.scenario.verdict import Findings, find, judge
from gateway.demo.witness import witnessed
from gateway.demo.world import clear

FEW_CARS = 4
"""More would drown the story in who drives off and who parks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayOptions:
    """`scenario`: a file, or the name of a shipped one."""

    scenario: str
    data: Path
    report: Path | None
    port: int


@dataclass(frozen=True, slots=True)
class Cue:
    """So many world seconds after the start: a line of the transcript, and what is done."""

    at_s: float
    words: str
    act: Blow | Visit | None = None


async def play(options: PlayOptions, console: Console) -> int:
    """The exit status: 0 when everything came as the file expects, and nothing was lost."""
    data = options.data.absolute()
    disk = data / "database"
    if not disk.is_mount():
        clear(data)
    programme = await read_programme(options.scenario, data / "garage.json")
    script = read_script(programme)
    if script.needs_a_small_disk and not disk.is_mount():
        _begin_anew_with_a_small_disk(disk, script.database_disk_mb)
    _introduce(programme, console)
    playing = set_up(programme, script, data / "garage.json", options.port)
    async with witnessed() as witness, playing as stage:
        watch = stage.running.gateway.announced()["sign_in"]
        console.print(f"Watch it (once): {watch}", highlight=False, soft_wrap=True)
        idle = await _perform(stage, console)
        console.print("The cars bring home what they still have to say…")
        await stage.fleet.wait()
        findings = await find(stage)
    verdict = [*idle, *judge(stage, findings, witness.survivors())]
    return _conclude(findings, verdict, options, console)


def _begin_anew_with_a_small_disk(disk: Path, mebibytes: int) -> None:
    disk.mkdir(mode=0o711)
    again = [sys.executable, *sys.orig_argv[1:]]
    argv = [sys.executable, "-I", "-S", small_disk.__file__, str(disk), str(mebibytes), *again]
    os.execv(argv[0], argv)  # noqa: S606 -- becoming another program is the purpose


def _introduce(programme: Programme, console: Console) -> None:
    console.print(f"[bold]{programme.name}[/bold]: {programme.answers}", highlight=False)
    console.print(" ".join(programme.about.split()), highlight=False)
    console.print(
        f"Seed {programme.seed}, {len(programme.cars)} cars, {programme.wall_s:.0f} s at"
        f" {programme.speed:g} times the speed of the wall",
        highlight=False,
    )


async def _perform(stage: Stage, console: Console) -> list[Held]:
    """Line by line until the end of the story; tells which acts came to nothing."""
    acts: dict[asyncio.Task[bool], str] = {}
    async with asyncio.TaskGroup() as group:
        for cue in _cues(stage.programme, stage.script):
            await _still_on_stage(stage, cue.at_s)
            console.print(_line(stage, cue), highlight=False, soft_wrap=True)
            if cue.act is not None:
                acts[group.create_task(_act(stage, cue.act))] = cue.words
        await _still_on_stage(stage, stage.programme.lasts_s)
    idle = [words for task, words in acts.items() if not task.result()]
    return [Held(f"nothing came of it that {words}", met=False) for words in idle]


def _cues(programme: Programme, script: Script) -> Iterator[Cue]:
    start_s = programme.start_s
    few = len(programme.cars) <= FEW_CARS
    told = (one for one in programme.happenings if few or not one.routine)
    cues = [Cue(one.at_s - start_s, one.words) for one in told]
    cues += [Cue(blow.at_s, str(blow), blow) for blow in script.blows]
    cues += [Cue(visit.at_s, str(visit), visit) for visit in script.visits]
    yield from sorted(cues, key=lambda cue: (cue.at_s, cue.words))


async def _still_on_stage(stage: Stage, at_s: float) -> None:
    """Until then; raises when the fleet has ended badly before."""
    ended = asyncio.create_task(stage.fleet.wait())
    moment = asyncio.create_task(stage.until(at_s))
    try:
        await asyncio.wait({ended, moment}, return_when=asyncio.FIRST_COMPLETED)
        if not moment.done():
            await ended
            await moment
    finally:
        ended.cancel()
        moment.cancel()


def _line(stage: Stage, cue: Cue) -> str:
    moment = datetime.fromtimestamp(stage.programme.start_s + cue.at_s, UTC)
    return f"{moment:%Y-%m-%d %H:%M:%S}Z  {cue.words}"


async def _act(stage: Stage, act: Blow | Visit) -> bool:
    if isinstance(act, Visit):
        return await stage.people.visit(act)
    return await stage.victims.strike(act)


def _conclude(
    findings: Findings, verdict: list[Held], options: PlayOptions, console: Console
) -> int:
    report = findings.report
    good = all(one.met for one in verdict)
    if options.report is not None:
        options.report.write_text(json.dumps(_as_json(findings, verdict), indent=2) + "\n")
    console.print(
        f"{report['messages_stored']} of {report['messages_published']} messages stored,"
        f" {report['messages_lost']} lost, {report['messages_duplicated']} doubled;"
        f" {report['faults_seen']} of {report['faults_injected']} faults seen;"
        f" {report['commands_executed']} commands executed,"
        f" {report['commands_executed_twice']} of them twice",
        highlight=False,
    )
    for one in verdict:
        mark = "[green]✓[/green]" if one.met else "[bold red]✗[/bold red]"
        console.print(f"{mark} {escape(one.words)}", highlight=False, soft_wrap=True)
    words = "[bold green]As it should be.[/]" if good else "[bold red]Not as it should be.[/]"
    console.print(words)
    return 0 if good else 1


def _as_json(findings: Findings, verdict: list[Held]) -> dict[str, Any]:
    figures = {
        "play": dict(findings.play),
        "cars": {role: dict(figures) for role, figures in findings.cars.items()},
    }
    return {
        **findings.report,
        **json.loads(json.dumps(figures, default=str)),
        "broken": [one.words for one in verdict if not one.met],
    }
