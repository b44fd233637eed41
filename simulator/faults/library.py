"""All root causes, by id; what contradicts itself or the cars is refused."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from simulator.car_types.car_type import CAR_TYPES, CarType
from simulator.car_types.software import RELEASES
from simulator.faults.document import read
from simulator.faults.effect import Effect, EffectKind
from simulator.faults.root_cause import (
    CheckedBy,
    Drive,
    ExpectedCode,
    Outcome,
    RemoteRemedy,
    RootCause,
    RootCauseId,
    Severity,
)
from simulator.faults.table import InvalidRootCause
from simulator.trouble_code import spelling

FOLDER: Final = Path(__file__).with_name("causes")
SKILLS: Final = frozenset(
    {"chassis", "electronics", "general", "high_voltage", "restraints", "tyres"}
)


@cache
def root_causes() -> Mapping[RootCauseId, RootCause]:
    """All root causes of the library, by id, each of them fit for the cars that it names."""
    causes = [
        cause
        for path in sorted(FOLDER.glob("*.toml"))
        for cause in read(path.read_text(encoding="utf-8"), path.stem, path.name)
    ]
    return MappingProxyType(library(causes, CAR_TYPES))


def library(
    causes: Iterable[RootCause], cars: Mapping[str, CarType]
) -> dict[RootCauseId, RootCause]:
    """By id; InvalidRootCause for one that does not fit the cars, itself or the others."""
    found: dict[RootCauseId, RootCause] = {}
    for cause in causes:
        if cause.id in found:
            raise InvalidRootCause(cause.where, "is described twice")
        _agrees_with_itself(cause)
        _fits_its_cars(cause, cars)
        found[cause.id] = cause
    for cause in found.values():
        for successor in successors(cause):
            if successor not in found or not cause.cars <= found[successor].cars:
                raise InvalidRootCause(cause.where, f"cannot turn into {successor}")
    return found


def successors(cause: RootCause) -> frozenset[RootCauseId]:
    """What an intervention may turn it into."""
    own = cause.responses
    answers = (own.hard_reset, own.soft_reset, own.clear, own.power_loss)
    return frozenset(each.successor for each in answers if each.successor is not None)


def never_first(causes: Mapping[RootCauseId, RootCause]) -> frozenset[RootCauseId]:
    """Those that only come of others, and are not to be planted by chance."""
    return frozenset(name for cause in causes.values() for name in successors(cause))


def look_alikes(
    cause: RootCause, causes: Mapping[RootCauseId, RootCause]
) -> frozenset[RootCauseId]:
    """Other causes that set just the same codes in a car of the same type."""
    return frozenset(
        other.id
        for other in causes.values()
        if other.id != cause.id
        and other.cars & cause.cars
        and other.certain_codes == cause.certain_codes
    )


def _agrees_with_itself(cause: RootCause) -> None:
    expected, first = cause.expected, cause.codes[0] if cause.codes else None
    speaks = cause.component not in cause.silences
    if first is None or first.cascade or (speaks and first.component != cause.component):
        raise InvalidRootCause(cause.where, f"its first code is one of {cause.component}'s own")
    stops = expected.severity is Severity.STOP_DRIVING
    if stops is not (expected.drive is Drive.NOT_AT_ALL):
        raise InvalidRootCause(
            cause.where, "stop_driving goes with not_at_all, and only with it"
        )
    if strange := expected.needs - SKILLS:
        raise InvalidRootCause(cause.where, f"there is no skill {', '.join(sorted(strange))}")
    if strange := cause.software - set(RELEASES):
        raise InvalidRootCause(cause.where, f"there is no release {', '.join(sorted(strange))}")
    if _remedies(cause) != {expected.remote} - {RemoteRemedy.NONE}:
        raise InvalidRootCause(
            cause.where, "what helps from afar is not what its responses say"
        )
    if cause.onset.gradual_over_s and not cause.effects:
        raise InvalidRootCause(cause.where, "there is nothing that could grow gradually")


def _remedies(cause: RootCause) -> set[RemoteRemedy]:
    own = cause.responses
    resets = Outcome.CURES in {own.hard_reset.outcome, own.soft_reset.outcome}
    clears = own.clear.outcome is Outcome.CURES
    return ({RemoteRemedy.RESET} if resets else set()) | (
        {RemoteRemedy.CLEAR} if clears else set()
    )


def _fits_its_cars(cause: RootCause, cars: Mapping[str, CarType]) -> None:
    if not cause.cars or not cause.cars <= cars.keys():
        raise InvalidRootCause(cause.where, f"lives in none of {', '.join(sorted(cars))}")
    for name in sorted(cause.cars):
        car = cars[name]
        updated = (cause.onset.update_of,) if cause.onset.update_of else ()
        for component in (cause.component, *cause.silences, *updated):
            if component not in car.components:
                raise InvalidRootCause(cause.where, f"the {name} car has no {component}")
        for effect in cause.effects:
            _is_possible(cause, effect, car)
        for code in cause.codes:
            _is_supported(cause, code, car)


def _is_possible(cause: RootCause, effect: Effect, car: CarType) -> None:
    if effect.signal not in car.model.column:
        raise InvalidRootCause(
            cause.where, f"the {car.name} car does not measure signal {effect.signal}"
        )
    settles = effect.signal in car.model.settling_index
    if effect.kind is EffectKind.SETTLE and not settles:
        raise InvalidRootCause(cause.where, f"signal {effect.signal} does not settle")


def _is_supported(cause: RootCause, code: ExpectedCode, car: CarType) -> None:
    text = spelling(code.dtc)
    if code.component not in car.components:
        raise InvalidRootCause(cause.where, f"the {car.name} car has no {code.component}")
    monitor = car.components[code.component].monitors.get(code.dtc)
    if monitor is None:
        raise InvalidRootCause(cause.where, f"{code.component} does not support {text}")
    by_circuit = code.checked_by is CheckedBy.CIRCUIT
    if by_circuit is not (monitor.plausible is None):
        raise InvalidRootCause(cause.where, f"{text} is not checked by {code.checked_by}")
    if not by_circuit and (code.after_s or code.spread_s or code.probability < 1):
        raise InvalidRootCause(cause.where, f"the signal alone decides when {text} is set")
