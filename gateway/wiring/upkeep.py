"""The store's maintenance, again and again beside the gateway."""

import asyncio
from datetime import timedelta

import structlog

from gateway.domain.errors import StoreUnavailable
from gateway.pipeline.ports import Clock
from gateway.settings import Settings
from gateway.store.maintenance import Maintenance
from gateway.store.retention import Retention

LOOK_EVERY_S = 600  # of the gateway's clock
log = structlog.get_logger()


def retention(settings: Settings) -> Retention:
    return Retention(
        telemetry=_days(settings.keep_telemetry_days),
        roll_ups=_days(settings.keep_roll_ups_days),
        operations=_days(settings.keep_operations_days),
        refused=_days(settings.keep_refused_days),
    )


async def look_after(maintenance: Maintenance, clock: Clock, speed: float) -> None:
    """Intake goes on without it: what fails is said and tried again at the next look."""
    while True:
        try:
            await maintenance.look(clock.now())
        except StoreUnavailable as error:
            log.warning("maintenance waits for the database", error=str(error))
        except Exception:
            log.exception("maintenance failed")
        await asyncio.sleep(LOOK_EVERY_S / speed)


def _days(number: int) -> timedelta | None:
    """0 is for ever."""
    return timedelta(days=number) if number else None
