"""Where frames come from: the embedded broker's own interface, or MQTT."""

from urllib.parse import urlsplit

from gateway.domain.topic import GATEWAY
from gateway.intake.address import BrokerAddress, StreamAddress
from gateway.intake.jetstream import JetStreamSource
from gateway.intake.mqtt import MqttSource
from gateway.intake.self_test import SelfTest
from gateway.settings import Settings
from gateway.wiring.clock import ScaledClock

Source = JetStreamSource | MqttSource


def frame_source(settings: Settings, url: str, clock: ScaledClock) -> Source:
    """`nats://…` is an embedded broker, of this process or another one on this machine."""
    if url.startswith("nats://"):
        return JetStreamSource(StreamAddress.parse(url), clock.at_us)
    address = BrokerAddress.parse(url)
    return MqttSource(address, GATEWAY, clock.now, prove=_proof(settings, address, clock))


def _proof(settings: Settings, address: BrokerAddress, clock: ScaledClock) -> SelfTest | None:
    """Of somebody else's broker; `embedded_proof` has looked at the one that we started."""
    if settings.broker_proof == "off":
        return None
    return SelfTest(
        address=address,
        now=clock.now,
        refuse=settings.broker_proof == "refuse",
        hold_back_s=settings.hold_back_s,
    )


def without_account(url: str) -> str:
    """As others may read it."""
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port}" if parts.port else f"{parts.hostname}"
    return f"{parts.scheme}://{place}"
