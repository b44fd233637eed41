"""The vehicle identification number, ISO 3779, with its check digit where it is demanded."""

import re
from dataclasses import dataclass
from typing import final
from weakref import WeakValueDictionary

from gateway.domain.errors import InvalidVin

_SHAPE = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_VALUES = dict(
    zip(
        "0123456789ABCDEFGHJKLMNPRSTUVWXYZ",
        [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)],
        strict=True,
    )
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_REGIONS_WITH_CHECK_DIGIT = frozenset(
    "12345L"
)  # North America (49 CFR 565) and China (GB 16735)


@final
@dataclass(frozen=True, slots=True, weakref_slot=True, init=False, eq=False)
class Vin:
    """17 characters; masked in repr, because a VIN is personal data.

    One object a number, as long as anyone holds it: to be equal is to be the same, and what is
    kept by VIN is found without a call into Python. Only one thread may make them.

    Raises `InvalidVin` on a wrong shape or, where the region demands it, a wrong check digit.
    """

    text: str

    def __new__(cls, text: str) -> "Vin":
        known = _KNOWN.get(text)
        if known is None:
            _check(text)
            known = object.__new__(cls)
            object.__setattr__(known, "text", text)
            _KNOWN[text] = known
        return known

    def __reduce__(self) -> tuple[type["Vin"], tuple[str]]:
        return Vin, (self.text,)

    def __lt__(self, other: "Vin") -> bool:
        return self.text < other.text

    @property
    def masked(self) -> str:
        return _masked(self.text)

    def __repr__(self) -> str:
        return f"Vin({self.masked})"


_KNOWN: WeakValueDictionary[str, Vin] = WeakValueDictionary()


def _check(text: str) -> None:
    if not _SHAPE.fullmatch(text):
        raise InvalidVin("17 letters and digits without I, O and Q are needed")
    if text[0] in _REGIONS_WITH_CHECK_DIGIT and text[8] != check_digit(text):
        raise InvalidVin(f"{_masked(text)} has a wrong check digit")


def _masked(text: str) -> str:
    return f"{text[:3]}…{text[-4:]}"


def check_digit(text: str) -> str:
    """The character that position 9 of these 17 must hold."""
    rest = sum(_VALUES[c] * w for c, w in zip(text, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)  # noqa: PLR2004 -- the standard writes ten as X
