"""Sign-in links and sessions in memory."""

from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(minutes=30)
LIFE = timedelta(hours=12)


@dataclass
class _Session:
    user: str
    started_at: datetime
    seen_at: datetime


class MemorySignIn:
    """Implements `gateway.pipeline.ports.SignInStore`."""

    def __init__(self) -> None:
        self._links: dict[bytes, tuple[str, datetime]] = {}
        self._sessions: dict[bytes, _Session] = {}

    async def add_link(self, digest: bytes, user: str, expires_at: datetime) -> None:
        self._links[digest] = (user, expires_at)

    async def redeem_link(self, digest: bytes, now: datetime) -> str | None:
        link = self._links.get(digest)
        if link is None or link[1] <= now:
            return None
        del self._links[digest]
        return link[0]

    async def add_session(self, digest: bytes, user: str, now: datetime) -> None:
        self._sessions[digest] = _Session(user, now, now)

    async def touch_session(self, digest: bytes, now: datetime) -> str | None:
        session = self._sessions.get(digest)
        if session is None:
            return None
        if now - session.seen_at >= IDLE or now - session.started_at >= LIFE:
            return None
        session.seen_at = max(session.seen_at, now)
        return session.user

    async def end_session(self, digest: bytes) -> None:
        self._sessions.pop(digest, None)
