"""The types of cars: what has to fit together in each of them."""

from itertools import chain
from pathlib import Path

import numpy as np
import pytest

from proto.v1.signals_pb2 import SOFTWARE_UPDATE_PHASE, SignalNumber
from simulator.car_types.car_type import CAR_TYPES, COMBUSTION, ELECTRIC, CarType
from simulator.components.dispatcher import SERVICES
from simulator.components.identifier import MEASUREMENTS, SNAPSHOT
from simulator.components.monitor import Precondition

PAGE = Path(__file__).parents[4] / "docs" / "simulator" / "cars.md"
types = pytest.mark.parametrize("car_type", CAR_TYPES.values(), ids=CAR_TYPES)


@types
def test_components_are_told_apart(car_type: CarType) -> None:
    """At least a dozen, each at an address of its own."""
    addresses = {component.address for component in car_type.components.values()}
    assert len(addresses) == len(car_type.components) >= 12


@types
def test_a_code_means_one_thing(car_type: CarType) -> None:
    """Where several components support a code, they call it the same."""
    titles: dict[int, set[str]] = {}
    for component in car_type.components.values():
        for dtc, monitor in component.monitors.items():
            assert dtc == monitor.dtc
            titles.setdefault(dtc, set()).add(monitor.title)
    assert {dtc: said for dtc, said in titles.items() if len(said) > 1} == {}


@types
def test_components_measure_what_the_car_publishes(car_type: CarType) -> None:
    """Own measurements are defined, are signals of the type, and repeat no snapshot's part."""
    for component in car_type.components.values():
        assert set(component.measurements) <= set(MEASUREMENTS) - set(SNAPSHOT)
        assert set(component.signals) <= set(car_type.model.signals)


@types
def test_every_monitor_can_run(car_type: CarType) -> None:
    """No monitor waits for an engine or a charge session in a car that has none."""
    wanted = {
        monitor.precondition
        for component in car_type.components.values()
        for monitor in component.monitors.values()
    }
    assert Precondition.WARM not in wanted or car_type.has_engine
    assert Precondition.CHARGED not in wanted or car_type.plugs_in


@types
def test_healthy_bounds_hold_the_healthy_course(car_type: CarType) -> None:
    """Where a signal settles in a phase, no monitor of that phase finds it implausible."""
    model = car_type.model
    for component in car_type.components.values():
        for monitor in component.monitors.values():
            check = monitor.plausible
            if check is None or check.signal not in model.settling_index:
                continue
            index = model.settling_index[check.signal]
            for phase in monitor.during:
                for ambient in (-5, 30):
                    target = (
                        model.target[phase, index] + model.above_ambient[phase, index] * ambient
                    )
                    cold = monitor.precondition is not None
                    assert target <= check.high
                    assert target >= check.low or cold


def test_models_are_finite() -> None:
    """Every table of a model holds numbers; the noise is nowhere below 0."""
    for car_type in CAR_TYPES.values():
        model = car_type.model
        for table in (model.target, model.spread, model.decay, model.baseline, model.noise):
            assert np.isfinite(table).all()
        assert model.noise.min() >= 0


def test_every_signal_belongs_to_a_car() -> None:
    """The wire names no signal that no car publishes, and a type is known by its signals.

    How far an update is, is said by the unit when there is one.
    """
    published = set(chain(ELECTRIC.model.signals, COMBUSTION.model.signals))
    assert published == set(SignalNumber.values()) - {0, SOFTWARE_UPDATE_PHASE}
    assert (ELECTRIC.plugs_in, ELECTRIC.has_engine) == (True, False)
    assert (COMBUSTION.plugs_in, COMBUSTION.has_engine) == (False, True)


def test_the_page_tells_of_all_cars() -> None:
    """Every component, every signal and every service stands on the page of the cars."""
    page = PAGE.read_text(encoding="utf-8")
    named = {
        *chain.from_iterable(car_type.components for car_type in CAR_TYPES.values()),
        *(SignalNumber.Name(signal) for signal in SignalNumber.values() if signal),
        *(f"0x{service:02X}" for service in SERVICES),
    }
    assert {name for name in named if f"`{name}`" not in page} == set()
