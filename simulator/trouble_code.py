"""SAE J2012 spelling of trouble codes: `P0AA6-1A` is the three bytes 0x0AA61A."""

import re
from typing import Final

SYSTEMS: Final = "PCBU"
CODE_MAX: Final = 0xFFFFFF
SPELLING: Final = re.compile(r"([PCBU])([0-3])([0-9A-F]{3})-([0-9A-F]{2})")


class InvalidTroubleCode(ValueError):
    """Not a trouble code."""


def trouble_code(text: str) -> int:
    """The 24-bit number of a code with its failure type byte.

    >>> hex(trouble_code("C0035-13"))
    '0x403513'
    """
    match = SPELLING.fullmatch(text)
    if match is None:
        raise InvalidTroubleCode(text)
    system, kind, digits, failure_type = match.groups()
    high = SYSTEMS.index(system) << 2 | int(kind)
    return high << 20 | int(digits, 16) << 8 | int(failure_type, 16)


def spelling(code: int) -> str:
    """The J2012 text of a 24-bit number.

    >>> spelling(0xDA1087)
    'U1A10-87'
    """
    if not 0 <= code <= CODE_MAX:
        raise InvalidTroubleCode(hex(code))
    high = code >> 20
    return f"{SYSTEMS[high >> 2]}{high & 3}{code >> 8 & 0xFFF:03X}-{code & 0xFF:02X}"
