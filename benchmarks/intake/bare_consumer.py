"""The first limit: a bare C consumer that receives and acknowledges the same messages."""

import shutil
from asyncio import StreamReader, timeout
from asyncio.subprocess import PIPE
from importlib import resources
from pathlib import Path
from typing import Final

from benchmarks.intake.body import telemetry
from benchmarks.intake.broker import TELEMETRY
from benchmarks.intake.contender import Stage
from benchmarks.intake.load import BACKLOG
from benchmarks.intake.sender import LANES, Sender
from benchmarks.intake.trial import FEWEST, MARGIN, TRIES, Timed
from gateway.domain.errors import PartFailed, PartMissing
from gateway.embedded.launch import Launch, run

PATIENCE_S: Final = 60.0
SOURCE: Final = "bare_consumer.c"


async def bare_consumer(stage: Stage, seconds: float) -> float:
    """Messages a second, on the clock of all others. Raises PartMissing without a compiler."""
    program = await _compiled(stage.folder)
    account = [word for word in (stage.broker.username, stage.broker.password) if word]
    argv: list[str | Path] = [program, str(stage.broker.port), TELEMETRY, *account]
    process = await Launch(argv=argv, folder=program.parent).begin(stdout=PIPE)
    try:
        if process.stdout is None or await process.stdout.readline() != b"ready\n":
            raise PartFailed("the bare consumer could not subscribe")
        return await _rate(stage, process.stdout, seconds)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _rate(stage: Stage, said: StreamReader, seconds: float) -> float:
    sender = Sender(stage, telemetry, BACKLOG)
    timed = await _timed(sender, said, FEWEST * 10)
    for _ in range(TRIES):
        timed = await _timed(sender, said, int(timed.per_s * seconds * MARGIN))
        if timed.seconds >= seconds:
            break
    return timed.per_s


async def _timed(sender: Sender, said: StreamReader, count: int) -> Timed:
    count += -count % LANES
    async with sender.ready(count) as publication:
        await publication.begin()
        last_s = await _heard(said, sender.sent)
        published = await publication.end()
    seconds = last_s - published.began_s
    return Timed(messages=count, began_s=published.began_s, seconds=seconds)


async def _heard(said: StreamReader, expected: int) -> float:
    """When it had acknowledged so many."""
    async with timeout(PATIENCE_S):
        async for line in said:
            count, at_s = line.split()
            if int(count) >= expected:
                return float(at_s)
    raise PartFailed("the bare consumer has ended")


async def _compiled(folder: Path) -> Path:
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        raise PartMissing("there is no C compiler on this machine")
    place = folder / "bare"
    place.mkdir()
    program = place / "bare_consumer"
    with resources.as_file(resources.files("benchmarks.intake") / SOURCE) as source:
        await run(Launch(argv=[compiler, "-O2", "-o", program, source], folder=place))
    return program
