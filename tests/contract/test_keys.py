"""Keys of other systems: what one opens, until when, and who has it no more."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.domain.errors import KeyRefused
from gateway.domain.vin import Vin
from gateway.pipeline.keys import Key, KeyOrder, Scope
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR, House, later

SECRET, OTHER_SECRET = b"digest of a key", b"digest of another"
STRANGER = Vin("WVWZZZ1JZXW999999")
ORDER = KeyOrder(
    name="roadside assistance",
    scopes=frozenset({Scope.VERDICTS_READ}),
    vehicles=[CAR],
    every_vehicle=False,
    by="A. Okafor",
    expires_at=later(days=90),
)
OPEN = Key(ORDER.name, ORDER.scopes, True)
SHUT = replace(OPEN, opens=False)


async def test_a_key_opens_its_vehicles(house: House) -> None:
    """No other vehicle, none that nobody knows, and nothing to who has another secret."""
    await house.key_ring.add(SECRET, ORDER, NOON)
    assert await house.key_ring.key(SECRET, CAR, NOON) == OPEN
    for vin in (OTHER_CAR, STRANGER, None):
        assert await house.key_ring.key(SECRET, vin, NOON) == SHUT
    assert await house.key_ring.key(OTHER_SECRET, CAR, NOON) is None


async def test_a_key_for_every_vehicle_opens_each_that_is_known(house: House) -> None:
    """Also those that come later, but no VIN that was made up."""
    await house.key_ring.add(SECRET, replace(ORDER, vehicles=[], every_vehicle=True), NOON)
    assert await house.key_ring.key(SECRET, CAR, NOON) == OPEN
    assert await house.key_ring.key(SECRET, OTHER_CAR, NOON) == OPEN
    assert await house.key_ring.key(SECRET, STRANGER, NOON) == SHUT


async def test_an_empty_key_opens_nothing(house: House) -> None:
    """No scope is no right, no vehicle is none (law 7)."""
    await house.key_ring.add(SECRET, replace(ORDER, scopes=frozenset()), NOON)
    held = await house.key_ring.key(SECRET, CAR, NOON)
    assert held is not None
    assert held.scopes == frozenset()
    bare = replace(ORDER, name="nobody's", vehicles=[])
    await house.key_ring.add(OTHER_SECRET, bare, NOON)
    for vin in (CAR, OTHER_CAR):
        assert await house.key_ring.key(OTHER_SECRET, vin, NOON) == replace(
            SHUT, name=bare.name
        )


async def test_a_key_ends(house: House) -> None:
    """At its last moment it is over, whatever it opened before."""
    await house.key_ring.add(SECRET, ORDER, NOON)
    moment = timedelta(microseconds=1)
    assert await house.key_ring.key(SECRET, CAR, ORDER.expires_at - moment) == OPEN
    assert await house.key_ring.key(SECRET, CAR, ORDER.expires_at) is None


async def test_a_revoked_key_opens_nothing_and_frees_its_name(house: House) -> None:
    """At once; the next of the name has another secret, and the first stays shut."""
    await house.key_ring.add(SECRET, ORDER, NOON)
    assert await house.key_ring.revoke(ORDER.name, "A. Okafor", later(hours=1))
    assert not await house.key_ring.revoke(ORDER.name, "A. Okafor", later(hours=1))
    assert not await house.key_ring.revoke("nobody's", "A. Okafor", later(hours=1))
    assert await house.key_ring.key(SECRET, CAR, later(hours=1)) is None
    await house.key_ring.add(OTHER_SECRET, ORDER, later(hours=1))
    assert await house.key_ring.key(OTHER_SECRET, CAR, later(hours=1)) == OPEN
    assert await house.key_ring.key(SECRET, CAR, later(hours=1)) is None


async def test_what_cannot_be_kept_is_refused(house: House) -> None:
    """A name that is in use, a vehicle that nobody knows; and nothing is left of it."""
    await house.key_ring.add(SECRET, ORDER, NOON)
    with pytest.raises(KeyRefused, match="revoke it first"):
        await house.key_ring.add(OTHER_SECRET, ORDER, NOON)
    wrong = replace(ORDER, name="insurer", vehicles=[CAR, STRANGER])
    with pytest.raises(KeyRefused) as refused:
        await house.key_ring.add(OTHER_SECRET, wrong, NOON)
    assert STRANGER.masked in str(refused.value)
    assert STRANGER.text not in str(refused.value)
    assert CAR.masked not in str(refused.value)
    assert [line.name for line in await house.key_ring.listed()] == [ORDER.name]


async def test_keys_are_listed_with_their_use(house: House) -> None:
    """The newest first, live or not, with how many vehicles each opens and its last use."""
    await house.key_ring.add(SECRET, replace(ORDER, vehicles=[CAR, CAR, OTHER_CAR]), NOON)
    every = replace(ORDER, name="insurer", vehicles=[], every_vehicle=True)
    await house.key_ring.add(OTHER_SECRET, every, later(hours=1))
    await house.key_ring.key(SECRET, STRANGER, later(hours=2))
    await house.key_ring.revoke("insurer", "A. Okafor", later(hours=3))
    second, first = await house.key_ring.listed()
    assert (first.name, first.vehicles, first.by) == (ORDER.name, 2, "A. Okafor")
    assert (first.issued_at, first.expires_at) == (NOON, ORDER.expires_at)
    assert (first.used_at, first.revoked_at) == (later(hours=2), None)
    assert (second.vehicles, second.used_at, second.revoked_at) == (None, None, later(hours=3))
    assert second.scopes == ORDER.scopes
