"""The car around a unit that only plays a recording: nothing on it may be touched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import structlog

from simulator.agent.fault_watch import Remembering
from simulator.day_plan import Gear

log = structlog.get_logger()


@dataclass(slots=True)
class RecordedCar:
    """It has no components, so that its unit refuses every command, and counts as driving."""

    vin: str
    software: dict[str, str] = field(default_factory=dict)
    components: Mapping[str, Remembering] = field(default_factory=dict)
    moving: bool = True
    gear: Gear = Gear.DRIVE
    charging: bool = False
    hv_active: bool = True
    lv_voltage_v: float = 0.0

    def samples(self, from_s: float, to_s: float) -> NoReturn:
        """What was measured is in the recording."""
        raise NotImplementedError(f"nothing is measured from {from_s} to {to_s}")


class Onlooker:
    """A witness that writes what was asked of the unit into the log."""

    async def command_executed(self, command_id: bytes) -> None:
        log.info("command executed", command=command_id.hex())

    async def command_rejected(self, reason: str) -> None:
        log.info("command rejected", reason=reason)

    async def clock_rejected(self, reason: str) -> None:
        log.info("clock answer rejected", reason=reason)

    async def resend_rejected(self, reason: str) -> None:
        log.info("resend request rejected", reason=reason)
