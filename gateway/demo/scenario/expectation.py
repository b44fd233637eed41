"""What a scenario expects, read from its file and held against the figures of its play."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from typing import Any

from gateway.demo.scenario.hint import hint
from gateway.demo.scenario.programme import ScenarioInvalid
from gateway.domain.case import CaseOutcome
from gateway.domain.operation import OperationState
from gateway.domain.proof import ProofState
from gateway.domain.service import AppointmentState

Figure = int | float | str | tuple[Any, ...]
Figures = Mapping[str, Figure]

EPISODES = "episodes."
FINAL_PROOFS = tuple(state.value for state in ProofState if state.final)
OF_ANY_CAR = (
    "verdicts.total",
    *(f"cases.{name}" for name in ("total", *(outcome.value for outcome in CaseOutcome))),
    *(f"operations.{name}" for name in ("total", *(state.value for state in OperationState))),
    *(f"remedies.{name}" for name in ("tried", "refused", *FINAL_PROOFS)),
    *(
        f"appointments.{name}"
        for name in ("total", *(state.value for state in AppointmentState))
    ),
)
OF_A_CAR = (
    *OF_ANY_CAR,
    *(
        "severity",
        "ways",
        "appointments.days",
        "appointments.slots",
        "reports.misdated",
        "reports.longest_silence_min",
    ),
)
OF_THE_PLAY = (
    *OF_ANY_CAR,
    *("gateway_restarts", "broker_restarts", "database_restarts", "power_failures"),
    *("frames_refused", "commands_executed", "faults_injected", "reports.misdated"),
)
"""Names of figures; a count that nothing was counted for is 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a figure must be; all that is said must hold."""

    exactly: Figure | None = None
    at_least: float | None = None
    at_most: float | None = None
    none_of: tuple[Any, ...] = ()
    in_order: tuple[str, ...] = ()

    def holds(self, figure: Figure) -> bool:
        """`none_of` is for figures that are lists, `in_order` for lists of lists."""
        if self.exactly is not None and figure != self.exactly:
            return False
        if isinstance(figure, int | float):
            low = self.at_least is None or figure >= self.at_least
            high = self.at_most is None or figure <= self.at_most
            return low and high and not self.in_order
        if isinstance(figure, tuple):
            free = not set(self.none_of) & set(figure)
            return free and (
                not self.in_order or any(_in_order(self.in_order, way) for way in figure)
            )
        return self.at_least is None and self.at_most is None

    def __str__(self) -> str:
        said = {name: getattr(self, name) for name in WORDS}
        spoken = [
            f"{name.replace('_', ' ')} {_plain(value)}"
            for name, value in said.items()
            if _is_said(value)
        ]
        return " and ".join(spoken) if self.exactly is None else _plain(self.exactly)


WORDS = ("at_least", "at_most", "none_of", "in_order")
WORDS_OF_LISTS = {
    "appointments.days": ("none_of",),
    "appointments.slots": ("none_of",),
    "ways": ("in_order",),
}
"""Figures that are lists, and what can be said of them; of all others bounds, or a value."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """`cars`: a role, or a pattern as `town-*`; empty for the play as a whole."""

    cars: str
    figure: str
    match: Match


Expectations = tuple[Expectation, ...]


def read_expectations(table: Mapping[str, Any], cars: Collection[str]) -> Expectations:
    """Raises `ScenarioInvalid` for a figure or a car that there is not."""
    found = [Expectation("", *pair) for pair in _read(table, "expect", OF_THE_PLAY, {"cars"})]
    for pattern, own in table.get("cars", {}).items():
        where = f"expect.cars.{pattern}"
        if not any(fnmatchcase(name, pattern) for name in cars):
            raise ScenarioInvalid(f"{where}: there is no such car")
        found.extend(Expectation(pattern, *pair) for pair in _read(own, where, OF_A_CAR, set()))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Held:
    """An expectation held against a figure, in words, and whether it is met."""

    words: str
    met: bool


def held(expected: Expectations, play: Figures, cars: Mapping[str, Figures]) -> Iterator[Held]:
    """Each expectation, for each car that it speaks of."""
    for one in expected:
        if not one.cars:
            yield _held(one, "", play)
        for name, own in cars.items():
            if one.cars and fnmatchcase(name, one.cars):
                yield _held(one, f"{name}: ", own)


def _held(one: Expectation, whose: str, figures: Figures) -> Held:
    figure = figures.get(one.figure, 0)
    met = one.match.holds(figure)
    wanted = "" if met and one.match.exactly is not None else f", expected {one.match}"
    return Held(f"{whose}{one.figure} is {_plain(figure)}{wanted}", met)


def _read(
    table: Mapping[str, Any], where: str, known: Sequence[str], skipped: set[str]
) -> Iterator[tuple[str, Match]]:
    for name, value in _flat(table, skipped):
        if name not in known and not re.fullmatch(rf"{re.escape(EPISODES)}\S+", name):
            raise ScenarioInvalid(f"{where}: nobody counts {name!r}; {hint(name, known)}")
        yield name, _match(f"{where}.{name}", name, value)


def _flat(table: Mapping[str, Any], skipped: set[str]) -> Iterator[tuple[str, Any]]:
    """Names with dots, down to what is no table, or is a match."""
    for name, value in table.items():
        if name in skipped:
            continue
        if isinstance(value, dict) and not (value and value.keys() <= set(WORDS)):
            yield from ((f"{name}.{below}", found) for below, found in _flat(value, set()))
        else:
            yield name, value


def _match(where: str, name: str, value: object) -> Match:
    """Refuses what could never fail: a bound for a list, a day that is none, no such state."""
    words = WORDS_OF_LISTS.get(name, ("at_least", "at_most"))
    match value:
        case dict() if value.keys() <= set(words):
            found = Match(**{word: _bound(where, name, said) for word, said in value.items()})
        case int() | float() | str() if name not in WORDS_OF_LISTS:
            found = Match(exactly=value)
        case _:
            raise ScenarioInvalid(f"{where}: say {' or '.join(words)}")
    return found


def _bound(where: str, name: str, said: object) -> Any:
    match said:
        case int() | float() if name not in WORDS_OF_LISTS:
            return said
        case [_, *_] if name in WORDS_OF_LISTS and all(_can_be(name, one) for one in said):
            return tuple(said)
        case _:
            raise ScenarioInvalid(f"{where}: {said!r} is nothing that it could be")


def _can_be(name: str, one: object) -> bool:
    match name:
        case "appointments.days":
            return type(one) is date
        case "appointments.slots":
            return re.fullmatch(r"\S+ \d{4}-\d\d-\d\d", str(one)) is not None
        case _:
            return one in {state.value for state in OperationState}


def _in_order(wanted: Sequence[str], way: Sequence[str]) -> bool:
    rest = iter(way)
    return all(state in rest for state in wanted)


def _is_said(value: object) -> bool:
    return value is not None and value != ()


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_plain(one) for one in value) or "nothing"
    return f"{value:g}" if isinstance(value, float) else str(value)
