"""Who may connect to the embedded broker, and which topics each may use."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gateway.domain.errors import InvalidValue
from gateway.domain.topic import DOWN, UP
from gateway.domain.vin import Vin

_LEVEL = re.compile(r"[^\s./+#*>$][^\s./+#*>]*")
_PROBE = "vdg/probe/+"
_NOTHING = {"deny": [">"]}  # NATS takes an empty "allow" for everything


@dataclass(frozen=True, slots=True)
class Rights:
    """Topic filters in MQTT syntax; a direction with none permits nothing."""

    publish: Sequence[str] = ()
    subscribe: Sequence[str] = ()

    def as_nats(self, publish: str = "publish", subscribe: str = "subscribe") -> dict[str, Any]:
        """As NATS takes them, under the names that the place has for both directions."""
        return {publish: _permission(self.publish), subscribe: _permission(self.subscribe)}


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokerAccount:
    """Who connects with a password, and the topic filters that it may use.

    `reads_stream`: it may also take what vehicles have published out of the broker's store.
    Raises `InvalidValue` on a topic that NATS could not keep apart from others.
    """

    username: str
    password: str
    publish: tuple[str, ...] = ()
    subscribe: tuple[str, ...] = ()
    reads_stream: bool = False

    def __post_init__(self) -> None:
        if not (_speakable(self.username) and _speakable(self.password)):
            raise InvalidValue("an account needs a printable username and password")
        for topic in (*self.publish, *self.subscribe):
            nats_subject(topic)

    def __repr__(self) -> str:
        return f"BrokerAccount(…{self.username[-4:]})"

    @property
    def rights(self) -> Rights:
        return Rights(self.publish, self.subscribe)


def vehicle_rights(vin: Vin) -> Rights:
    """What a vehicle may do: speak under its own VIN, hear its own commands."""
    return Rights(
        publish=tuple(f"v1/{vin.text}/{kind}" for kind in UP),
        subscribe=(f"v1/{vin.text}/{DOWN}",),
    )


def vehicle_account(vin: Vin, password: str) -> BrokerAccount:
    """A vehicle without a certificate, for brokers on loopback in plain text."""
    rights = vehicle_rights(vin)
    return BrokerAccount(
        username=vin.text,
        password=password,
        publish=tuple(rights.publish),
        subscribe=tuple(rights.subscribe),
    )


def gateway_account(password: str, username: str = "gateway") -> BrokerAccount:
    """What the gateway may do: hear and command every vehicle, try the broker out."""
    return BrokerAccount(
        username=username,
        password=password,
        publish=(f"v1/+/{DOWN}", _PROBE),
        subscribe=(*(f"v1/+/{kind}" for kind in UP), _PROBE),
        reads_stream=True,
    )


def nats_subject(topic: str) -> str:
    """`v1/+/faults` is `v1.*.faults`; a last `#` is `>`."""
    levels = topic.split("/")
    for place, level in enumerate(levels):
        last = place == len(levels) - 1
        if not (level == "+" or (level == "#" and last) or _LEVEL.fullmatch(level)):
            raise InvalidValue(f"{topic!r} is no topic filter that the broker can guard")
    return ".".join({"+": "*", "#": ">"}.get(level, level) for level in levels)


def _permission(topics: Sequence[str]) -> dict[str, list[str]]:
    return {"allow": [nats_subject(topic) for topic in topics]} if topics else _NOTHING


def _speakable(text: str) -> bool:
    return bool(text) and text.isprintable()
