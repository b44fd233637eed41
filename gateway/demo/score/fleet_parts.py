"""A fleet is recorded and judged part by part, on all processors; no part is ever on disk."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import IO

from gateway.demo.score.replay import replay
from gateway.demo.score.tape import read_tape
from gateway.demo.score.truth import Truth
from gateway.domain.case import CaseId
from gateway.embedded.launch import leashed
from gateway.store.conclusions import Conclusions
from gateway.wiring.garbage import leave_what_stays
from gateway.wiring.knowledge import RULEBOOK
from gateway.wiring.logs import set_up_logs

CARS_A_PART = 250
"""Always so many, as what is drawn for a part depends on where it begins."""
Judged = tuple[Truth, Conclusions]


@dataclass(frozen=True, slots=True, kw_only=True)
class FleetOptions:
    """`faulty_share`: of the cars; `day`: what they do all day; `days`: how long they drive.

    `updates_a_month`: software updates of each car that go well.
    """

    vehicles: int
    seed: int
    profile_mix: str | None
    days: float
    faulty_share: float
    day: str
    updates_a_month: float
    jobs: int

    @property
    def firsts(self) -> range:
        """The first car of each part."""
        return range(0, self.vehicles, CARS_A_PART)


def judge_parts(options: FleetOptions) -> Iterator[Judged]:
    """As they are done; raises `GatewayError` when one cannot be recorded."""
    context = get_context("spawn")
    with ProcessPoolExecutor(options.jobs, context, end_with_the_parent) as pool:
        parts = [pool.submit(judge_part, options, first) for first in options.firsts]
        try:
            for part in as_completed(parts):
                yield part.result()
        finally:
            pool.shutdown(cancel_futures=True)


def end_with_the_parent() -> None:
    """However it ends: a worker would otherwise go on to the end of its part, unseen."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=[parent.sentinel], daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)


def judge_part(options: FleetOptions, first: int) -> Judged:
    """In a process of its own: the recorder's bytes go through the gateway as they come."""
    set_up_logs(quiet=True)
    leave_what_stays()
    with _recorder(options, first) as tape:
        return asyncio.run(replay(RULEBOOK, read_tape(tape)))


def joined(parts: Iterator[Judged] | list[Judged]) -> Judged:
    """One fleet of the parts, in whatever order they come; at least one."""
    ordered = sorted(parts, key=lambda part: min(part[0].links))
    truths, said = zip(*ordered, strict=True)
    cases = [case for one in said for case in one.cases]
    truth = replace(
        truths[0],
        vehicles=sum(one.vehicles for one in truths),
        faults=tuple(fault for one in truths for fault in one.faults),
        links={vin: name for one in truths for vin, name in one.links.items()},
    )
    return truth, Conclusions(
        vehicles=truth.vehicles,
        heard=truth.span,
        cases=tuple(replace(case, id=CaseId(n)) for n, case in enumerate(cases, start=1)),
        tried=(),
        booked=(),
        seen={code: at for one in said for code, at in one.seen.items()},
    )


@contextmanager
def _recorder(options: FleetOptions, first: int) -> Iterator[IO[bytes]]:
    """What it says when it fails goes to standard error."""
    last = min(first + CARS_A_PART, options.vehicles)
    mix = () if options.profile_mix is None else ("--profile-mix", options.profile_mix)
    arguments = (
        *("--vehicles", str(options.vehicles), "--seed", str(options.seed)),
        *("--first", str(first), "--last", str(last), "--day", options.day),
        *("--days", str(options.days), "--faulty-share", str(options.faulty_share)),
        *("--updates-a-month", str(options.updates_a_month)),
        *mix,
    )
    command = [sys.executable, "-m", "simulator", "record", *arguments]
    with subprocess.Popen(leashed(command), stdout=subprocess.PIPE) as process:  # noqa: S603 - our own
        assert process.stdout is not None  # noqa: S101 - it is a pipe
        try:
            yield process.stdout
        finally:
            process.kill()
