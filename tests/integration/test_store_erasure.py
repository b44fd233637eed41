"""Erasure: afterwards nobody can say who it was, and the gateway goes on."""

from collections.abc import AsyncIterator

import pytest

from gateway.domain.errors import CannotErase
from gateway.domain.vin import Vin
from gateway.store.belongings import VEHICLES, read_schema
from gateway.store.erasure import ASIDE, KEPT, Order, erase, pseudonym
from gateway.store.pool import Connection, Pool, open_pool
from tests.fix_full_store import NOW, OWNER, PHONE, PLATE, VIN, fill, holding

pytestmark = pytest.mark.slow
WORDS = (VIN.text, OWNER, PHONE, PLATE)
OF_NOBODY = {
    "api_keys": "other systems",
    "migrations": "names of migrations",
    "roll_up_progress": "a transaction",
    "rulebook_changes": "rulebooks",
    "service_centres": "their own papers",
    "sessions": "people who work here",
    "sign_in_links": "people who work here",
    "signal_sets": "which signals stand together",
}
"""Table → what it is about instead."""


@pytest.fixture
async def pool(dsn: str) -> AsyncIterator[Pool]:
    """Every table of it names the car and its owner."""
    async with open_pool(dsn) as opened:
        async with opened.connection() as connection:
            await fill(connection)
            await connection.execute("update certificates set revoked_at = now()")
        yield opened


async def erased(connection: Connection, *, owner_only: bool, vin: Vin = VIN) -> dict[str, int]:
    return await erase(
        connection,
        Order(vin=vin, owner_only=owner_only, by="night shift"),
        NOW,
        lambda _table, _rows: None,
    )


async def test_every_table_is_the_vehicles_or_nobodys(pool: Pool) -> None:
    """Whoever adds a table decides; what has the vehicle's number is erased with it."""
    async with pool.connection() as connection:
        schema = await read_schema(connection)
    known = schema.belongings().keys() | ASIDE | KEPT | OF_NOBODY.keys() | {VEHICLES}
    assert schema.columns.keys() == known


async def test_an_erased_vehicle_is_named_nowhere(pool: Pool) -> None:
    """In no text, document or payload, not even as the bytes of a diagnostic answer."""
    async with pool.connection() as connection:
        before = await holding(connection, WORDS)
        assert before >= {"timeline", "verdicts", "refused_frames", "refusals", "outbox"}
        await erased(connection, owner_only=False)
        assert await holding(connection, WORDS) == set()


async def test_only_its_number_is_left_of_a_vehicle(pool: Pool) -> None:
    """No row of any table belongs to it any more, but for what keeps others safe."""
    async with pool.connection() as connection:
        counts = await erased(connection, owner_only=False)
        belongings = (await read_schema(connection)).belongings()
        assert counts.keys() >= belongings.keys() - KEPT
        left = set()
        for table, condition in belongings.items():
            cursor = await connection.execute(
                b"select from " + table.encode() + b" where " + condition.as_bytes(None),
                {"vehicle": 1},
            )
            left |= {table} if await cursor.fetchone() is not None else set()
        assert left == KEPT
        cursor = await connection.execute("select vin, owner, online from vehicles")
        assert await cursor.fetchall() == [(pseudonym(1), "", False)]
    assert Vin(pseudonym(1)).text == pseudonym(1)


async def test_a_forgotten_owner_leaves_the_cars_story(pool: Pool) -> None:
    """Its cases and words stay, without the name, the number and the plate."""
    async with pool.connection() as connection:
        await erased(connection, owner_only=True)
        assert await holding(connection, (OWNER, PHONE, PLATE)) == set()
        assert await holding(connection, [VIN.text]) >= {"timeline", "verdicts", "vehicles"}


async def test_what_another_car_has_too_stays_with_that(pool: Pool) -> None:
    """Somebody's second car is not forgotten with the first."""
    async with pool.connection() as connection:
        await connection.execute(
            "insert into vehicles (id, vin, owner) values (2, 'WVWZZZ1JZXW000002', %s)", [OWNER]
        )
        await connection.execute(
            "insert into timeline (id, vehicle_id, at, kind, words)"
            " values (2, 2, now(), 'said', %s)",
            [f"{OWNER} called"],
        )
        await erased(connection, owner_only=False)
        assert await holding(connection, [OWNER]) == {
            "vehicles",
            "timeline",
            "service_centres",
            "sessions",
            "sign_in_links",
        }
        assert await holding(connection, [VIN.text]) == set()


async def test_the_protocol_says_that_and_not_whom(pool: Pool) -> None:
    """When, what, by whom, and how many rows of each table."""
    async with pool.connection() as connection:
        counts = await erased(connection, owner_only=False)
        cursor = await connection.execute(
            "select at, vehicle_id, what, asked_by, rows from erasures order by id desc limit 1"
        )
        assert await cursor.fetchall() == [(NOW, 1, "vehicle", "night shift", counts)]


async def test_a_car_that_may_still_speak_is_not_erased(pool: Pool) -> None:
    """It would be back at its next report: first its certificate is revoked."""
    async with pool.connection() as connection:
        await connection.execute(
            "update certificates set revoked_at = null, revoked_by = null,"
            " valid_until = now() + interval '1 day'"
        )
        with pytest.raises(CannotErase, match="revoke"):
            await erased(connection, owner_only=False)
        assert "timeline" in await holding(connection, [VIN.text])


async def test_an_unknown_car_is_told_so(pool: Pool) -> None:
    """Without the VIN in the message."""
    async with pool.connection() as connection:
        with pytest.raises(CannotErase) as caught:
            await erased(connection, owner_only=False, vin=Vin("WVWZZZ1JZXW000009"))
    assert "WVWZZZ1JZXW000009" not in str(caught.value)
