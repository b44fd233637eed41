"""Certificates: issued once, renewed beside the old one, revoked all at once and for good."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.certificate import Certificate, Serial
from gateway.pipeline.identities import Identities
from gateway.pipeline.memory.identities import MemoryIdentities
from gateway.store.identities import PostgresIdentities
from gateway.store.pool import open_pool
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR, later

NEWCOMER = replace(CAR, text="WVWZZZ1JZXW000099")
FIRST = Certificate(
    serial=Serial("a1"),
    vin=CAR,
    issued_at=NOON,
    valid_until=NOON + timedelta(days=30),
    issued_by="R. Meyer",
)
SECOND = replace(FIRST, serial=Serial("b2"), issued_at=later(days=20), renews=FIRST.serial)
SECOND = replace(SECOND, valid_until=later(days=50))
STRANGE = replace(FIRST, serial=Serial("c3"), vin=OTHER_CAR)


@pytest.fixture
async def identities(storage: str | None) -> AsyncIterator[Identities]:
    """Nothing issued yet."""
    if storage is None:
        yield MemoryIdentities()
        return
    async with open_pool(storage, size=2) as pool:
        yield PostgresIdentities(pool)


async def test_what_was_issued_is_known(identities: Identities) -> None:
    """By vehicle and by serial, in the order of issue, also of one never heard of before."""
    newcomer = replace(FIRST, serial=Serial("d4"), vin=NEWCOMER)
    await identities.issue([FIRST, STRANGE, newcomer])
    await identities.issue([SECOND])
    assert await identities.of([CAR]) == [FIRST, SECOND]
    assert [newcomer] == await identities.of([NEWCOMER])
    assert await identities.find([STRANGE.serial, Serial("ff")]) == [STRANGE]
    assert await identities.find([]) == []


async def test_a_serial_is_issued_once(identities: Identities) -> None:
    """A second one of the same serial is refused, and with it all that came along."""
    await identities.issue([FIRST])
    with pytest.raises(Exception, match=r"serial|duplicate key"):
        await identities.issue([STRANGE, replace(SECOND, serial=FIRST.serial, renews=None)])
    assert await identities.of([CAR, OTHER_CAR]) == [FIRST]


async def test_revoking_ends_all_of_a_vehicle(identities: Identities) -> None:
    """The renewed and the new one; those of others stay; a second time changes nothing."""
    await identities.issue([FIRST, STRANGE])
    await identities.issue([SECOND])
    now = later(days=21)
    revoked = [replace(one, revoked_at=now, revoked_by="A. Okafor") for one in (FIRST, SECOND)]
    assert revoked == await identities.revoke([CAR], now, "A. Okafor")
    assert await identities.revoke([CAR], later(days=22), "somebody else") == []
    assert revoked == await identities.of([CAR])
    assert await identities.of([OTHER_CAR]) == [STRANGE]


async def test_what_has_expired_is_not_revoked(identities: Identities) -> None:
    """It lets nobody in anyhow, and the record says truly how it ended."""
    await identities.issue([FIRST])
    assert await identities.revoke([CAR], FIRST.valid_until, "R. Meyer") == []
    assert await identities.of([CAR]) == [FIRST]


async def test_unexpired_are_those_that_somebody_may_show(identities: Identities) -> None:
    """Revoked ones too: they have to be recognised, and stand on the revocation list."""
    await identities.issue([FIRST, STRANGE])
    await identities.issue([SECOND])
    [revoked] = await identities.revoke([OTHER_CAR], NOON, "R. Meyer")
    assert [FIRST, revoked, SECOND] == await identities.unexpired(NOON)
    assert await identities.unexpired(FIRST.valid_until) == [SECOND]


async def test_revoking_nobody_revokes_nothing(identities: Identities) -> None:
    """An empty list of vehicles is not all vehicles."""
    await identities.issue([FIRST])
    assert await identities.revoke([], NOON, "R. Meyer") == []
    assert await identities.of([]) == []
