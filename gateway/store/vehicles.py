"""Vehicles: their numbers in the store, and their papers."""

from collections.abc import Collection, Sequence

from gateway.domain.person import Registration
from gateway.domain.vin import Vin
from gateway.store.pool import Connection, Pool


class VehicleIds:
    """VIN → row number; a cache of rows that never change."""

    def __init__(self) -> None:
        self._known: dict[Vin, int] = {}

    async def of(self, connection: Connection, vins: Collection[Vin]) -> dict[Vin, int]:
        """Numbers of all these; a vehicle heard for the first time gets a row."""
        known = self._known
        found = {vin: known[vin] for vin in vins if vin in known}
        missing = sorted(vin.text for vin in vins if vin not in found)
        if missing:
            await connection.execute(
                "insert into vehicles (vin) select * from unnest(%s::text[])"
                " on conflict do nothing",
                [missing],
            )
            cursor = await connection.execute(
                "select vin, id from vehicles where vin = any(%s)", [missing]
            )
            found |= {Vin(text): number for text, number in await cursor.fetchall()}
        return found

    def remember(self, ids: dict[Vin, int]) -> None:
        """To be called with committed numbers only."""
        self._known.update(ids)


async def register(pool: Pool, registrations: Sequence[Registration]) -> None:
    """Enters or renews the papers of these vehicles."""
    async with pool.connection() as connection, connection.cursor() as cursor:
        await cursor.executemany(
            "insert into vehicles"
            " (vin, plate, model, owner, phone, locale, country, subdivision, time_zone)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " on conflict (vin) do update set plate = excluded.plate, model = excluded.model,"
            " owner = excluded.owner, phone = excluded.phone, locale = excluded.locale,"
            " country = excluded.country, subdivision = excluded.subdivision,"
            " time_zone = excluded.time_zone",
            [
                (
                    one.vin.text,
                    one.plate,
                    one.model,
                    one.owner,
                    one.phone.text if one.phone else "",
                    one.locale,
                    one.country,
                    one.subdivision,
                    one.time_zone,
                )
                for one in registrations
            ],
        )
