"""The gateway as a child of the demo, so that it can be killed and comes back."""

import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.demo.world import World
from gateway.embedded.child import Child, Program
from gateway.embedded.launch import Launch
from gateway.wiring.announcement import ANNOUNCEMENT_NAME

PATIENCE_S = 60.0


@dataclass(frozen=True)
class GatewayProcess:
    child: Child
    world: World

    def announced(self) -> dict[str, str]:
        """Where the console is, and the link that signs in."""
        said: dict[str, str] = json.loads((self.world.data / ANNOUNCEMENT_NAME).read_text())
        return said


@asynccontextmanager
async def gateway_process(world: World) -> AsyncIterator[GatewayProcess]:
    folder = world.data / "gateway"
    folder.mkdir(exist_ok=True)
    child = Child(
        Program(
            name="gateway",
            launch=Launch(
                argv=[
                    *(sys.executable, "-m", "gateway", "serve"),
                    *("--config", str(world.settings_file)),
                ],
                folder=folder,
            ),
            ready=lambda pid: _announced_by(world.data / ANNOUNCEMENT_NAME, pid),
            patience=PATIENCE_S,
        )
    )
    await child.start()
    try:
        yield GatewayProcess(child, world)
    finally:
        await child.stop()


def _announced_by(path: Path, pid: int) -> bool:
    try:
        return bool(json.loads(path.read_text())["pid"] == pid)
    except (OSError, ValueError):
        return False
