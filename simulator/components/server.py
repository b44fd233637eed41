"""What a UDS server remembers, and what its services do to it."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Final

from proto.v1.signals_pb2 import LV_BATTERY_VOLTAGE_V
from simulator.components.description import ComponentDescription
from simulator.components.fault_memory import FaultMemory
from simulator.components.identifier import (
    ACTIVE_SESSION,
    GLOBAL_TIME,
    HARDWARE_VERSION,
    MEASUREMENTS,
    PART_NUMBER,
    SERIAL_NUMBER,
    SNAPSHOT,
    SOFTWARE_VERSION,
    SUPPLIER,
    VIN,
)
from simulator.components.negative_response import Nrc, require
from simulator.components.surroundings import ResetType, Surroundings

NEVER: Final = float("-inf")
LOWEST_SUPPLY_V: Final = 10.5


class Session(IntEnum):
    DEFAULT = 1
    PROGRAMMING = 2
    EXTENDED = 3


@dataclass(slots=True)
class Volatile:
    """RAM: lost with every reset and loss of power. `routines` holds when each one is done.

    receives, transmits: normal messages, those that are not diagnostic.
    """

    session: Session = Session.DEFAULT
    unlocked: bool = False
    seed: bytes | None = None
    dtc_setting: bool = True
    receives: bool = True
    transmits: bool = True
    routines: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Later:
    """A response that is ready at `ready_s`; until then the server says "response pending"."""

    ready_s: float
    response: bytes


@dataclass(frozen=True, slots=True)
class Identity:
    """What tells one piece of a component from another."""

    serial: str
    software: str


class Server:
    """State of one component. Services (`simulator.components.services`) read and change it."""

    __slots__ = (
        "_surroundings",
        "clears",
        "description",
        "identity",
        "memory",
        "ram",
        "resets",
        "security_failures",
        "security_locked_until_s",
        "silent_until_s",
        "wedged",
    )

    def __init__(
        self, description: ComponentDescription, identity: Identity, surroundings: Surroundings
    ) -> None:
        self.description = description
        self.identity = identity
        self.memory = FaultMemory(description.monitors)
        self.ram = Volatile()
        self.resets = 0
        self.clears = 0
        self.security_failures = 0
        self.security_locked_until_s = NEVER
        self.silent_until_s = NEVER
        self.wedged = False  # it answers nothing and records nothing, until a fault lets go
        self._surroundings = surroundings

    @property
    def id(self) -> str:
        return self.description.id

    @property
    def held_back(self) -> bool:
        """Whether the car drives and this component does not obey while it does."""
        return self._surroundings.moving and not self.description.obeys_while_moving

    def require_supply(self, now_s: float) -> None:
        """Go on only with enough voltage for work that must not break off."""
        supply_v = self._surroundings.reading(LV_BATTERY_VOLTAGE_V, now_s)
        require(supply_v >= LOWEST_SUPPLY_V, Nrc.VOLTAGE_TOO_LOW)

    def leave_session(self) -> None:
        """Back to the default session: security is locked, all that was switched off is on."""
        self.ram.session = Session.DEFAULT
        self.ram.unlocked = False
        self.ram.seed = None
        self.ram.dtc_setting = True
        self.ram.receives = self.ram.transmits = True

    def reset(self, kind: ResetType, now_s: float) -> None:
        """Lose RAM and be silent while booting."""
        self.resets += 1
        self.restart(now_s)
        self._surroundings.was_reset(self.id, kind, now_s)

    def restart(self, now_s: float) -> None:
        self.ram = Volatile()
        self.silent_until_s = now_s + self.description.boot_s

    def reprogram(self, release: str) -> None:
        """It has got other software; its fault memory stays."""
        self.identity = replace(self.identity, software=release)

    def clear(self, dtcs: Collection[int], now_s: float) -> None:
        self.clears += 1
        self.memory.clear(dtcs)
        self._surroundings.was_cleared(self.id, dtcs, now_s)

    def read(self, did: int, now_s: float) -> bytes | None:
        """Raw value of a data identifier, None when this component does not have it."""
        match did:
            case int() if did in SNAPSHOT or did in self.description.measurements:
                measurement = MEASUREMENTS[did]
                return measurement.encode(self._surroundings.reading(measurement.signal, now_s))
            case _ if did == ACTIVE_SESSION:
                return bytes((self.ram.session,))
            case _ if did == GLOBAL_TIME:
                return int(now_s).to_bytes(4, "big")
            case _:
                return self._identification(did)

    def _identification(self, did: int) -> bytes | None:
        texts = {
            PART_NUMBER: f"VDG{self.description.address:07d}",
            SUPPLIER: "VDG-SIM",
            SOFTWARE_VERSION: f"{self.identity.software:<10}",
            SERIAL_NUMBER: self.identity.serial,
            VIN: self._surroundings.vin,
            HARDWARE_VERSION: "1.00",
        }
        return texts[did].encode("ascii") if did in texts else None

    def freeze_frame(self, now_s: float) -> tuple[tuple[int, bytes], ...]:
        """What a snapshot holds: general quantities, time, then the component's own."""
        dids = (*SNAPSHOT, GLOBAL_TIME, *self.description.measurements)
        values = ((did, self.read(did, now_s)) for did in dids)
        return tuple((did, raw) for did, raw in values if raw is not None)
