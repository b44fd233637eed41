"""Certificates of the installation while it runs: renewed in time, whatever fails meanwhile."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.domain.errors import PartFailed
from gateway.identity.installation import Installation
from gateway.identity.registry_office import serial_in
from gateway.wiring.renewal import BrokerCertificate, OwnCertificate, renewing

START = datetime(2026, 11, 22, tzinfo=UTC)
LATER = START + timedelta(days=500)


class ReluctantBroker:
    """Fails at the first times; counts those that it has read its certificate."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.read = 0
        self.has_read = asyncio.Event()

    async def read_certificate(self) -> None:
        if self.failures:
            self.failures -= 1
            raise PartFailed("not now")
        self.read += 1
        self.has_read.set()


def the_brokers(
    folder: Path, broker: ReluctantBroker, days: list[datetime]
) -> BrokerCertificate:
    """`days`: what day it is at each look, the last one for good."""
    installation = Installation(folder)
    installation.listener(START, "127.0.0.1", ())

    def renew() -> object:
        today = days.pop(0) if len(days) > 1 else days[0]
        return installation.listener(today, "127.0.0.1", ())

    return BrokerCertificate(
        installation=installation,
        broker=broker,  # type: ignore[arg-type]  # all that is asked of it
        renew=renew,
        shown=serial_in(installation.broker_file),
    )


async def test_the_broker_reads_what_is_new_and_nothing_else(tmp_path: Path) -> None:
    """Once, halfway through the life of the certificate that it had."""
    broker = ReluctantBroker()
    certificate = the_brokers(tmp_path, broker, [START, START + timedelta(days=30), LATER])
    for _ in range(4):
        await certificate.look()
    assert broker.read == 1


async def test_what_the_broker_did_not_read_is_tried_again(tmp_path: Path) -> None:
    """The file is new already when the broker fails to read it: the next look does."""
    broker = ReluctantBroker(failures=2)
    task = asyncio.create_task(renewing(the_brokers(tmp_path, broker, [LATER]), every_s=0))
    await broker.has_read.wait()
    task.cancel()
    assert broker.failures == 0


async def test_our_own_is_renewed_where_there_is_one(tmp_path: Path) -> None:
    """A gateway with an embedded broker shows none, and none is made for it."""
    installation = Installation(tmp_path)
    own = OwnCertificate(installation=installation, now=lambda: LATER)
    await own.look()
    assert not installation.folder.exists()
    before = serial_in(installation.client(START))
    await own.look()
    assert serial_in(installation.own_file) not in (None, before)
