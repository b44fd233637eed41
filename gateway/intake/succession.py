"""Who takes frames out of the embedded broker's stream: one gateway after the other."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from gateway.domain.topic import GATEWAY

STREAM: Final = "$MQTT_msgs"
PREFIX: Final = "$MQTT.msgs."
SESSION: Final = "EHGgxzn6_"
"""So begin the consumers of an MQTT session under our name, which gateways had before: NATS
spells a hash of the client id. Nobody takes anything out of it any more."""

WINDOW: Final = 4096
"""Frames that we have asked for and not stored yet."""

NEVER_S: Final = 24 * 3600
"""Until the broker sends again by itself; what a dead gateway has left is asked for at once."""

Ask = Callable[[str, Mapping[str, Any]], Awaitable[Mapping[str, Any]]]
"""One request to the JetStream API (`CONSUMER.LIST.…`); raises `LinkDown` when it says no."""

Consumer = Mapping[str, Any]
"""As the API tells of it."""


async def succeed(ask: Ask, title: str = GATEWAY, topic: str = "") -> str:
    """The name of a new consumer that begins where the last one has acknowledged.

    What that had been given and not acknowledged comes at once and in its order; the broker
    itself would wait, and hand on newer messages first. The old one goes when the new one is
    there: what nobody waits for is not kept. It has no filter: nothing but reports is permitted
    anyway, and to look for the next that passes was 70 % of what the broker did for a backlog.

    `title`: how the names of all begin who succeed one another. With a `topic`, of that alone,
    and the first begins with what comes next: a backlog need not be searched.
    """
    known = await _consumers(ask)
    old = [one for one in known if one["name"].startswith(title)]
    left = [one for one in known if one["name"].startswith(SESSION)]
    name, place = f"{title}-{secrets.token_hex(4)}", ""
    config: dict[str, Any] = {
        "name": name,
        "durable_name": name,
        "ack_policy": "all",
        "ack_wait": NEVER_S * 1_000_000_000,
        "max_ack_pending": 2 * WINDOW,
    }
    if topic and not old:
        config["deliver_policy"] = "new"
    else:
        config["deliver_policy"] = "by_start_sequence"
        config["opt_start_seq"] = max((_floor(one) for one in old), default=0) + 1
    if topic:
        config["filter_subject"] = PREFIX + topic.replace("/", ".")
        place = f".{config['filter_subject']}"
    order = {"stream_name": STREAM, "config": config}
    await ask(f"CONSUMER.CREATE.{STREAM}.{name}{place}", order)
    for one in (*old, *left):
        await ask(f"CONSUMER.DELETE.{STREAM}.{one['name']}", {})
    return name


async def _consumers(ask: Ask) -> list[Consumer]:
    """Page after page: who subscribes with QoS 1, a vehicle perhaps, has one there too."""
    known: list[Consumer] = []
    while page := (await ask(f"CONSUMER.LIST.{STREAM}", {"offset": len(known)}))["consumers"]:
        known += page
    return known


def _floor(consumer: Consumer) -> int:
    """Of the stream's sequences, the last up to which all is acknowledged."""
    return int(consumer["ack_floor"]["stream_seq"])
