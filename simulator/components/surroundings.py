"""What a component asks of the car around it, and tells it."""

from collections.abc import Collection
from enum import IntEnum
from typing import Protocol


class ResetType(IntEnum):
    """Sub-functions of service 0x11."""

    HARD = 1
    KEY_OFF_ON = 2
    SOFT = 3


class Surroundings(Protocol):
    @property
    def vin(self) -> str: ...

    @property
    def moving(self) -> bool: ...

    @property
    def s3_s(self) -> float:
        """How long a session outlives its last request; 5 s in ISO 14229-2."""

    def advance(self, to_s: float) -> None:
        """Bring everything up to this world time, if it is not there yet."""

    def reading(self, signal: int, now_s: float) -> float:
        """The signal's value at `now_s`, in its own unit."""

    def was_reset(self, component: str, kind: ResetType, now_s: float) -> None: ...

    def was_cleared(self, component: str, dtcs: Collection[int], now_s: float) -> None: ...
