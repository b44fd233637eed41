"""Runs the demo: parts, gateway, fleet, live view; then compares both sides."""

import asyncio
import json
import signal
import time
import webbrowser
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import TypeVar

from rich.console import Console
from rich.live import Live

from gateway.demo.figures import Report, broken_promises, compare, lost, sent_by
from gateway.demo.fleet_process import FleetProcess, fleet_process
from gateway.demo.gateway_process import GatewayProcess, gateway_process
from gateway.demo.options import DemoOptions
from gateway.demo.screen import line, view
from gateway.demo.witness import witnessed
from gateway.demo.world import World, prepare, write_settings
from gateway.domain.errors import StoreUnavailable
from gateway.embedded import EmbeddedBroker, EmbeddedDatabase
from gateway.settings import can_show_a_browser
from gateway.store.audit import Audit, Tally, audit, tally
from gateway.store.pool import Pool, open_pool
from gateway.wiring.accounts import broker_accounts
from gateway.wiring.papers import read_vehicles_file, vins_of

T = TypeVar("T")
DRAIN_PATIENCE_S = 60.0
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
        found = await _drained(pool, fleet)
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
    accounts = broker_accounts(world.data, vins_of(read_vehicles_file(world.garage)))
    broker = await stack.enter_async_context(EmbeddedBroker(world.data, accounts))
    database = await stack.enter_async_context(EmbeddedDatabase(world.data))
    own = accounts[0]
    address = f"mqtt://{own.username}:{own.password}@127.0.0.1:{broker.port}"
    write_settings(world, address, database.dsn, options.port)
    gateway = await stack.enter_async_context(gateway_process(world))
    pool = await stack.enter_async_context(open_pool(database.dsn, size=2))
    fleet = await stack.enter_async_context(fleet_process(world, options, broker.url))
    return world, pool, gateway, fleet


def _banner(world: World, gateway: GatewayProcess) -> dict[str, str]:
    said = gateway.announced()
    return {
        "Console": said["console"],
        "Sign in (once)": said["sign_in"],
        "Broker": said["broker"],
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


async def _drained(pool: Pool, fleet: FleetProcess) -> Audit:
    """What the store holds once it has everything, or gains nothing more."""
    sent = sent_by(fleet.truth())
    found = await _patiently(lambda: audit(pool))
    gained_at = time.monotonic()
    while lost(sent, found) and time.monotonic() - gained_at < DRAIN_PATIENCE_S:
        await asyncio.sleep(LOOK_EVERY_S)
        before, found = found, await _patiently(lambda: audit(pool))
        if before.boots != found.boots:
            gained_at = time.monotonic()
    return found


async def _patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """What the database answers; it may be away for a while, as it is after a crash."""
    until = time.monotonic() + DRAIN_PATIENCE_S
    while True:
        try:
            return await ask()
        except StoreUnavailable:
            if time.monotonic() > until:
                raise
        await asyncio.sleep(LOOK_EVERY_S)


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
