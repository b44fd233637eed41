"""Reads the root causes from TOML; whatever it does not understand, it refuses."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from proto.v1.signals_pb2 import SignalNumber
from simulator.components.description import ComponentDescription
from simulator.components.electric_car import ELECTRIC_CAR
from simulator.day_plan import Phase
from simulator.faults.root_cause import (
    ALL_PHASES,
    CheckedBy,
    Effect,
    EffectKind,
    ExpectedCode,
    Intermittence,
    Outcome,
    Response,
    Responses,
    RootCause,
    RootCauseId,
)
from simulator.signal_model import RELAXING_INDEX
from simulator.trouble_code import spelling, trouble_code

FOLDER: Final = Path(__file__).with_name("causes")

Table = dict[str, Any]


class InvalidRootCause(ValueError):
    """A root cause that contradicts itself or the car."""

    def __init__(self, where: str, what: object) -> None:
        super().__init__(f"{where}: {what}")


@cache
def root_causes() -> Mapping[RootCauseId, RootCause]:
    """All root causes of the library, by id, for the electric car."""
    causes = [
        cause
        for path in sorted(FOLDER.glob("*.toml"))
        for cause in load(path.read_text(encoding="utf-8"), ELECTRIC_CAR)
    ]
    return MappingProxyType(by_id(causes))


def by_id(causes: Iterable[RootCause]) -> dict[RootCauseId, RootCause]:
    found: dict[RootCauseId, RootCause] = {}
    for cause in causes:
        if cause.id in found:
            raise InvalidRootCause(cause.id, "is described twice")
        found[cause.id] = cause
    return found


def load(text: str, car: Mapping[str, ComponentDescription]) -> list[RootCause]:
    """The root causes of one file; InvalidRootCause says what is wrong and where."""
    document = tomllib.loads(text)
    tables = document.pop("root_cause", [])
    _nothing_left("file", document)
    return [_root_cause(table, car) for table in tables]


def _root_cause(table: Table, car: Mapping[str, ComponentDescription]) -> RootCause:
    where = str(table.get("id", "a root cause without an id"))
    try:
        cause = RootCause(
            id=RootCauseId(table.pop("id")),
            title=table.pop("title"),
            component=table.pop("component"),
            codes=tuple(_code(code) for code in table.pop("codes")),
            effects=tuple(_effect(effect) for effect in table.pop("effects", ())),
            responses=_responses(table.pop("responses", {})),
            intermittence=_intermittence(table.pop("intermittent", None)),
            ends_after_code_s=table.pop("ends_after_code_s", None),
        )
        _nothing_left(where, table)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidRootCause(where, error) from error
    for code in cause.codes:
        _supported(cause, code, car)
    return cause


def _supported(
    cause: RootCause, code: ExpectedCode, car: Mapping[str, ComponentDescription]
) -> None:
    text = spelling(code.dtc)
    if code.component not in car:
        raise InvalidRootCause(cause.id, f"the car has no component {code.component!r}")
    monitor = car[code.component].monitors.get(code.dtc)
    if monitor is None:
        raise InvalidRootCause(cause.id, f"{code.component} does not support {text}")
    if (monitor.plausible is None) is (code.checked_by is CheckedBy.SIGNAL):
        raise InvalidRootCause(cause.id, f"{text} is not checked by {code.checked_by}")


def _code(table: Table) -> ExpectedCode:
    code = ExpectedCode(
        component=table.pop("component"),
        dtc=trouble_code(table.pop("dtc")),
        checked_by=CheckedBy(table.pop("checked_by")),
        cascade=table.pop("cascade", False),
    )
    _nothing_left("codes", table)
    return code


def _effect(table: Table) -> Effect:
    effect = Effect(
        signal=SignalNumber.Value(table.pop("signal")),
        kind=EffectKind(table.pop("kind")),
        value=float(table.pop("value")),
        during=_phases(table.pop("during", None)),
        time_constant_s=table.pop("time_constant_s", None),
    )
    _nothing_left("effects", table)
    if effect.time_constant_s is not None and effect.kind is not EffectKind.SETTLE:
        raise ValueError("only what settles has a time constant")
    if effect.kind is EffectKind.SETTLE and effect.signal not in RELAXING_INDEX:
        raise ValueError(f"{SignalNumber.Name(effect.signal)} does not settle")
    return effect


def _phases(names: list[str] | None) -> frozenset[Phase]:
    return ALL_PHASES if names is None else frozenset(Phase[name.upper()] for name in names)


def _responses(table: Table) -> Responses:
    responses = Responses(
        hard_reset=_response(table.pop("hard_reset", "nothing")),
        soft_reset=_response(table.pop("soft_reset", "nothing")),
        clear=_response(table.pop("clear", "nothing")),
        power_loss=_response(table.pop("power_loss", "nothing")),
    )
    _nothing_left("responses", table)
    return responses


def _response(value: object) -> Response:
    """`"cures"`, `"nothing"` or `{ masks_for_s = 480 }`."""
    match value:
        case "cures" | "nothing":
            return Response(Outcome(value))
        case {"masks_for_s": int() | float() as seconds, **others} if (
            not others and seconds > 0
        ):
            return Response(Outcome.MASKS, float(seconds))
        case _:
            raise ValueError(f"not a response: {value!r}")


def _intermittence(table: dict[str, float] | None) -> Intermittence | None:
    return None if table is None else Intermittence(**table)


def _nothing_left(where: str, table: Table) -> None:
    if table:
        raise InvalidRootCause(where, f"unknown {', '.join(sorted(table))}")
