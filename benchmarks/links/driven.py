"""The program that drives the cars, seen by the one who has started it."""

import asyncio
import json
import signal
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.links.cars import ACCOUNT, ORDERS, Orders
from benchmarks.links.network import Network
from gateway.domain.errors import PartFailed

LOG: Final = "cars.log"
PATIENCE_S: Final = 30.0


@dataclass(slots=True)
class Driven:
    """`figures`: the last line of live figures; `most_behind_s`: the worst of them."""

    process: Process
    folder: Path
    figures: dict[str, Any] = field(default_factory=dict)
    most_behind_s: float = 0.0

    async def listen(self) -> None:
        """Until it has ended; what is no figures goes to its log."""
        if self.process.stdout is None:
            return
        with (self.folder / LOG).open("ab", buffering=0) as log:
            async for line in self.process.stdout:
                if line.startswith(b"{"):
                    self.figures = json.loads(line)
                    self.most_behind_s = max(self.most_behind_s, self.figures["behind"])
                else:
                    log.write(line)

    @property
    def over(self) -> bool:
        return self.process.returncode is not None

    def account(self) -> dict[str, Any]:
        """What it says of itself, after its end; raises PartFailed when it ended badly."""
        if self.process.returncode:
            said = (self.folder / LOG).read_text()[-2000:]
            raise PartFailed(f"the cars ended with {self.process.returncode}:\n{said}")
        account: dict[str, Any] = json.loads((self.folder / ACCOUNT).read_text())
        return account


@asynccontextmanager
async def driven(orders: Orders, folder: Path, way: Network) -> AsyncIterator[Driven]:
    """The cars of `orders`, with their memory in `folder`; none of them is left afterwards."""
    _write(orders, folder)
    cars = Driven(await way.begin(folder), folder)
    listening = asyncio.create_task(cars.listen())
    try:
        yield cars
    finally:
        if not cars.over:
            cars.process.send_signal(signal.SIGKILL)
        async with asyncio.timeout(PATIENCE_S):
            await cars.process.wait()
            await listening


def _write(orders: Orders, folder: Path) -> None:
    folder.mkdir()
    (folder / ORDERS).write_text(json.dumps(orders.to_json()))
