"""A trouble code as SAE J2012 spells it, and its ISO 14229-1 status byte."""

import re
from dataclasses import dataclass
from enum import IntFlag

from gateway.domain.errors import InvalidTroubleCode

_SHAPE = re.compile(r"([PCBU])([0-3])([0-9A-F]{3})-([0-9A-F]{2})")
_LETTERS = "PCBU"
_LARGEST = 0xFFFFFF


@dataclass(frozen=True, slots=True, order=True)
class TroubleCode:
    """Three bytes: two of code, one of failure type; `str` gives "P0AA6-1A"."""

    number: int

    def __post_init__(self) -> None:
        if not 0 <= self.number <= _LARGEST:
            raise InvalidTroubleCode(f"{self.number:#x} does not fit in three bytes")

    @classmethod
    def parse(cls, text: str) -> "TroubleCode":
        found = _SHAPE.fullmatch(text.upper())
        if found is None:
            raise InvalidTroubleCode(f"{text!r}; write it as P0AA6-1A")
        letter, digit, rest, failure_type = found.groups()
        high = _LETTERS.index(letter) << 2 | int(digit)
        return cls(high << 20 | int(rest, 16) << 8 | int(failure_type, 16))

    @property
    def failure_type(self) -> int:
        return self.number & 0xFF

    def __str__(self) -> str:
        letter = _LETTERS[self.number >> 22]
        digit, rest = self.number >> 20 & 3, self.number >> 8 & 0xFFF
        return f"{letter}{digit}{rest:03X}-{self.failure_type:02X}"

    def __repr__(self) -> str:
        return f"TroubleCode({self})"


class Status(IntFlag):
    """The status byte of a trouble code; bit names as in ISO 14229-1."""

    TEST_FAILED = 0x01
    TEST_FAILED_THIS_OPERATION_CYCLE = 0x02
    PENDING = 0x04
    CONFIRMED = 0x08
    TEST_NOT_COMPLETED_SINCE_LAST_CLEAR = 0x10
    TEST_FAILED_SINCE_LAST_CLEAR = 0x20
    TEST_NOT_COMPLETED_THIS_OPERATION_CYCLE = 0x40
    WARNING_INDICATOR_REQUESTED = 0x80

    @property
    def present(self) -> bool:
        """The component holds this code as failed now, pending or confirmed."""
        return bool(self & (Status.TEST_FAILED | Status.PENDING | Status.CONFIRMED))
