"""Gives up judging what a fault of ours keeps from being judged; it stays stored."""

from datetime import datetime

from gateway.domain.vin import Vin
from gateway.pipeline.journal import BatchEntry, JournalBatch
from gateway.pipeline.waiting_room import Moves


async def give_up_held(batch: JournalBatch, vin: Vin, error: Exception, now: datetime) -> None:
    """Nothing of this vehicle waits any more; what comes behind it is judged."""
    standings = await batch.waiting_room.standings([vin], [])
    held = standings[vin].held
    await batch.waiting_room.move(Moves(now, release=[one.id for one in held]))
    await batch.keep(
        BatchEntry(now=now, oddities={("not_judged", type(error).__name__): len(held)})
    )
