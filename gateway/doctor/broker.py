"""A broker of one's own: is it there, does it let us in, does it let us listen."""

import asyncio
import secrets
import ssl
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import aiomqtt

from gateway.doctor.certificates import check_end
from gateway.doctor.check import Check, bad, good
from gateway.domain.errors import GatewayError
from gateway.domain.topic import UP
from gateway.identity.installation import end_of
from gateway.intake.address import BrokerAddress
from gateway.intake.mqtt import FILTERS, check_granted

_PATIENCE_S = 10.0


async def check_broker(url: str) -> AsyncIterator[Check]:
    """With a client id of its own, so that a gateway at work is not disturbed.

    And with a client that is not ours: what intake does wrong shows as a difference.
    """
    if url.startswith("nats://"):
        yield good("broker", "An embedded one; it runs with its gateway.")
        return
    try:
        address = BrokerAddress.parse(url)
        tls = address.context()
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
        tls_context=tls,
    )
    for check in _own_certificate(address):
        yield check
    try:
        if tls is not None:
            yield await _shown(address, tls)
        async with client:
            yield good("broker", f"{address.host}:{address.port} lets us in.")
            yield await _subscriptions(client)
    except (aiomqtt.MqttError, OSError, TimeoutError) as error:
        advice = "Check that it runs there, and our name, password and certificate."
        yield bad("broker", f"{address.host}:{address.port}: {error}.", advice)


def _own_certificate(address: BrokerAddress) -> Iterator[Check]:
    """The one that our URL names; a gateway that runs renews its own in time."""
    if address.cert is not None and (ends := end_of(address.cert)) is not None:
        advice = "A gateway that runs renews DATA/identity/gateway.pem; other files are yours."
        yield check_end("certificate that we show", ends, datetime.now(UTC), advice)


async def _shown(address: BrokerAddress, tls: ssl.SSLContext) -> Check:
    """What the broker shows to whoever connects; raises OSError when it shows nothing good."""
    async with asyncio.timeout(_PATIENCE_S):
        _, writer = await asyncio.open_connection(address.host, address.port, ssl=tls)
    shown = writer.get_extra_info("peercert")
    writer.close()
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(shown["notAfter"]), UTC)
    advice = "vdg enroll --broker NAME makes a new one: bring it to the broker, and reload it."
    return check_end("broker's certificate", ends, datetime.now(UTC), advice)


async def _subscriptions(client: aiomqtt.Client) -> Check:
    granted = await client.subscribe([(topic, 1) for topic in FILTERS])
    try:
        check_granted([code if isinstance(code, int) else code.value for code in granted])
    except GatewayError as error:
        return bad("subscriptions", str(error), "Give our account the right to read v1/#.")
    return good("subscriptions", f"{', '.join(UP)} of every vehicle, at QoS 1.")
