"""A component on a car lift: nothing around it but what a test sets."""

from collections.abc import Collection
from dataclasses import dataclass, field

import pytest

from proto.v1.signals_pb2 import LV_BATTERY_VOLTAGE_V
from simulator.components.component import Component
from simulator.components.description import (
    ComponentDescription,
    codes,
    routines,
    self_test,
)
from simulator.components.monitor import DRIVING, circuit
from simulator.components.server import Identity
from simulator.components.surroundings import ResetType

VIN = "5YJ3E7EB0KF000316"
ISOLATION = 0x0AA61A
WHEEL_SPEED = 0x403513


@dataclass
class Lift:
    """A car on a lift: nothing around the component but what a test sets."""

    vin: str = VIN
    moving: bool = False
    supply_v: float = 12.5
    s3_s: float = 5.0
    resets: list[tuple[str, ResetType, float]] = field(default_factory=list)
    clears: list[tuple[str, tuple[int, ...], float]] = field(default_factory=list)

    def advance(self, to_s: float) -> None:
        """Nothing moves on a lift."""

    def reading(self, signal: int, now_s: float) -> float:
        del now_s
        return self.supply_v if signal == LV_BATTERY_VOLTAGE_V else 0.0

    def was_reset(self, component: str, kind: ResetType, now_s: float) -> None:
        self.resets.append((component, kind, now_s))

    def was_cleared(self, component: str, dtcs: Collection[int], now_s: float) -> None:
        self.clears.append((component, tuple(dtcs), now_s))


@pytest.fixture
def lift() -> Lift:
    return Lift()


BATTERY = ComponentDescription(
    id="battery_management",
    address=0x03,
    monitors=codes(
        circuit("P0AA6-1A", "High-voltage isolation too low", warning_indicator=True),
        circuit("P0A0D-13", "High-voltage interlock open", warning_indicator=True),
        circuit("P0A7F-00", "Battery pack deteriorated", confirmation_cycles=2),
        circuit("P0AFA-16", "Battery voltage below threshold"),
    ),
    routines=routines(self_test(2.0, needs_security=True)),
    erase_s=0.8,
)
BRAKES = ComponentDescription(
    id="brakes",
    address=0x05,
    monitors=codes(
        circuit("C0035-13", "Wheel speed sensor", during=DRIVING, warning_indicator=True),
        circuit("C0040-13", "Another wheel speed sensor"),
        circuit("C0110-71", "Pump motor stuck", warning_indicator=True),
    ),
    measurements=(0x4C01,),
    routines=routines(),
)


@pytest.fixture
def battery(lift: Lift) -> Component:
    return component(BATTERY, lift)


def component(description: ComponentDescription, lift: Lift) -> Component:
    return Component(description, Identity("000000000103", "2026.8.2"), lift)


def ask(server: Component, request: str, now_s: float = 0.0) -> str | None:
    """Request and response in hex."""
    response = server.handle(bytes.fromhex(request), now_s)
    return None if response is None else response.hex(" ").upper()
