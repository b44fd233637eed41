"""How much the broker keeps of what the gateway has not stored: full, it takes no more."""

import asyncio
import json
from typing import Any, Final

from nats.aio.client import Client
from nats.errors import NoRespondersError

from gateway.domain.errors import PartFailed
from gateway.domain.topic import GATEWAY
from gateway.embedded.nats_configuration import MAX_MESSAGES_BYTES, MESSAGES, Steward
from gateway.embedded.port import LOOPBACK

NOT_FOUND: Final = 404
PATIENCE_S: Final = 10.0
_AGAIN_S: Final = 0.02
_BOUND: Final = {"max_bytes": MAX_MESSAGES_BYTES, "discard": "new"}
_STREAM: Final = {
    "name": MESSAGES,
    "subjects": ["$MQTT.msgs.>"],
    "retention": "interest",
    "storage": "file",
}


async def bound_messages(port: int, steward: Steward) -> None:
    """Before NATS makes the stream itself, without a bound; or changes the one that there is.

    Without it a backlog fills the whole store, in which sessions lie too: then not even the
    gateway could connect and take something out of it. Raises `PartFailed`.
    """
    nats = Client()
    try:
        async with asyncio.timeout(PATIENCE_S):
            await nats.connect(
                f"nats://{LOOPBACK}:{port}", user=steward.username, password=steward.password
            )
            known = await ask(nats, f"STREAM.INFO.{MESSAGES}", {})
            if known.get("error", {}).get("code") == NOT_FOUND:
                said = await ask(nats, f"STREAM.CREATE.{MESSAGES}", {**_STREAM, **_BOUND})
            else:
                config = {**known.get("config", {}), **_BOUND}
                said = await ask(nats, f"STREAM.UPDATE.{MESSAGES}", config)
            if "error" not in said:
                said = await _await_gateway(nats)
    except TimeoutError as error:
        raise PartFailed("the broker does not bound what it keeps: no answer") from error
    finally:
        await nats.close()
    if "error" in said:
        raise PartFailed(f"the broker does not bound what it keeps: {said['error']}")


async def _await_gateway(nats: Client) -> dict[str, Any]:
    """What nobody waits for is not kept: somebody waits from the first message on.

    The gateway takes over from whoever has its name (`gateway.intake.succession`).
    """
    if any(one["name"].startswith(GATEWAY) for one in await consumers(nats)):
        return {}
    first = f"{GATEWAY}-first"
    config = {
        "name": first,
        "durable_name": first,
        "deliver_policy": "all",
        "ack_policy": "all",
    }
    order = {"stream_name": MESSAGES, "config": config}
    return await ask(nats, f"CONSUMER.CREATE.{MESSAGES}.{first}", order)


async def consumers(nats: Client) -> list[dict[str, Any]]:
    """Page after page: who subscribes with QoS 1, a vehicle perhaps, has one there too."""
    found: list[dict[str, Any]] = []
    while page := await _page(nats, len(found)):
        found += page
    return found


async def _page(nats: Client, offset: int) -> list[dict[str, Any]]:
    said = await ask(nats, f"CONSUMER.LIST.{MESSAGES}", {"offset": offset})
    return said.get("consumers") or []


async def ask(nats: Client, what: str, how: dict[str, Any]) -> dict[str, Any]:
    """Again while nobody answers: the store may still be opening."""
    while True:
        try:
            answer = await nats.request(f"$JS.API.{what}", json.dumps(how).encode(), PATIENCE_S)
        except NoRespondersError:
            await asyncio.sleep(_AGAIN_S)
        else:
            said: dict[str, Any] = json.loads(answer.data)
            return said
