"""What vehicles own up to have given up."""

from collections.abc import Mapping, Sequence

from gateway.domain.report import Omission, OmissionReason, Placed, Telemetry
from gateway.domain.vin import Vin
from gateway.store.pool import Connection


async def keep_omissions(
    connection: Connection, ids: Mapping[Vin, int], telemetry: Sequence[Placed[Telemetry]]
) -> None:
    told = [
        (
            ids[placed.report.header.id.vin],
            one.boot_id,
            one.first_seq,
            one.last_seq,
            one.samples,
            one.reason.value,
            placed.report.header.id.boot_id,
            placed.report.header.id.seq,
            placed.at,
        )
        for placed in telemetry
        for one in placed.report.omissions
    ]
    if not told:
        return
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into omissions (vehicle_id, boot_id, first_seq, last_seq, samples, reason,"
            " told_boot, told_seq, told_at) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            told,
        )


async def read_omissions(connection: Connection, vehicle: int, boot: int) -> list[Omission]:
    """By their first sequence."""
    cursor = await connection.execute(
        "select first_seq, last_seq, samples, reason from omissions"
        " where vehicle_id = %s and boot_id = %s order by first_seq, told_boot, told_seq",
        [vehicle, boot],
    )
    return [
        Omission(
            boot_id=boot,
            first_seq=first,
            last_seq=last,
            samples=samples,
            reason=OmissionReason(reason),
        )
        for first, last, samples, reason in await cursor.fetchall()
    ]
