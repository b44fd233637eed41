"""The gateway's half of a scenario file: moments of chaos, people who act, what is expected."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from gateway.demo.scenario.expectation import Expectations, read_expectations
from gateway.demo.scenario.hint import hint
from gateway.demo.scenario.programme import Programme, ScenarioInvalid


class Part(Enum):
    """What chaos may strike."""

    GATEWAY = "gateway"
    BROKER = "broker"
    DATABASE = "database"


class Deed(Enum):
    """What chaos does to a part."""

    KILL = "kill"  # SIGKILL; its supervisor brings it back
    KEEP_DOWN = "keep_down"  # SIGKILL again and again: whatever comes back dies at once
    FREEZE = "freeze"  # SIGSTOP, later SIGCONT: it holds its connections and says nothing
    FILL_DISK = "fill_disk"  # nothing more can be written where the database lies


@dataclass(frozen=True, slots=True, kw_only=True)
class Blow:
    """`at_s`: world seconds after the start; `lasts_wall_s`: seconds of the wall."""

    at_s: float
    deed: Deed
    part: Part
    lasts_wall_s: float = 0.0

    def __str__(self) -> str:
        lasts = f" for {self.lasts_wall_s:g} s of the wall" if self.lasts_wall_s else ""
        return f"{_WORDS[self.deed].format(part=self.part.value)}{lasts}"


_WORDS = {
    Deed.KILL: "the {part} is killed",
    Deed.KEEP_DOWN: "the {part} is killed whenever it comes back",
    Deed.FREEZE: "the {part} freezes",
    Deed.FILL_DISK: "the disk of the {part} is full",
}


class Errand(Enum):
    """What a person may do in the console."""

    ASK = "asks"  # the car to be read again
    REPORT_REPAIR = "reports_repair"  # the job that is booked is done


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A person acts on a car; `text` is what they write."""

    at_s: float
    who: str
    errand: Errand
    car: str
    text: str = ""

    def __str__(self) -> str:
        if self.errand is Errand.ASK:
            return f"{self.who} asks {self.car} to be read again"
        return f"{self.who} reports that {self.car} has been repaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """`database_disk_mb`: how large the disk is that chaos fills."""

    blows: tuple[Blow, ...]
    visits: tuple[Visit, ...]
    expected: Expectations
    database_disk_mb: int = 320

    @property
    def needs_a_small_disk(self) -> bool:
        return any(blow.deed is Deed.FILL_DISK for blow in self.blows)


def read_script(programme: Programme) -> Script:
    """Raises `ScenarioInvalid`, naming the place and what was probably meant."""
    document = tomllib.loads(programme.file.read_text(encoding="utf-8"))
    blows = tuple(_blow(f"chaos[{i}]", row) for i, row in enumerate(document.get("chaos", ())))
    visits = tuple(
        _visit(f"people[{i}]", row, programme.cars)
        for i, row in enumerate(document.get("people", ()))
    )
    for what, at_s in ((str(one), one.at_s) for kind in (blows, visits) for one in kind):
        if at_s >= programme.lasts_s:
            raise ScenarioInvalid(f"{what}: in minute {at_s / 60:g}, after the end")
    expected = read_expectations(document.get("expect", {}), programme.cars)
    return Script(blows=blows, visits=visits, expected=expected)


def _blow(where: str, row: Mapping[str, Any]) -> Blow:
    deeds = [deed for deed in Deed if deed.value in row]
    _keys(where, row, ("at_min", "for_wall_s", *(deed.value for deed in Deed)))
    if len(deeds) != 1:
        raise ScenarioInvalid(f"{where}: say one of {_listed(Deed)}")
    [deed] = deeds
    part = _word(where, row[deed.value], [part.value for part in Part])
    lasts = float(row.get("for_wall_s", 0))
    if (lasts > 0) is (deed is Deed.KILL):
        raise ScenarioInvalid(f"{where}: for_wall_s belongs to all but kill")
    if deed is Deed.FILL_DISK and part != Part.DATABASE.value:
        raise ScenarioInvalid(f"{where}: only the disk of the database can be filled")
    return Blow(at_s=_at(where, row), deed=deed, part=Part(part), lasts_wall_s=lasts)


def _visit(where: str, row: Mapping[str, Any], cars: Collection[str]) -> Visit:
    errands = [errand for errand in Errand if errand.value in row]
    _keys(where, row, ("at_min", "who", "text", *(errand.value for errand in Errand)))
    if len(errands) != 1:
        raise ScenarioInvalid(f"{where}: say one of {_listed(Errand)}")
    [errand] = errands
    return Visit(
        at_s=_at(where, row),
        who=str(row.get("who", "R. Meyer")),
        errand=errand,
        car=_word(where, row[errand.value], cars),
        text=str(row.get("text", "")),
    )


def _at(where: str, row: Mapping[str, Any]) -> float:
    at = row.get("at_min")
    if not isinstance(at, int | float) or not at >= 0:
        raise ScenarioInvalid(f"{where}: at_min must be minutes after the start")
    return at * 60.0


def _keys(where: str, row: Mapping[str, Any], known: Collection[str]) -> None:
    for key in row:
        _word(where, key, known)


def _word(where: str, word: object, known: Collection[str]) -> str:
    if word in known:
        return str(word)
    raise ScenarioInvalid(f"{where}: nobody knows {word!r}; {hint(str(word), known)}")


def _listed(words: type[Deed] | type[Errand]) -> str:
    return ", ".join(word.value for word in words)
