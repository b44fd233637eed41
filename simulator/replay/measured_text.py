"""Numbers as people and loggers write them: `82C`, `48km/h`, `12,6 V`, `1.234,5`, `n/a`."""

import math
import re
from typing import Final

from simulator.replay.unit_of_measure import Unit, unit_named

MISSING: Final = frozenset(
    {"", "-", "--", "---", "n/a", "na", "#n/a", "nan", "null", "none", "nil", "?", "*", "n.a."}
)
GROUPS: Final = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))")
QUANTITY: Final = re.compile(
    r"(?P<number>[+\-\u2212]?(?:\d[\d.,'\u2019\s]*|[.,]\d+)(?:[eE][+-]?\d+)?)(?P<unit>.*)",
    re.DOTALL,
)
POINT, COMMA = ".", ","
PLAIN: Final = {
    POINT: re.compile(r"-?\d+(?:\.\d+)?", re.ASCII),
    COMMA: re.compile(r"-?\d+(?:,\d+)?", re.ASCII),
}


class NoNumber(ValueError):
    def __init__(self, text: str) -> None:
        super().__init__(f"{text!r} is no number")


def is_missing(text: str) -> bool:
    return text.strip().casefold() in MISSING


def parse_number(text: str, decimal: str) -> float:
    """A number without a unit; `decimal` is its mark where both would do. Raises NoNumber."""
    compact = GROUPS.sub("", text).replace("\u2212", "-")
    try:
        value = float(_with_point(compact, decimal))
    except ValueError:
        raise NoNumber(text) from None
    if not math.isfinite(value) or "_" in compact:
        raise NoNumber(text)
    return value


def parse_quantity(text: str, decimal: str, unit: Unit, to: Unit) -> float:
    """The value in `to`, measured in `unit` unless the text names its own.

    Raises NoNumber, UnknownUnit, OtherQuantity.
    """
    if PLAIN[decimal].fullmatch(text):
        return unit.convert(float(text.replace(decimal, POINT)), to)
    match = QUANTITY.fullmatch(text.strip())
    if match is None:
        raise NoNumber(text)
    own = match["unit"].strip()
    value = parse_number(match["number"], decimal)
    return (unit_named(own) if own else unit).convert(value, to)


def _with_point(number: str, decimal: str) -> str:
    """With a decimal point and nothing that groups thousands."""
    grouping = COMMA if decimal == POINT else POINT
    if decimal in number and grouping in number:
        last = max(number.rfind(POINT), number.rfind(COMMA))
        decimal, grouping = number[last], COMMA if number[last] == POINT else POINT
    if _is_grouped(number, grouping, decimal):
        number = number.replace(grouping, "")
    elif number.count(grouping) == 1 and decimal not in number:
        decimal = grouping
    return number.replace(decimal, POINT) if decimal == COMMA else number


def _is_grouped(number: str, grouping: str, decimal: str) -> bool:
    whole = number.partition(decimal)[0].lstrip("+-")
    first, *groups = whole.split(grouping)
    return (
        bool(groups)
        and 1 <= len(first) <= 3  # noqa: PLR2004 - thousands
        and first != "0"
        and all(len(group) == 3 for group in groups)  # noqa: PLR2004 - thousands
    )
