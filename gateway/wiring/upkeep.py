"""The store's maintenance and the surveys of days, again and again beside the gateway."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from gateway.domain.errors import StoreUnavailable
from gateway.pipeline.ports import Clock
from gateway.settings import Settings
from gateway.store.retention import Retention

LOOK_EVERY_S = 600  # of the gateway's clock
log = structlog.get_logger()


def retention(settings: Settings) -> Retention:
    return Retention(
        telemetry=_days(settings.keep_telemetry_days),
        roll_ups=_days(settings.keep_roll_ups_days),
        operations=_days(settings.keep_operations_days),
        fault_reports=_days(settings.keep_fault_reports_days),
        refused=_days(settings.keep_refused_days),
    )


class Looking(Protocol):
    """Does what is due; each look may be the last."""

    async def look(self, now: datetime, /) -> object: ...


async def look_after(upkeep: Sequence[Looking], clock: Clock, speed: float) -> None:
    """One after the other: what fails is said and tried again at the next look.

    Intake goes on without them.
    """
    while True:
        for one in upkeep:
            await _look(one, clock)
        await asyncio.sleep(LOOK_EVERY_S / speed)


async def _look(one: Looking, clock: Clock) -> None:
    name = type(one).__name__.lower()
    try:
        await one.look(clock.now())
    except StoreUnavailable as error:
        log.warning("upkeep waits for the database", of=name, error=str(error))
    except Exception:
        log.exception("upkeep failed", of=name)


def _days(number: int) -> timedelta | None:
    """0 is for ever."""
    return timedelta(days=number) if number else None
