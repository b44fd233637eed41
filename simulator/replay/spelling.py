"""The words of a column's name, however it is written: `engineRPM (rpm)`, `ENGINE_RPM`."""

import re
import unicodedata
from typing import Final

from simulator.replay.column_header import IN_BRACKETS

WORD: Final = re.compile(r"[^\W_]+|%")
# Before a capital within: `engineRPM`, `TempC`, `HvBattery`, `GPSSpeed`; not in `SoC`, `mV`.
# And around the number behind a whole word: `FuelLevel1`, `Manifold1Pressure`; not in `ltft1`.
HUMPS: Final = re.compile(
    r"(?<=[a-z]{2})(?=[A-Z])|(?<=[A-Za-z][a-z])(?=[A-Z][a-z])|(?<=[A-Z])(?=[A-Z][a-z]{2})"
    r"|(?<=[A-Za-z][a-z]{4})(?=\d)|(?<=\d)(?=[A-Z][a-z]{2})"
)


def bare(column: str) -> str:
    """Without the unit in brackets behind it."""
    match = IN_BRACKETS.match(column)
    return match["name"] if match else column


def written_words(column: str) -> list[str]:
    """In their order, with their capitals and accents."""
    return WORD.findall(HUMPS.sub(" ", bare(column)))


def plain_words(column: str) -> list[str]:
    """In their order, without capitals and accents."""
    return [_plain(word) for word in written_words(column)]


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))
