"""What is asked of a vehicle: the one place where commands are built, encoded and signed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from gateway.decode.commands import COMMAND, Sign, encode_command, seal
from gateway.domain.component import ComponentId
from gateway.domain.errors import NeverFromAfar
from gateway.domain.operation import Action, Command, ReadFaults, SafetyClass, is_never
from gateway.domain.vin import Vin
from gateway.remedy.playbook import Remedy

READING_EXPIRES_AFTER = timedelta(hours=24)
READING_BUDGET_S = 30.0


@dataclass(frozen=True, slots=True)
class Order:
    """A command, and the downlink that carries it with its signature."""

    command: Command
    downlink: bytes


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes orders. Each method raises `NeverFromAfar` for what law 2 forbids."""

    new_id: Callable[[], UUID]
    sign: Sign

    def step(self, vin: Vin, remedy: Remedy, action: Action, now: datetime) -> Order:
        return self._order(
            Command(
                id=self.new_id(),
                vin=vin,
                component=remedy.component,
                action=action,
                safety_class=remedy.safety_class,
                issued_at=now,
                expires_at=now + remedy.expires_after,
                budget_s=remedy.budget_s,
            )
        )

    def reading(self, vin: Vin, component: ComponentId, now: datetime) -> Order:
        """Of the fault memory, whichever component it is: it changes nothing."""
        return self._order(
            Command(
                id=self.new_id(),
                vin=vin,
                component=component,
                action=ReadFaults(),
                safety_class=SafetyClass.INERT,
                issued_at=now,
                expires_at=now + READING_EXPIRES_AFTER,
                budget_s=READING_BUDGET_S,
            )
        )

    def _order(self, command: Command) -> Order:
        if is_never(command.component, command.action):
            raise NeverFromAfar(f"{command.action} on {command.component}")
        encoded = encode_command(command)
        return Order(command, seal(encoded, self.sign(COMMAND, encoded)))
