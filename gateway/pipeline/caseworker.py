"""The case worker: takes up every open case whose time has come."""

import asyncio
from datetime import timedelta

import structlog

from gateway.domain.case import CaseId
from gateway.pipeline.advance import advance
from gateway.pipeline.casework import CaseShelf, Means
from gateway.pipeline.ports import Clock

LOOK_EVERY_S = 0.25  # of the wall: how late a due time may be noticed when nothing wakes us
A_HANDFUL = 50
TRY_AGAIN_AFTER = timedelta(minutes=5)
log = structlog.get_logger()


async def work_on_cases(
    shelf: CaseShelf, means: Means, clock: Clock, wake: asyncio.Event
) -> None:
    """Runs until it is cancelled; `wake` is set when intake has committed something new."""
    while True:
        wake.clear()
        await shelf.release_holds(clock.now())
        cases = await shelf.due(clock.now(), A_HANDFUL)
        for case in cases:
            await _work_on(case, shelf, means, clock)
        if len(cases) < A_HANDFUL:
            await _wait(wake)


async def _work_on(case: CaseId, shelf: CaseShelf, means: Means, clock: Clock) -> None:
    try:
        async with shelf.open(case) as desk:
            if desk is not None:
                await advance(desk, means, clock.now())
    except Exception:  # one broken case must not stop the others; it is shown and tried again
        log.exception("case failed", case=case)
        await shelf.postpone(
            case, clock.now() + TRY_AGAIN_AFTER, "An internal error; it will be tried again"
        )


async def _wait(wake: asyncio.Event) -> None:
    try:
        async with asyncio.timeout(LOOK_EVERY_S):
            await wake.wait()
    except TimeoutError:
        return
