"""The simulated fleet as a child of the demo, and what it says of itself."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from gateway.demo.world import World
from gateway.domain.errors import PartFailed
from gateway.embedded.launch import Launch
from gateway.wiring.command_key import PUBLIC_NAME
from gateway.wiring.enroll import FILES_NAME

FLUSH_PATIENCE_S = 120.0


@dataclass
class FleetProcess:
    """`figures`: its last line of live figures."""

    process: Process
    world: World
    figures: dict[str, Any] = field(default_factory=dict)

    def stop(self) -> None:
        """No new telemetry; links come up, outboxes are emptied, then it ends."""
        if self.process.returncode is None:
            with suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGTERM)

    async def wait(self) -> None:
        """Until it has ended by itself. Raises `PartFailed` when it ended badly."""
        status = await self.process.wait()
        if status != 0:
            log = self.world.data / "fleet" / "fleet.log"
            raise PartFailed(f"the simulated fleet ended with {status}; see {log}")

    def truth(self) -> dict[str, Any]:
        """What it knows of itself, after its end."""
        report: dict[str, Any] = json.loads(report_path(self.world).read_text())
        return report


def report_path(world: World) -> Any:
    return world.data / "fleet" / "truth.json"


@asynccontextmanager
async def fleet_process(
    world: World, broker: str, orders: Mapping[str, object]
) -> AsyncIterator[FleetProcess]:
    """`orders`: options of `simulate` that say which cars, and what befalls them."""
    folder = world.data / "fleet"
    folder.mkdir(exist_ok=True)
    arguments = {
        "broker": broker,
        "certificates": world.data / FILES_NAME,
        "command-key": world.data / PUBLIC_NAME,
        "wall-origin": world.wall_origin,
        "data": folder / "data",
        "report": report_path(world),
        **orders,
    }
    flags = [text for name, value in arguments.items() for text in (f"--{name}", str(value))]
    launch = Launch(argv=[sys.executable, "-m", "simulator", "simulate", *flags], folder=folder)
    fleet = FleetProcess(await launch.begin(stdout=PIPE), world)
    listener = asyncio.create_task(_listen(fleet))
    try:
        yield fleet
    finally:
        fleet.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(FLUSH_PATIENCE_S):
                await fleet.process.wait()
        if fleet.process.returncode is None:
            fleet.process.kill()
            await fleet.process.wait()
        await listener


async def _listen(fleet: FleetProcess) -> None:
    """Its live figures, a JSON object a line; all else goes to its log."""
    if fleet.process.stdout is None:
        return
    with (fleet.world.data / "fleet" / "fleet.log").open("ab") as log:
        async for line in fleet.process.stdout:
            if line.startswith(b"{"):
                fleet.figures = json.loads(line)
            else:
                log.write(line)
                log.flush()
