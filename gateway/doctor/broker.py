"""A broker of one's own: is it there, does it let us in, does it let us listen."""

import secrets
from collections.abc import AsyncIterator

import aiomqtt

from gateway.doctor.check import Check, bad, good
from gateway.domain.errors import GatewayError
from gateway.intake.address import BrokerAddress
from gateway.intake.mqtt import KINDS
from gateway.intake.packets import FAILURE

_PATIENCE_S = 10.0


async def check_broker(url: str) -> AsyncIterator[Check]:
    """With a client id of its own, so that a gateway at work is not disturbed."""
    try:
        address = BrokerAddress.parse(url)
    except GatewayError as error:
        yield bad("broker", str(error), "Correct the address.")
        return
    client = aiomqtt.Client(
        address.host,
        address.port,
        username=address.username,
        password=address.password,
        identifier=f"vdg-doctor-{secrets.token_hex(4)}",
        timeout=_PATIENCE_S,
        protocol=aiomqtt.ProtocolVersion.V311,
        tls_context=address.context(),
    )
    try:
        async with client:
            yield good("broker", f"{address.host}:{address.port} lets us in.")
            yield await _subscriptions(client)
    except (aiomqtt.MqttError, OSError) as error:
        advice = "Check that it runs there, the name and the password, and the certificate."
        yield bad("broker", f"{address.host}:{address.port}: {error}.", advice)


async def _subscriptions(client: aiomqtt.Client) -> Check:
    granted = await client.subscribe([(f"v1/+/{kind}", 1) for kind in KINDS])
    codes = [code if isinstance(code, int) else code.value for code in granted]
    refused = [kind for kind, code in zip(KINDS, codes, strict=True) if code >= FAILURE]
    if refused:
        found = f"It lets us not subscribe to {', '.join(refused)}."
        return bad("subscriptions", found, "Give our account the right to read v1/#.")
    return good("subscriptions", f"{', '.join(KINDS)} of every vehicle.")
