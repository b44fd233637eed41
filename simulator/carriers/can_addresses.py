"""CAN identifiers of a component: 11 bits, ISO 15765-2 normal addressing."""

from typing import Final

import isotp

from simulator.components.description import ComponentDescription

REQUEST: Final = 0x710
RESPONSE: Final = 0x790


def request_id(component: ComponentDescription) -> int:
    return REQUEST + component.address


def response_id(component: ComponentDescription) -> int:
    return RESPONSE + component.address


def component_side(component: ComponentDescription) -> isotp.Address:
    return isotp.Address(
        isotp.AddressingMode.Normal_11bits,
        txid=response_id(component),
        rxid=request_id(component),
    )


def tester_side(component: ComponentDescription) -> isotp.Address:
    return isotp.Address(
        isotp.AddressingMode.Normal_11bits,
        txid=request_id(component),
        rxid=response_id(component),
    )
