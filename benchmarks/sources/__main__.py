"""What receiving one report costs: our sources beside the clients that people would take.

`python -m benchmarks.sources [--messages N]`: each client finds the same backlog, in a session
on a Mosquitto or in the stream of the embedded broker, and acknowledges it in batches, as late
as we do. CPU is that of the client alone; the filling is not counted. Python collects its
garbage as seldom as in a gateway.
"""

import asyncio
import json
import tempfile
from pathlib import Path

import click

from benchmarks.sources.sessions import of_sessions
from benchmarks.sources.streams import of_streams
from gateway.wiring.garbage import leave_what_stays
from gateway.wiring.logs import set_up_logs

FOR_THE_BROKER = 0o711
"""Started by root it runs as nobody, who must get to its own folder."""


@click.command()
@click.option("--messages", default=20_000, show_default=True)
def main(messages: int) -> None:
    """Print microseconds of CPU a message, and the ratio to ours on the same broker."""
    set_up_logs(quiet=True)
    leave_what_stays()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(FOR_THE_BROKER)
        sessions = asyncio.run(of_sessions(folder, messages))
        streams = asyncio.run(of_streams(folder, messages))
    for costs, own in ((sessions, "ours"), (streams, "pulled")):
        for client, cost in costs.items():
            ratio = cost / costs[own]
            click.echo(f"{client:14} {cost:6.1f} us of CPU a message  {ratio:5.1f} x")
    click.echo(json.dumps({one: round(cost, 2) for one, cost in (sessions | streams).items()}))


if __name__ == "__main__":
    main()
