"""Vehicles: their numbers in the store, and their papers."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from gateway.domain.person import Registration
from gateway.domain.vehicle_type import Powertrain, VehicleType
from gateway.domain.vin import Vin
from gateway.store.passage import Open
from gateway.store.pool import Connection, Pool


class VehicleIds:
    """VIN → row number; a cache of rows that never change."""

    def __init__(self) -> None:
        self.numbers: dict[Vin, int] = {}

    def remember(self, ids: Mapping[Vin, int]) -> None:
        """To be called with committed numbers only."""
        self.numbers.update(ids)


class BatchVehicles:
    """As one transaction sees them: `new` are those that it has entered.

    On its own, so that who asks it for numbers need not refer to the whole batch: that goes
    when it is done, and not when Python next looks for what refers to itself.
    """

    def __init__(self, begin: Open, known: VehicleIds) -> None:
        self._open = begin
        self.known: Mapping[Vin, int] = known.numbers
        self.new: dict[Vin, int] = {}

    async def meet(self, vins: Iterable[Vin]) -> Mapping[Vin, int]:
        """The numbers of vehicles, these among them."""
        unknown = {vin for vin in vins if vin not in self.known}
        if unknown:
            self.new |= await enter_vehicles(await self._open(), unknown)
            self.known = {**self.known, **self.new}
        return self.known

    async def numbers(self, vins: Iterable[Vin]) -> dict[Vin, int]:
        """Of these and of no others."""
        wanted = set(vins)
        ids = await self.meet(wanted)
        return {vin: ids[vin] for vin in wanted}


async def enter_vehicles(connection: Connection, vins: Collection[Vin]) -> dict[Vin, int]:
    """The numbers of all these; a vehicle heard for the first time gets a row."""
    texts = sorted({vin.text for vin in vins})
    await connection.execute(
        "insert into vehicles (vin) select * from unnest(%s::text[]) on conflict do nothing",
        [texts],
    )
    cursor = await connection.execute(
        "select vin, id from vehicles where vin = any(%s)", [texts]
    )
    return {Vin(text): number for text, number in await cursor.fetchall()}


def read_type(model: str, model_year: int | None, powertrain: str | None) -> VehicleType:
    """Of these columns of `vehicles`."""
    return VehicleType(
        model=model,
        model_year=model_year,
        powertrain=None if powertrain is None else Powertrain(powertrain),
    )


async def register(pool: Pool, registrations: Sequence[Registration]) -> None:
    """Enters or renews the papers of these vehicles."""
    async with pool.connection() as connection, connection.cursor() as cursor:
        await cursor.executemany(
            "insert into vehicles"
            " (vin, plate, model, owner, phone, locale, country, subdivision, time_zone,"
            " model_year, powertrain)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " on conflict (vin) do update set plate = excluded.plate, model = excluded.model,"
            " owner = excluded.owner, phone = excluded.phone, locale = excluded.locale,"
            " country = excluded.country, subdivision = excluded.subdivision,"
            " time_zone = excluded.time_zone, model_year = excluded.model_year,"
            " powertrain = excluded.powertrain",
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
                    one.model_year,
                    one.powertrain.value if one.powertrain else None,
                )
                for one in registrations
            ],
        )
