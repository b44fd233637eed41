"""The installation's own certificates, made anew in time while the gateway runs."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Never, Protocol

import structlog

from gateway.domain.certificate import Serial
from gateway.domain.errors import GatewayError
from gateway.embedded import EmbeddedBroker
from gateway.identity.installation import Installation
from gateway.identity.registry_office import serial_in
from gateway.wiring.clock import wall

LOOK_EVERY_S: Final = 3600.0
log = structlog.get_logger()


class Renewable(Protocol):
    async def look(self) -> None:
        """Once; whatever is due is renewed."""
        ...


@dataclass(kw_only=True)
class BrokerCertificate:
    """Of the embedded broker. `renew` makes it anew if it is time to; `shown`: to vehicles."""

    installation: Installation
    broker: EmbeddedBroker
    renew: Callable[[], object]
    shown: Serial | None

    async def look(self) -> None:
        """Who connects from then on is shown the new one.

        NATS hangs up on all vehicles when it reads it: they come back to their sessions. Our
        own connection stays.
        """
        self.renew()
        there = serial_in(self.installation.broker_file)
        if there != self.shown:
            await self.broker.read_certificate()
            self.shown = there
            log.info("the broker's certificate is renewed")


@dataclass(kw_only=True)
class OwnCertificate:
    """For a broker of one's own: it is read at each connection to it."""

    installation: Installation
    now: Callable[[], datetime] = wall

    async def look(self) -> None:
        """Nothing where no broker asks the gateway for a certificate."""
        before = serial_in(self.installation.own_file)
        if before is None:
            return
        self.installation.client(self.now())
        if serial_in(self.installation.own_file) != before:
            log.info("the gateway's certificate is renewed")


async def renewing(certificate: Renewable, every_s: float = LOOK_EVERY_S) -> Never:
    """What fails is said, and tried again: half of the old one's life is left for it."""
    while True:
        try:
            await certificate.look()
        except (GatewayError, OSError) as error:
            log.warning("a certificate is not renewed", error=str(error))
        await asyncio.sleep(every_s)
