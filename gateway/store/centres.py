"""Service centres as the store keeps them, for appointments to refer to."""

from collections.abc import Sequence

from psycopg.types.json import Jsonb

from gateway.domain.service import ServiceCentre
from gateway.store.pool import Pool


async def enter_centres(pool: Pool, centres: Sequence[ServiceCentre]) -> None:
    """Enters or renews these centres; one that is no longer named stays for its old jobs."""
    async with pool.connection() as connection, connection.cursor() as cursor:
        await cursor.executemany(
            "insert into service_centres (id, name, document) values (%s, %s, %s)"
            " on conflict (id) do update"
            " set name = excluded.name, document = excluded.document",
            [(centre.id, centre.name, Jsonb(_document(centre))) for centre in centres],
        )


def _document(centre: ServiceCentre) -> dict[str, object]:
    return {
        "country": centre.country,
        "subdivision": centre.subdivision,
        "time_zone": centre.time_zone,
        "phone": centre.phone,
        "bays": {bay.id: sorted(skill.value for skill in bay.skills) for bay in centre.bays},
    }
