"""Whether the embedded broker does as intake thinks, tried out before work begins."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from gateway.embedded import BrokerAccount, EmbeddedBroker
from gateway.embedded.port import LOOPBACK
from gateway.embedded.private_file import write_private
from gateway.identity.authority import Authority
from gateway.identity.installation import GATEWAY_NAME, Installation
from gateway.intake.address import BrokerAddress, StreamAddress
from gateway.intake.stream_probe import StreamProbe
from gateway.settings import Settings
from gateway.wiring.clock import ScaledClock, wall
from gateway.wiring.gate import own_url

_HEARD_HERE: Final = (LOOPBACK, "localhost", "0.0.0.0", "::")  # noqa: S104 -- names, not a bind
_LIFE: Final = timedelta(hours=1)


async def prove_embedded(
    settings: Settings, broker: EmbeddedBroker, own: BrokerAccount
) -> None:
    """Raises `BrokerUnfit`. Not where it listens for vehicles in another network alone."""
    if settings.broker_proof == "off" or settings.listen not in _HEARD_HERE:
        return
    with _way_in(settings, broker, own) as address:
        await StreamProbe(
            stream=StreamAddress.parse(own_url(broker, own)),
            broker=address,
            now=wall,
            shown=ScaledClock.of(settings).at_us,
            refuse=settings.broker_proof == "refuse",
        )()


@contextmanager
def _way_in(
    settings: Settings, broker: EmbeddedBroker, own: BrokerAccount
) -> Iterator[BrokerAddress]:
    """By MQTT, as vehicles come; with TLS a certificate is shown that soon ends."""
    with TemporaryDirectory() as folder:
        shown, installation = Path(folder) / "probe.pem", Installation(settings.data)
        if not settings.plain_text:
            authority = Authority.open(installation.folder, wall())
            write_private(shown, authority.sign_client(GATEWAY_NAME, wall(), _LIFE).pem)
        yield BrokerAddress(
            host=LOOPBACK,
            port=broker.port,
            username=own.username,
            password=own.password,
            tls=not settings.plain_text,
            ca=installation.certificate,
            cert=None if settings.plain_text else shown,
        )
