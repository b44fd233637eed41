"""The broker forgets vehicles: what it retains, their sessions, what nobody has taken out."""

import asyncio
import base64
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from nats.aio.client import Client
from nats.errors import Error

from gateway.domain.errors import DataFolderInUse, PartFailed
from gateway.domain.vin import Vin
from gateway.embedded.broker import EmbeddedBroker
from gateway.embedded.message_store import NOT_FOUND, PATIENCE_S, ask, consumers
from gateway.embedded.nats_configuration import (
    MESSAGES,
    RETAINED,
    SESSIONS,
    read_steward,
)
from gateway.embedded.port import LOOPBACK

_PREFIXES: Final = {MESSAGES: "$MQTT.msgs", RETAINED: "$MQTT.rmsgs"}


async def forget_vehicles(data: Path, vins: Sequence[Vin]) -> int:
    """How many messages the broker of this data folder has let go of.

    It may be running; else it is started, and nobody can connect. Earlier versions of what it
    retained may stand in its files until it compacts them. Raises `PartFailed`.
    """
    broker = EmbeddedBroker(data, ())
    try:
        async with broker:
            return await _forget(broker.configuration, vins)
    except DataFolderInUse:
        return await _forget(broker.configuration, vins)


async def _forget(configuration: Path, vins: Sequence[Vin]) -> int:
    port, steward = read_steward(configuration)
    nats = Client()
    try:
        await nats.connect(
            f"nats://{LOOPBACK}:{port}",
            user=steward.username,
            password=steward.password,
            allow_reconnect=False,
        )
        await _end_subscriptions(nats, vins)
        erased = await _erase_sessions(nats, vins)
        for vin in vins:
            for stream, prefix in _PREFIXES.items():
                erased += await _erase(nats, stream, f"{prefix}.v1.{vin.text}.>")
    except (Error, OSError) as error:
        raise PartFailed(f"the broker does not forget: {error!r}") from error
    finally:
        await nats.close()
    return erased


async def _end_subscriptions(nats: Client, vins: Sequence[Vin]) -> None:
    """Of sessions: each is a consumer of its own, named in a way that says nothing."""
    theirs = tuple(f"{_PREFIXES[MESSAGES]}.v1.{vin.text}." for vin in vins)
    for one in await consumers(nats):
        if one["config"].get("filter_subject", "").startswith(theirs):
            await _do(nats, f"CONSUMER.DELETE.{MESSAGES}.{one['name']}", {})


async def _erase_sessions(nats: Client, vins: Sequence[Vin]) -> int:
    """They say whose they are in their content alone."""
    names, erased, at = [vin.text.encode() for vin in vins], 0, 1
    while (found := await _next(nats, SESSIONS, "$MQTT.sess.>", at)) is not None:
        at = found["seq"] + 1
        content = base64.b64decode(found.get("data", ""))
        if any(name in content for name in names):
            await _do(nats, f"STREAM.MSG.DELETE.{SESSIONS}", {"seq": found["seq"]})
            erased += 1
    return erased


async def _erase(nats: Client, stream: str, subject: str) -> int:
    """One after the other: then NATS overwrites them in its files, unlike in a purge."""
    erased, at = 0, 1
    while (found := await _next(nats, stream, subject, at)) is not None:
        at = found["seq"] + 1
        await _do(nats, f"STREAM.MSG.DELETE.{stream}", {"seq": found["seq"]})
        erased += 1
    return erased


async def _next(nats: Client, stream: str, subject: str, at: int) -> dict[str, Any] | None:
    """The first message of that number or above; None where there is none, or no stream."""
    said = await _do(nats, f"STREAM.MSG.GET.{stream}", {"seq": at, "next_by_subj": subject})
    found: dict[str, Any] | None = said.get("message")
    return found


async def _do(nats: Client, what: str, how: dict[str, Any]) -> dict[str, Any]:
    """What is gone already is nobody's error."""
    async with asyncio.timeout(PATIENCE_S):
        said = await ask(nats, what, how)
    error = said.get("error")
    if error is not None and error.get("code") != NOT_FOUND:
        raise PartFailed(f"the broker does not forget: {json.dumps(error)}")
    return said
