"""What intake kept aside, or found odd."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

from gateway.domain.report import Refusal
from gateway.store.pool import Connection


async def refused(connection: Connection, refusals: Sequence[Refusal]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into refused_frames as r (topic, digest, payload, reason, detail,"
            " first_seen_at, last_seen_at) values (%s, %s, %s, %s, %s, %s, %s)"
            " on conflict (digest) do update"
            " set times_seen = r.times_seen + 1, last_seen_at = excluded.last_seen_at",
            [
                (
                    topic,
                    sha256(f"{topic}\n".encode() + one.frame.payload).digest(),
                    one.frame.payload,
                    one.reason.value,
                    _storable(one.detail),
                    one.frame.received_at,
                    one.frame.received_at,
                )
                for one in refusals
                for topic in [_storable(one.frame.topic)]
            ],
        )


def _storable(text: str) -> str:
    """What PostgreSQL cannot hold as text, replaced: a refusal must never fail to be kept."""
    return text.encode(errors="replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


async def oddities(connection: Connection, seen: Mapping[tuple[str, str], int]) -> None:
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "insert into oddities as o (kind, what, times_seen) values (%s, %s, %s)"
            " on conflict (kind, what) do update"
            " set times_seen = o.times_seen + excluded.times_seen",
            [(kind, what, times) for (kind, what), times in sorted(seen.items())],
        )
