"""Secrets of links and sessions: long, random, and only ever stored as digests."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256

from gateway.pipeline.ports import SignInStore

LINK_LIFE = timedelta(minutes=30)


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """Of the bytes that came, whatever they are: a header need not be UTF-8."""
    return sha256(token.encode(errors="surrogateescape")).digest()


async def new_link(sign_in: SignInStore, wall: Callable[[], datetime], user: str) -> str:
    """Path of a link that signs `user` in, once, within half an hour of the wall's clock."""
    token = new_token()
    await sign_in.add_link(digest(token), user, wall() + LINK_LIFE)
    return f"/sign-in?token={token}"
