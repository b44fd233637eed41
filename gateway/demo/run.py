"""Runs the demo: parts, gateway, fleet, live view; then compares both sides."""

import asyncio
import json
import signal
import time
import webbrowser
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack

from rich.console import Console
from rich.live import Live

from gateway.demo.drain import drained
from gateway.demo.figures import Report, broken_promises, compare, sent_by
from gateway.demo.fleet_process import FleetProcess, fleet_process
from gateway.demo.gateway_process import GatewayProcess
from gateway.demo.options import DemoOptions
from gateway.demo.parts import running_gateway, running_stores
from gateway.demo.screen import line, view
from gateway.demo.witness import witnessed
from gateway.demo.world import World, prepare
from gateway.domain.errors import StoreUnavailable
from gateway.settings import can_show_a_browser
from gateway.store.audit import Tally, tally
from gateway.store.pool import Pool

LOOK_EVERY_S = 1.0
SAY_EVERY_S = 10.0


async def demo(options: DemoOptions, console: Console) -> int:
    """The exit status: 0 when everything was kept that the product promises."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    console.print("Preparing cars, broker and database…")
    async with witnessed() as witness, AsyncExitStack() as stack:
        world, pool, gateway, fleet = await _start(options, stack)
        banner = _banner(world, gateway)
        _greet(banner, options, console)
        await _show(console, pool, fleet, banner, stop)
        console.print("The cars bring home what they still have to say…")
        fleet.stop()
        await fleet.wait()
        found = await drained(pool, sent_by(fleet.truth()), gateway.child)
        restarts = gateway.child.restarts
    run = {
        "children_orphaned": witness.survivors(),
        "gateway_restarts": restarts,
        "speed": world.speed,
    }
    return _conclude(compare(fleet.truth(), found, run), options, console)


async def _start(
    options: DemoOptions, stack: AsyncExitStack
) -> tuple[World, Pool, GatewayProcess, FleetProcess]:
    world = await prepare(options)
    stores = await stack.enter_async_context(running_stores(world.data, world.garage))
    running = await stack.enter_async_context(running_gateway(world, stores, options.port))
    orders = {
        "garage": world.garage,
        "seed": options.seed,
        "speed": world.speed,
        "world-origin": world.world_origin,
        "for": options.seconds,
    }
    fleet = await stack.enter_async_context(fleet_process(world, stores.broker.url, orders))
    return world, running.pool, running.gateway, fleet


def _banner(world: World, gateway: GatewayProcess) -> dict[str, str]:
    said = gateway.announced()
    return {
        "Console": said["console"],
        "Sign in (once)": said["sign_in"],
        "World": f"runs {world.speed:g} times faster than the wall",
        "Gateway": f"process {gateway.child.pid}: kill -9 it, and it comes back",
        "Data, logs": str(world.data),
    }


def _greet(banner: Mapping[str, str], options: DemoOptions, console: Console) -> None:
    for name, value in banner.items():
        console.print(f"[bold]{name}[/bold]: {value}", soft_wrap=True, highlight=False)
    if options.browser and can_show_a_browser():
        webbrowser.open(banner["Sign in (once)"])


async def _show(
    console: Console,
    pool: Pool,
    fleet: FleetProcess,
    banner: Mapping[str, str],
    stop: asyncio.Event,
) -> None:
    """The loop turning, until the fleet has ended or somebody has had enough."""
    known = await tally(pool)
    if not console.is_terminal:
        async for second in _moments(fleet, stop, SAY_EVERY_S):
            known = await _look(pool, known)
            console.print(f"{second:4.0f} s: {line(fleet.figures, known)}")
        return
    with Live(console=console, auto_refresh=False) as live:
        async for _ in _moments(fleet, stop, LOOK_EVERY_S):
            known = await _look(pool, known)
            live.update(view(fleet.figures, known, banner), refresh=True)


async def _look(pool: Pool, known: Tally) -> Tally:
    """How far things have gone; what is known already while the database is away."""
    try:
        return await tally(pool)
    except StoreUnavailable:
        return known


async def _moments(
    fleet: FleetProcess, stop: asyncio.Event, every_s: float
) -> AsyncIterator[float]:
    """Seconds since the start, again and again."""
    started = time.monotonic()
    while fleet.process.returncode is None and not stop.is_set():
        yield time.monotonic() - started
        waiting = [
            asyncio.ensure_future(stop.wait()),
            asyncio.ensure_future(fleet.process.wait()),
        ]
        await asyncio.wait(waiting, timeout=every_s, return_when=asyncio.FIRST_COMPLETED)
        for one in waiting:
            one.cancel()


def _conclude(report: Report, options: DemoOptions, console: Console) -> int:
    text = json.dumps(report, indent=2)
    if options.report is not None:
        options.report.write_text(text + "\n")
    console.print_json(text)
    broken = broken_promises(report)
    for promise in broken:
        console.print(f"[bold red]Broken:[/bold red] {promise}")
    if not broken:
        console.print("Nothing lost, nothing doubled, every fault seen, nobody left behind.")
    return 1 if broken else 0
