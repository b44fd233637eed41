"""Logical addresses in a simulated car (ISO 13400-2, table of logical addresses)."""

from typing import Final

from simulator.components.description import ComponentDescription

ENTITY: Final = 0x1000
FIRST_COMPONENT: Final = 0x1001
FIRST_TESTER: Final = 0x0E00
TESTERS: Final = range(FIRST_TESTER, 0x1000)


def logical_address(component: ComponentDescription) -> int:
    return FIRST_COMPONENT + component.address
