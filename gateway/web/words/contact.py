"""Whether a vehicle is there, and how fresh that knowledge is."""

from datetime import datetime

from gateway.pipeline.views import Contact
from gateway.web.words.age import age


def contact_words(contact: Contact, now: datetime) -> str:
    """As "online, 4 s ago", "offline 3 h" or "never heard from"."""
    if contact.last_heard_at is None and contact.since is None:
        return "never heard from"
    if contact.online:
        heard = contact.last_heard_at or contact.since
        return f"online, {age(heard, now)} ago" if heard else "online"
    since = contact.since or contact.last_heard_at
    return f"offline {age(since, now)}" if since else "offline"


def backlog_words(contact: Contact) -> str:
    """What the vehicle still keeps on board; empty when nothing."""
    if not contact.backlog:
        return ""
    return f"{contact.backlog} report{'' if contact.backlog == 1 else 's'} waiting on board"
