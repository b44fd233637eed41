"""Command line of the TUN link: `python -m simulator.links.tun --help`."""

import asyncio
import json
import sys
import threading
from dataclasses import asdict, replace

import click

from simulator.links.tun_device import TunUnavailable
from simulator.links.tun_lane import Conditions
from simulator.links.tun_link import TunLink, tun_link

ABOUT = """Run a program in a network of its own, behind a bad link.

Real IP packets are delayed and lost on the way, so TCP really sends again. Root and
/dev/net/tun are needed, neither tc nor ip is. All that the program can reach is the service
at --to; in its arguments {address} stands for where it finds it:

\b
  python -m simulator.links.tun --to 127.0.0.1:1883 --delay 0.3 --loss 0.1 --
    python -m simulator run --broker mqtt://{address} ...

Meanwhile lines on standard input change the link; each is answered by a line of JSON on
standard error:

\b
  down                   packets vanish, and nobody is told
  up
  set loss=0.3 delay_s=1 one or more of delay_s, jitter_s, loss, burst_s, bytes_per_s
  count                  packets so far

Nothing is left behind, even after kill -9: the program dies with the link, and the network
with the program.
"""  # \b: click leaves the lines of that paragraph as they are


@click.command(help=ABOUT, context_settings={"ignore_unknown_options": True})
@click.option("--to", required=True, help="host:port of the service.")
@click.option("--delay", "delay_s", type=float, default=0.0, help="Seconds, each way.")
@click.option("--jitter", "jitter_s", type=float, default=0.0, help="Up to so much more.")
@click.option("--loss", type=float, default=0.0, help="Share of packets lost, each way.")
@click.option("--burst", "burst_s", type=float, default=0.0, help="Seconds that losses last.")
@click.option("--rate", "bytes_per_s", type=float, default=float("inf"), help="Bytes a second.")
@click.option("--seed", type=int, default=7, show_default=True)
@click.argument("program", nargs=-1, required=True, type=click.UNPROCESSED)
def tun(to: str, seed: int, program: tuple[str, ...], **ways: float) -> None:
    """`python -m simulator.links.tun`"""
    host, _, port = to.rpartition(":")
    try:
        conditions = Conditions(**ways)
        status = asyncio.run(_run((host, int(port)), conditions, seed, program))
    except (TunUnavailable, ValueError, OSError) as error:
        raise click.ClickException(str(error)) from error
    sys.exit(status)


async def _run(
    to: tuple[str, int], conditions: Conditions, seed: int, program: tuple[str, ...]
) -> int:
    async with tun_link(to, conditions, seed) as link:
        host, port = link.address
        argv = [word.replace("{address}", f"{host}:{port}") for word in program]
        process = await link.begin(argv, stdin=asyncio.subprocess.DEVNULL)
        listening = asyncio.create_task(_listen(link, conditions))
        status = await process.wait()
        listening.cancel()
        return status


async def _listen(link: TunLink, conditions: Conditions) -> None:
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)

    # Not the loop's own pipes: standard input may be a file. And nobody waits for this thread.
    threading.Thread(target=read, name="commands", daemon=True).start()
    while True:
        try:
            conditions = obey(link, conditions, await lines.get())
        except ValueError as error:
            click.echo(json.dumps({"error": str(error)}), err=True)
        else:
            state = {"up": link.is_up, **asdict(conditions), **asdict(link.count)}
            click.echo(json.dumps(state), err=True)


def obey(link: TunLink, conditions: Conditions, line: str) -> Conditions:
    """Do what a line of the protocol says; the conditions then. Raises ValueError."""
    match line.split():
        case ["down"]:
            link.go_down()
        case ["up"]:
            link.come_up()
        case ["count"]:
            pass
        case ["set", *changes] if changes:
            conditions = changed(conditions, changes)
            link.set(conditions)
        case _:
            raise ValueError(f"not down, up, count or set NAME=NUMBER: {line.strip()}")
    return conditions


def changed(conditions: Conditions, changes: list[str]) -> Conditions:
    """`conditions` with changes like "loss=0.3"; raises ValueError."""
    known = asdict(conditions)
    values = {}
    for change in changes:
        name, _, value = change.partition("=")
        if name not in known:
            raise ValueError(f"no setting {name!r}; there are {', '.join(known)}")
        values[name] = float(value)
    return replace(conditions, **values)


if __name__ == "__main__":
    tun()
