"""One run of a fleet as a process: from its orders to its report."""

import asyncio
import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import structlog

from simulator.fleet import Fleet
from simulator.orders import Orders
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


async def drive(orders: Orders) -> dict[str, Any]:
    """Until the time is over, SIGTERM or SIGINT; then flush, and give account.

    A story begins when the world's clock shows its start, and not before.
    """
    ending = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    if orders.wall_s:
        loop.call_later(orders.wall_s, ending.set)
    if orders.cast is not None:
        await orders.clock.sleep(orders.cast.story.start_s - orders.clock.now())
    async with Fleet.assemble(orders) as fleet:
        log.info("fleet on the road", cars=len(fleet.members), seed=fleet.seed)
        aside = [asyncio.create_task(_feed(fleet))]
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
        return await fleet.report()


async def _feed(fleet: Fleet) -> None:
    started = time.monotonic()
    while True:
        figures = {"t": round(time.monotonic() - started, 1), **await fleet.figures()}
        click.echo(json.dumps(figures))
        await asyncio.sleep(1)
