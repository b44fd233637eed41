"""An order to a gateway that runs: read the rulebook again; and what became of it."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import click

from gateway.domain.errors import RulebookRefused
from gateway.store.rulebooks import RulebookAnnals, RulebookChange
from gateway.wiring.reach import stored_data

LOOK_EVERY_S: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReloadOptions:
    """`by` answers for it; `patience_s`: how long the answer is waited for."""

    by: str
    patience_s: float
    data: Path
    database: str | None


async def order_reload(options: ReloadOptions) -> int:
    """Says what is in force then. Raises `RulebookRefused`, also when nobody answers."""
    async with stored_data(options.data, options.database) as pool:
        annals = RulebookAnnals(pool)
        before = await annals.in_force()
        order = await annals.ask(datetime.now(UTC), options.by)
        done = await _answer(annals, order, options.patience_s)
    if done.version is None:
        raise RulebookRefused(f"{done.refused} ({_stays(before)})")
    stories = "not read" if done.stories is None else f"{done.stories} played"
    click.echo(f"In force: {done.version} (stories: {stories}; shadows: {len(done.shadows)})")
    return 0


async def _answer(annals: RulebookAnnals, order: int, patience_s: float) -> RulebookChange:
    """An order that nobody takes up is withdrawn."""
    try:
        async with asyncio.timeout(patience_s):
            while True:
                done = await annals.change(order)
                if done is not None and done.done_at is not None:
                    return done
                await asyncio.sleep(LOOK_EVERY_S)
    except TimeoutError:
        nobody = f"no gateway has answered within {patience_s:g} s"
        await annals.refuse([order], datetime.now(UTC), nobody)
        done = await annals.change(order)
        if done is None:
            raise RulebookRefused(nobody) from None
        return done


def _stays(before: RulebookChange | None) -> str:
    return f"{before.version} stays in force" if before else "none has been in force"
