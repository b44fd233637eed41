"""Text from outside: component names checked, free text cleaned."""

import re

from gateway.decode.refused import Refused
from gateway.domain.component import ComponentId
from gateway.domain.report import RefusalReason

_COMPONENT = re.compile(r"[a-z][a-z0-9_]{0,63}")
_LONGEST_TEXT = 200


def read_component(text: str) -> ComponentId:
    if not _COMPONENT.fullmatch(text):
        raise Refused(RefusalReason.IMPOSSIBLE_VALUE, f"component {text[:64]!r}")
    return ComponentId(text)


def clean(text: str) -> str:
    """Printable and bounded: what a database and a page can hold."""
    return "".join(c if c.isprintable() else " " for c in text[:_LONGEST_TEXT])
