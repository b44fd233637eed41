"""A broker of one's own: is it there, does it let us in, does it let us listen."""

import secrets
from collections.abc import AsyncIterator
from datetime import UTC, datetime

from gateway.doctor.check import Check, bad, good
from gateway.domain.errors import GatewayError, SettingsInvalid
from gateway.intake.address import BrokerAddress
from gateway.intake.connection import open_connection
from gateway.intake.mqtt import FILTERS, check_granted
from gateway.intake.packets import Version

_KEEPALIVE_S = 15


async def check_broker(url: str) -> AsyncIterator[Check]:
    """With a client id of its own, so that a gateway at work is not disturbed."""
    try:
        address = BrokerAddress.parse(url)
        connection = await open_connection(
            address,
            f"vdg-doctor-{secrets.token_hex(4)}",
            lambda: datetime.now(UTC),
            versions=(Version.V5, Version.V311),
            keepalive_s=_KEEPALIVE_S,
        )
    except SettingsInvalid as error:
        yield bad("broker", str(error), "Correct the address.")
        return
    except GatewayError as error:
        yield bad(
            "broker",
            str(error),
            "Check that it runs there, and our name, password and certificate.",
        )
        return
    yield good("broker", f"{address.host}:{address.port} lets us in.")
    try:
        check_granted(await connection.subscribe(FILTERS))
    except GatewayError as error:
        yield bad("subscriptions", str(error), "Give our account the right to read v1/#.")
    else:
        yield good("subscriptions", "Every kind of report, of every vehicle, at QoS 1.")
    await connection.close()
