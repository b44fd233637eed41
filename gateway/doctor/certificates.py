"""Certificates: whose end soon, and what to do before they do."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from gateway.doctor.check import Check, bad, good, odd
from gateway.domain.vin import Vin
from gateway.identity.installation import SERVICE_LIFE, Installation
from gateway.identity.registry_office import DUE_BEFORE
from gateway.store.pool import Connection

FEW: Final = 3
"""Vehicles that are named; of more the number is told."""

_ROLL = """
select vin, max(valid_until) as until from certificates join vehicles on id = vehicle_id
where revoked_at is null group by vin having max(valid_until) < %s order by until, vin
"""


def check_certificates(data: Path, now: datetime) -> Iterator[Check]:
    """Those in the data folder; nothing is said of what is not there yet."""
    ends = Installation(data).ends()
    if "authority" in ends:
        yield _authority(ends["authority"], now)
    advice = "Start the gateway: it makes a new one in time."
    for name in ("broker", "gateway"):
        if name in ends:
            yield check_end(f"{name}'s certificate", ends[name], now, advice)


def check_end(what: str, ends: datetime, now: datetime, advice: str) -> Check:
    """Bad when it has ended, odd when it does so soon."""
    if ends <= now:
        return bad(what, f"It ended on {ends:%Y-%m-%d}.", advice)
    found = f"It ends on {ends:%Y-%m-%d}."
    return odd(what, found, advice) if ends < now + DUE_BEFORE else good(what, found)


def _authority(ends: datetime, now: datetime) -> Check:
    what = "certificate authority"
    advice = "Move to a new one: docs/how-to/identities.md."
    if now < ends < now + SERVICE_LIFE:
        found = f"It ends on {ends:%Y-%m-%d}, and nothing that it signs lasts longer."
        return odd(what, found, advice)
    return check_end(what, ends, now, advice)


async def check_vehicles(connection: Connection, now: datetime) -> AsyncIterator[Check]:
    """Whose newest certificate has ended, or ends soon; a database without any is no news."""
    if not await _any(connection):
        return
    what = "vehicles' certificates"
    cursor = await connection.execute(_ROLL.encode(), [now + DUE_BEFORE])
    ending = [(Vin(vin), until) for vin, until in await cursor.fetchall()]
    ended = [vin for vin, until in ending if until <= now]
    if ended:
        found = f"{_named(ended)}: ended, so that the broker refuses them."
        yield odd(what, found, "vdg enroll --renew VIN, or --revoke VIN for one that is gone.")
    if soon := [vin for vin, until in ending if until > now]:
        found = f"{_named(soon)}: end within {DUE_BEFORE.days} days."
        yield odd(what, found, "vdg enroll --renew, and bring the files into the vehicles.")
    if not ending:
        yield good(what, f"None ends within {DUE_BEFORE.days} days.")


async def _any(connection: Connection) -> bool:
    cursor = await connection.execute("select to_regclass('certificates') is not null")
    if await cursor.fetchone() != (True,):
        return False
    cursor = await connection.execute("select exists (select from certificates)")
    return await cursor.fetchone() == (True,)


def _named(vins: list[Vin]) -> str:
    names = ", ".join(vin.text for vin in vins[:FEW])
    return names if len(vins) <= FEW else f"{names} and {len(vins) - FEW} more"
