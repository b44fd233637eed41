"""The gateway of a soak: `vdg serve` as a child that comes back."""

import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Final

from gateway.embedded import BrokerAccount, EmbeddedBroker
from gateway.embedded.child import Child, Program
from gateway.embedded.launch import Launch
from gateway.embedded.private_file import write_private
from gateway.wiring.announcement import ANNOUNCEMENT_NAME
from gateway.wiring.gate import own_url
from simulator.garage.garage import RegisteredCar, write_garage

START_S: Final = 120.0


@asynccontextmanager
async def gateway_at_work(
    folder: Path,
    registered: Sequence[RegisteredCar],
    broker: EmbeddedBroker,
    account: BrokerAccount,
    dsn: str,
) -> AsyncIterator[Child]:
    folder.mkdir()  # noqa: ASYNC240 -- nothing else runs yet
    garage, file = folder / "garage.json", folder / "gateway.toml"
    write_garage(list(registered), garage)
    settings = {
        "data": str(folder),
        "broker_proof": "off",
        "broker": own_url(broker, account),
        "database": dsn,
        "vehicles": str(garage),
        "port": 0,
    }
    write_private(file, "".join(f"{k} = {json.dumps(v)}\n" for k, v in settings.items()))
    child = Child(
        Program(
            name="gateway",
            launch=Launch(
                argv=[sys.executable, "-m", "gateway", "serve", "--config", str(file)],
                folder=folder,
            ),
            ready=partial(_announced, folder / ANNOUNCEMENT_NAME),
            patience=START_S,
        )
    )
    await child.start()
    try:
        yield child
    finally:
        await child.stop()


def _announced(path: Path, pid: int) -> bool:
    try:
        return bool(json.loads(path.read_text())["pid"] == pid)
    except (OSError, ValueError):
        return False
