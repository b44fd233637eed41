"""The car around a unit that only plays a recording: nothing on it may be touched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from simulator.agent.fault_watch import Remembering
from simulator.car.installations import Installations
from simulator.days.day_plan import Gear


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
    being_updated: bool = False
    updates: Installations = field(default_factory=lambda: Installations(iter(()), {}))

    def samples(self, from_s: float, to_s: float) -> NoReturn:
        """What was measured is in the recording."""
        raise NotImplementedError(f"nothing is measured from {from_s} to {to_s}")


class Bystander:
    """A witness who is asked nothing afterwards: what the unit logs is enough."""

    def session(self, *, online: bool) -> None: ...

    async def command_executed(self, command_id: bytes) -> None:
        raise AssertionError(f"a car without components has executed {command_id.hex()}")

    async def command_rejected(self, reason: str) -> None: ...

    async def clock_rejected(self, reason: str) -> None: ...

    async def resend_rejected(self, reason: str) -> None: ...
