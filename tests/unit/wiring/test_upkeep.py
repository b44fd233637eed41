"""Maintenance and surveys beside the gateway: the troubles of each are its own."""

import asyncio
from datetime import timedelta

import pytest

from gateway.domain.errors import StoreUnavailable
from gateway.settings import Settings
from gateway.store.retention import Retention
from gateway.wiring.clock import ScaledClock
from gateway.wiring.upkeep import LOOK_EVERY_S, look_after, retention

CLOCK = ScaledClock.of(Settings())


class Troubled:
    """Fails at every look, each time in another way; tells when it has had them all."""

    def __init__(self) -> None:
        self.troubles: list[Exception] = [StoreUnavailable("away"), ValueError("a bug")]
        self.done = asyncio.Event()

    async def look(self, _now: object) -> bool:
        if self.troubles:
            raise self.troubles.pop(0)
        self.done.set()
        return True


async def test_no_trouble_ends_it() -> None:
    """A database that is away, or a mistake of ours: the next look comes, of the others too."""
    troubled, other = Troubled(), Troubled()
    task = asyncio.create_task(look_after([troubled, other], CLOCK, LOOK_EVERY_S * 1000))
    await other.done.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (troubled.troubles, other.troubles) == ([], [])


def test_no_number_of_days_is_for_ever() -> None:
    """As the settings say it."""
    assert retention(Settings(keep_operations_days=0, keep_telemetry_days=1)) == Retention(
        telemetry=timedelta(days=1),
        roll_ups=timedelta(days=3650),
        operations=None,
        fault_reports=timedelta(days=3650),
        refused=timedelta(days=90),
    )
