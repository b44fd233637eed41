"""The gateway that is running from this data folder, if one is."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
from aiohttp import ClientError, ClientSession, ClientTimeout

from gateway.doctor.check import Check, bad, good, odd
from gateway.wiring.announcement import ANNOUNCEMENT_NAME

_PATIENCE = ClientTimeout(total=10)


def announced(data: Path) -> dict[str, str] | None:
    """What a gateway that is alive says of itself; None when there is none."""
    try:
        said = json.loads((data / ANNOUNCEMENT_NAME).read_text())
        process = psutil.Process(int(said["pid"]))
    except (OSError, ValueError, KeyError, psutil.NoSuchProcess):
        return None
    started = (data / ANNOUNCEMENT_NAME).stat().st_mtime
    return said if process.create_time() <= started else None


async def check_running(data: Path) -> AsyncIterator[Check]:
    said = announced(data)
    if said is None:
        yield odd("gateway", "None is running from this data folder.", "Start it: vdg serve.")
        return
    try:
        async with (
            ClientSession(timeout=_PATIENCE) as client,
            client.get(f"{said['console']}/readyz") as answer,
        ):
            wanting = (await answer.json())["wanting"]
    except (ClientError, TimeoutError, ValueError, KeyError) as error:
        found = f"Process {said['pid']} does not answer: {type(error).__name__}."
        yield bad("gateway", found, "Read its log; restart it.")
        return
    if not wanting:
        yield good("gateway", f"Process {said['pid']} is ready.")
    for part, words in wanting.items():
        yield bad("gateway", f"Process {said['pid']} lacks its {part}.", words)
