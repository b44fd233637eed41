"""The units of a vehicle: numbered as they were first heard, and not without end."""

from gateway.pipeline.journal import MOST_UNITS
from tests.fix_store import CAR, OTHER_CAR, House


async def test_units_are_numbered_as_they_are_first_heard(house: House) -> None:
    """Each vehicle has its own numbers, and they stay over a restart."""
    async with house.journal.batch() as batch:
        first = await batch.units([(CAR, 77), (OTHER_CAR, 5), (CAR, 8)])
    assert {key: first[key] for key in [(CAR, 77), (OTHER_CAR, 5), (CAR, 8)]} == {
        (CAR, 77): 1,
        (OTHER_CAR, 5): 1,
        (CAR, 8): 2,
    }
    async with house.reopened().journal.batch() as batch:
        later = await batch.units([(CAR, 9), (CAR, 77)])
    assert (later[CAR, 77], later[CAR, 9]) == (1, 3)


async def test_a_vehicle_has_only_so_many_units(house: House) -> None:
    """Past them all share the last number, and none gets a row."""
    keys = [(CAR, unit) for unit in range(1, MOST_UNITS + 20)]
    expected = {key: min(key[1], MOST_UNITS) for key in keys}
    async with house.journal.batch() as batch:
        found = await batch.units(keys)
        assert {key: found[key] for key in keys} == expected
    async with house.reopened().journal.batch() as batch:
        again = await batch.units([(CAR, 10**9), (OTHER_CAR, 3), *keys])
    assert again.items() >= (expected | {(CAR, 10**9): MOST_UNITS, (OTHER_CAR, 3): 1}).items()
