"""The unit's own safety rules. They do not trust the gateway: each side refuses for itself."""

from collections.abc import Collection
from typing import Protocol

from proto.v1.commands_pb2 import (
    INERT,
    SAFETY_CLASS_UNSPECIFIED,
    SERVICE_ONLY,
    STATIONARY,
    Command,
    SafetyClass,
)
from simulator.days.day_plan import Gear

# All else, known or not, is left alone: an allow-list cannot be forgotten to be extended.
RESETTABLE = frozenset({"telematics", "infotainment"})
CLEARABLE = RESETTABLE | {"thermal_management", "driver_assistance", "body_control"}
READING = frozenset({"read_evidence", "read_faults"})
RESET = "ecu_reset"

# A restart of these is noticed by nobody who drives.
INERT_COMPONENTS = frozenset({"telematics"})

LOWEST_RESET_VOLTAGE_V = 11.6


class Conditions(Protocol):
    """What the unit sees of its car when it has to decide."""

    @property
    def moving(self) -> bool: ...

    @property
    def gear(self) -> Gear | None:
        """None while nobody knows."""

    @property
    def charging(self) -> bool: ...

    @property
    def hv_active(self) -> bool:
        """Whether the high-voltage net is live."""

    @property
    def lv_voltage_v(self) -> float: ...

    @property
    def being_updated(self) -> bool:
        """Whether software is being installed or activated."""


def action_of(command: Command) -> str:
    """The field of the action, as "ecu_reset"; empty without one that this unit knows."""
    return command.WhichOneof("action") or ""


def is_change(command: Command) -> bool:
    return action_of(command) not in READING


def own_class(command: Command) -> SafetyClass:
    """The least that this unit demands for the action, whatever the gateway says."""
    if not is_change(command) or command.component in INERT_COMPONENTS:
        return INERT
    return STATIONARY


def refusal(command: Command, components: Collection[str]) -> str | None:
    """Why this car will never do it; None when it may, in the right conditions."""
    if not action_of(command):
        return "unknown_action"
    if command.component not in components:
        return "unknown_component"
    if is_change(command) and command.component not in _allowed(action_of(command)):
        return "never_reset"
    if command.safety_class in {SAFETY_CLASS_UNSPECIFIED, SERVICE_ONLY}:
        return "safety_class"
    if command.safety_class < own_class(command):
        return "safety_class"
    return None


def _allowed(change: str) -> Collection[str]:
    return RESETTABLE if change == RESET else CLEARABLE


def must_wait(command: Command, conditions: Conditions) -> str | None:
    """What has to pass first; a stop at a traffic light is not parking."""
    if conditions.being_updated:
        return "software_update"
    if command.safety_class < STATIONARY:
        return None
    if conditions.moving:
        return "vehicle_moving"
    if conditions.gear is not Gear.PARK:
        return "not_in_park"
    if is_change(command) and conditions.charging:
        return "charging"
    return None


def too_risky(command: Command, conditions: Conditions) -> str | None:
    """Why it is not done now, without waiting for better times."""
    enough = conditions.lv_voltage_v >= LOWEST_RESET_VOLTAGE_V  # never, while not measured
    if action_of(command) == RESET and not enough:
        return "low_voltage"
    stationary = command.safety_class >= STATIONARY
    if stationary and is_change(command) and conditions.hv_active:
        return "high_voltage_active"
    return None
