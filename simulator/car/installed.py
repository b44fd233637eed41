"""What became of the software updates of cars, for who compares it with what was judged."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from simulator.car.installations import Installations


class Updated(Protocol):
    @property
    def vin(self) -> str: ...

    @property
    def updates(self) -> Installations: ...


def told(cars: Iterable[Updated]) -> Iterator[dict[str, Any]]:
    """One entry an update that was installed; times are world seconds."""
    for car in cars:
        for update, began_s, ended_s in car.updates.installed:
            yield {
                "vin": car.vin,
                "component": update.component,
                "release": update.release,
                "began": began_s,
                "ended": ended_s,
                "ending": update.ending.value,
            }
