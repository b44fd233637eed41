"""What lies between the cars' links and the broker: nothing, or a TUN link that is cut."""

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from benchmarks.links import cars
from benchmarks.links.plan import LONGEST_RECONNECT_S, seeded
from gateway.embedded.launch import Launch
from simulator.links.tun_lane import Conditions
from simulator.links.tun_link import TunLink, tun_link

CONDITIONS: Final = Conditions(delay_s=0.3, loss=0.1, burst_s=0.05)
LONG_CUT_S: Final = (3 * LONGEST_RECONNECT_S, 4 * LONGEST_RECONNECT_S)
SHORT_CUT_S: Final = (15.0, 45.0)
CUT_AT: Final = ((0.12, SHORT_CUT_S), (0.3, LONG_CUT_S), (0.55, SHORT_CUT_S), (0.7, LONG_CUT_S))
"""Shares of the run; the cuts themselves in world seconds."""


class Network(Protocol):
    """`address`: where the cars find the broker."""

    @property
    def address(self) -> tuple[str, int]: ...

    @property
    def state(self) -> str:
        """For a line of progress."""

    async def begin(self, folder: Path) -> Process:
        """The cars, on this network; they die with this process."""

    async def suffer(self, lasts_s: float, speed: float) -> None:
        """Whatever happens to it in a run of so many world seconds."""

    def summary(self) -> str | None:
        """What it has done to the packets."""


def _program(folder: Path) -> list[str]:
    return [sys.executable, "-m", cars.__name__, str(folder)]


@dataclass(frozen=True, slots=True)
class Loopback:
    """The cars' links alone are bad."""

    address: tuple[str, int]
    state: str = ""

    async def begin(self, folder: Path) -> Process:
        return await Launch(argv=_program(folder), folder=folder).begin(stdout=PIPE)

    async def suffer(self, lasts_s: float, speed: float) -> None:
        """Nothing ever happens to it."""

    def summary(self) -> str | None:
        return None


@dataclass(frozen=True, slots=True)
class Tunnel:
    """All cars behind one bad link of real packets, which is cut for all of them at once."""

    link: TunLink
    seed: int

    @property
    def address(self) -> tuple[str, int]:
        return self.link.address

    @property
    def state(self) -> str:
        return "TUN link up" if self.link.is_up else "TUN link cut"

    async def begin(self, folder: Path) -> Process:
        return await self.link.begin(_program(folder), stdout=PIPE, stderr=STDOUT)

    async def suffer(self, lasts_s: float, speed: float) -> None:
        loop = asyncio.get_running_loop()
        started_s = loop.time()
        for at, cut_s in cuts(self.seed):
            await asyncio.sleep(started_s + at * lasts_s / speed - loop.time())
            self.link.go_down()
            await asyncio.sleep(cut_s / speed)
            self.link.come_up()

    def summary(self) -> str:
        count = self.link.count
        share = count.lost / max(1, count.lost + count.carried)
        return (
            f"The TUN link carried {count.carried:,} packets,"
            f" {count.bytes_carried / 1e6:.1f} MB with their headers, and lost"
            f" {count.lost:,} ({share:.1%}, its cuts included)."
        )


def cuts(seed: int) -> Iterator[tuple[float, float]]:
    """(share of the run, world seconds) of each cut, in order."""
    rng = seeded(f"{seed} cuts")
    for at, lasts_s in CUT_AT:
        yield at, rng.uniform(*lasts_s)


@asynccontextmanager
async def network(port: int, *, tun: bool, seed: int) -> AsyncIterator[Network]:
    """To a broker on this port of the loopback; raises TunUnavailable."""
    upstream = ("127.0.0.1", port)
    if not tun:
        yield Loopback(upstream)
        return
    async with tun_link(upstream, CONDITIONS, seed) as link:
        yield Tunnel(link, seed)
