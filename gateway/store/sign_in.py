"""Sign-in links and sessions: digests only, on the wall's clock."""

from datetime import datetime, timedelta

from gateway.store.pool import Pool

IDLE = timedelta(minutes=30)
LIFE = timedelta(hours=12)


class PostgresSignIn:
    """Implements `gateway.pipeline.ports.SignInStore`."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add_link(self, digest: bytes, user: str, expires_at: datetime) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                "insert into sign_in_links (digest, username, expires_at) values (%s, %s, %s)",
                [digest, user, expires_at],
            )

    async def redeem_link(self, digest: bytes, now: datetime) -> str | None:
        return await self._user(
            "update sign_in_links set used_at = %(now)s where digest = %(digest)s"
            " and used_at is null and expires_at > %(now)s returning username",
            digest,
            now,
        )

    async def add_session(self, digest: bytes, user: str, now: datetime) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(
                "insert into sessions (digest, username, started_at, seen_at)"
                " values (%s, %s, %s, %s)",
                [digest, user, now, now],
            )

    async def touch_session(self, digest: bytes, now: datetime) -> str | None:
        return await self._user(
            "update sessions set seen_at = greatest(seen_at, %(now)s)"
            " where digest = %(digest)s and seen_at > %(now)s::timestamptz - %(idle)s"
            " and started_at > %(now)s::timestamptz - %(life)s returning username",
            digest,
            now,
        )

    async def end_session(self, digest: bytes) -> None:
        async with self._pool.connection() as connection:
            await connection.execute("delete from sessions where digest = %s", [digest])

    async def _user(self, statement: str, digest: bytes, now: datetime) -> str | None:
        async with self._pool.connection() as connection:
            cursor = await connection.execute(
                statement, {"digest": digest, "now": now, "idle": IDLE, "life": LIFE}
            )
            row = await cursor.fetchone()
            return None if row is None else str(row[0])
