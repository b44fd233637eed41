"""One run of a fleet as a process: from its orders to its report."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import structlog

from simulator.fleet.fleet import Fleet
from simulator.fleet.live_view import show
from simulator.fleet.orders import Orders
from simulator.fleet.transcript import NO_TRANSCRIPT, KeptTranscript, Transcript
from simulator.scenario.workshop import open_workshops

log = structlog.get_logger()


@contextmanager
def data_folder(given: Path | None) -> Iterator[Path]:
    """`given`, or a folder that is gone at the end, and with it the cars' memory."""
    if given is not None:
        yield given
        return
    with TemporaryDirectory(prefix="cars-") as folder:
        log.info("no --data: what the cars remember is removed at the end")
        yield Path(folder)


@contextmanager
def transcript_of(orders: Orders, path: Path | None) -> Iterator[Transcript]:
    """What happens goes into this file, line by line, if there is one."""
    if path is None:
        yield NO_TRANSCRIPT
        return
    with path.open("w", encoding="utf-8", buffering=1) as file:
        yield KeptTranscript(file, orders.clock)


async def drive(orders: Orders, transcript: Transcript) -> dict[str, Any]:
    """Until the time is over, SIGTERM or SIGINT; then flush, and give account.

    A story begins when the world's clock shows its start, and not before.
    """
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    ends = loop.time() + orders.wall_s
    if orders.cast is not None:
        await orders.clock.sleep(orders.cast.story.start_s - orders.clock.now())
    log.info("building the cars", cars=len(orders.cars))
    async with AsyncExitStack() as stack:
        began = loop.time()
        with orders.clock.standing_still() if orders.own_time else nullcontext():
            fleet = await stack.enter_async_context(Fleet.assemble(orders, transcript))
        log.info("fleet on the road", cars=len(fleet.members), seed=fleet.seed)
        if orders.wall_s:
            loop.call_at(ends + (loop.time() - began) * orders.own_time, ending.set)
        aside = [asyncio.create_task(show(fleet))]
        if orders.cast is not None:
            cars = {member.car.vin: member.car for member in fleet.members}
            work = open_workshops(orders.cast, cars, orders.clock)
            aside.append(asyncio.create_task(work))
        try:
            await fleet.run(ending)
        finally:
            for task in aside:
                task.cancel()
            await asyncio.wait(aside)
        for task in aside[1:]:
            _succeeded(task)
        return await fleet.report()


def _succeeded(work: "asyncio.Task[None]") -> None:
    """Raises what has gone wrong in it; to have been cancelled is not."""
    if not work.cancelled():
        work.result()
