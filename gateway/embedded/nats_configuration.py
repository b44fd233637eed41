"""The NATS server's configuration file, which may be written as JSON."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gateway.domain.errors import InvalidValue
from gateway.embedded.account import BrokerAccount, nats_subject
from gateway.embedded.port import LOOPBACK

_MEBIBYTE = 1 << 20
_NOTHING = {"deny": [">"]}  # an empty "allow" permits everything

MAX_MESSAGE_BYTES = 256 << 10
MAX_ACK_PENDING = 13_000  # per subscription; five of them stay below 65,535 for a session


def configuration(port: int, store: Path, accounts: Sequence[BrokerAccount]) -> str:
    """The file's text. The native NATS port is any free one on loopback, and not used."""
    names = [account.username for account in accounts]
    if len(set(names)) < len(names):
        raise InvalidValue("two broker accounts have the same username")
    return json.dumps(
        {
            "server_name": "vdg",
            "host": LOOPBACK,
            "port": -1,
            "max_payload": MAX_MESSAGE_BYTES,
            "jetstream": {
                "store_dir": str(store),
                "sync_interval": "1s",
                "max_memory_store": 64 * _MEBIBYTE,
                "max_file_store": 8192 * _MEBIBYTE,
            },
            "mqtt": {
                "host": LOOPBACK,
                "port": port,
                "ack_wait": "10s",
                "max_ack_pending": MAX_ACK_PENDING,
            },
            "authorization": {"users": [_user(account) for account in accounts]},
        },
        ensure_ascii=False,
        indent=1,
    )


def _user(account: BrokerAccount) -> dict[str, Any]:
    return {
        "user": account.username,
        "password": account.password,
        "permissions": {
            "publish": _permission(account.publish),
            "subscribe": _permission(account.subscribe),
        },
    }


def _permission(topics: tuple[str, ...]) -> dict[str, list[str]]:
    return {"allow": [nats_subject(topic) for topic in topics]} if topics else _NOTHING
