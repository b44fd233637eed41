"""`vdg doctor`: looks at everything, tells what it found, changes nothing."""

import json
from collections.abc import AsyncIterator
from dataclasses import asdict

from rich.console import Console
from rich.table import Table
from rich.text import Text

from gateway.doctor.broker import check_broker
from gateway.doctor.certificates import check_certificates
from gateway.doctor.check import Check, Health, good
from gateway.doctor.database import check_database
from gateway.doctor.installation import check_installation
from gateway.doctor.machine import check_machine
from gateway.doctor.running import announced, check_running
from gateway.settings import Settings
from gateway.wiring.clock import wall

_MARKS = {Health.GOOD: ("✓", "green"), Health.ODD: ("!", "yellow"), Health.BAD: ("✗", "red")}


async def examine(settings: Settings) -> AsyncIterator[Check]:
    """From the ground up: machine, papers, broker, database, the gateway itself."""
    for check in check_machine(settings.data):
        yield check
    for check in check_installation(settings):
        yield check
    for check in check_certificates(settings.data, wall()):
        yield check
    if settings.broker:
        async for check in check_broker(settings.broker):
            yield check
    else:
        yield good("broker", "The embedded one; it runs with the gateway.")
    running = announced(settings.data)
    dsn = settings.database or (running and running["database"])
    if dsn:
        async for check in check_database(dsn):
            yield check
    else:
        yield good("database", "The embedded one; it runs with the gateway.")
    async for check in check_running(settings.data):
        yield check


async def doctor(settings: Settings, console: Console, *, as_json: bool) -> int:
    """The exit status: 1 when something keeps the gateway from its work."""
    checks = [check async for check in examine(settings)]
    if as_json:
        documents = [asdict(check) | {"health": check.health.value} for check in checks]
        console.print_json(json.dumps(documents))
    else:
        console.print(_table(checks))
        console.print(_verdict(checks))
    return int(any(check.health is Health.BAD for check in checks))


def _table(checks: list[Check]) -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for check in checks:
        mark, colour = _MARKS[check.health]
        words = Text(check.found)
        if check.advice:
            words.append(f"\n→ {check.advice}", style="bold")
        table.add_row(Text(mark, style=colour), check.what, words)
    return table


def _verdict(checks: list[Check]) -> Text:
    bad = sum(check.health is Health.BAD for check in checks)
    odd = sum(check.health is Health.ODD for check in checks)
    if bad:
        return Text(f"\n{bad} to mend before the gateway can work.", style="bold red")
    if odd:
        return Text(f"\nThe gateway can work; {odd} to look at.", style="bold yellow")
    return Text("\nNothing is wrong.", style="bold green")
