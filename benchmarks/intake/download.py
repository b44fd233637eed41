"""Programs of other people, fetched by the ordinary clients into a folder of their own."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from gateway.domain.errors import PartMissing

PATIENCE_S: Final = 300.0


async def npm(folder: Path, packages: Sequence[str]) -> None:
    """Into `folder/node_modules`, without any package's own scripts. Raises PartMissing."""
    folder.mkdir(parents=True, exist_ok=True)  # noqa: ASYNC240 - nothing else runs yet
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder))
    await _run("npm", "install", *options, *packages)


async def pip(folder: Path, packages: Sequence[str]) -> Path:
    """Into a virtual environment at `folder`; its Python. Raises PartMissing."""
    await _run(sys.executable, "-m", "venv", str(folder))
    python = folder / "bin" / "python"
    await _run(str(python), "-m", "pip", "install", "--quiet", *packages)
    return python


async def _run(*argv: str) -> None:
    try:
        process = await asyncio.create_subprocess_exec(
            *argv, stdin=DEVNULL, stdout=PIPE, stderr=STDOUT
        )
    except FileNotFoundError:
        raise PartMissing(f"there is no {argv[0]} on this machine") from None
    try:
        async with asyncio.timeout(PATIENCE_S):
            said, _ = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise PartMissing(f"{argv[0]} had nothing after {PATIENCE_S:.0f} s") from None
    if process.returncode:
        last = said.decode(errors="replace").strip().splitlines()[-1:]
        raise PartMissing(f"{Path(argv[0]).name} failed: {' '.join(last)}")
