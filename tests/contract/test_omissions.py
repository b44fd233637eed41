"""What vehicles own up to have given up: kept once, found by boot."""

from dataclasses import replace
from typing import Any

from gateway.domain.report import Omission, OmissionReason, Placed
from gateway.domain.signal import LV_BATTERY_VOLTAGE
from tests.fix_store import CAR, OTHER_CAR, House
from tests.fix_triage import measured


def left_out(seq: int, *omissions: Omission, **fields: Any) -> Placed[Any]:
    """A report of telemetry that has nothing to say but this."""
    placed = measured(seq, 0, LV_BATTERY_VOLTAGE, 12.5, **{"vin": CAR, **fields})
    return placed._replace(report=placed.report._replace(matrices=(), omissions=omissions))


async def test_what_a_vehicle_owns_up_to_is_kept(house: House) -> None:
    """By boot and first sequence, once, whoever told it and however often that comes."""
    boot, other = left_out(1).report.header.id.boot_id, 4711

    def given_up(boot_id: int, first: int, last: int, samples: int) -> Omission:
        return Omission(
            boot_id=boot_id,
            first_seq=first,
            last_seq=last,
            samples=samples,
            reason=OmissionReason.OUT_OF_MEMORY,
        )

    late, early = given_up(boot, 20, 29, 400), given_up(boot, 3, 3, 2**40)
    earlier = replace(given_up(other, 1, 5, 0), reason=OmissionReason.NO_LONGER_KEPT)
    told = left_out(40, late, earlier)
    await house.take(told)
    await house.take(left_out(41, early), told)
    await house.take(left_out(40, earlier, vin=OTHER_CAR))
    keys = [(CAR, boot), (CAR, other), (CAR, 99), (OTHER_CAR, other)]
    async with house.reopened().journal.batch() as batch:
        found = await batch.omissions(keys)
    assert {key: list(found[key]) for key in keys} == {
        (CAR, boot): [early, late],
        (CAR, other): [earlier],
        (CAR, 99): [],
        (OTHER_CAR, other): [earlier],
    }
