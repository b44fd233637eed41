"""Whether a vehicle is there, and how fresh that knowledge is."""

from datetime import datetime, timedelta

from gateway.pipeline.views import Contact
from gateway.web.words.age import age

_MUCH = 60  # reports; fewer are on their way nearly always
_LATE = timedelta(minutes=1)


def contact_words(contact: Contact, now: datetime) -> str:
    """As "online, 4 s ago", "offline 3 h", "silent for 3 h" or "never heard from"."""
    if contact.last_heard_at is None and contact.since is None:
        return "never heard from"
    if contact.online:
        heard = contact.last_heard_at or contact.since
        return f"online, {age(heard, now)} ago" if heard else "online"
    since = contact.since or contact.last_heard_at
    word = "silent for" if contact.silent else "offline"
    return f"{word} {age(since, now)}" if since else "offline"


def backlog_words(contact: Contact) -> str:
    """What the vehicle has not told yet; empty when nothing."""
    if not contact.backlog:
        return ""
    return f"{contact.backlog} report{'' if contact.backlog == 1 else 's'} on board"


def behind(contact: Contact, now: datetime) -> bool:
    """Is so much kept on board, or for so long, that what is shown may be out of date?"""
    heard = contact.last_heard_at
    late = heard is not None and now - heard > _LATE
    return contact.backlog > _MUCH or (late and contact.backlog > 0)
