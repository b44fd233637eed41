"""The NATS server's configuration file, which may be written as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gateway.domain.errors import InvalidValue
from gateway.embedded.account import BrokerAccount
from gateway.embedded.port import LOOPBACK

_MEBIBYTE = 1 << 20
_SYSTEM = "$SYS"

MAX_MESSAGE_BYTES = 256 << 10
MAX_STORE_BYTES = 8192 * _MEBIBYTE
MAX_MESSAGES_BYTES = 7168 * _MEBIBYTE  # of it; the rest is for sessions and what is retained
MESSAGES, SESSIONS, RETAINED = "$MQTT_msgs", "$MQTT_sess", "$MQTT_rmsgs"
STEWARD = "steward"
MAX_ACK_PENDING = 2_000  # per subscription; four of them stay below what intake holds at most
ANSWER_WITHIN_S = 10  # of a connect: TLS handshake, CONNECT, and the answer of the gatekeeper


@dataclass(frozen=True, slots=True)
class Ports:
    """`mqtt`: for vehicles and the gateway; `nats`: for the gateway alone, on loopback."""

    mqtt: int
    nats: int


@dataclass(frozen=True, slots=True)
class Steward:
    """Who may bound what the broker keeps, and make it forget, from this machine alone."""

    username: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """PEM files of the server, and of the authority that signs clients; where it listens."""

    certificate: Path
    key: Path
    authority: Path
    host: str = LOOPBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Who decides on clients without an account here: a user of the server's own account.

    `issuer`: the public key that signs the decisions.
    """

    tls: Tls
    username: str
    password: str
    issuer: str


def configuration(
    ports: Ports,
    store: Path,
    accounts: Sequence[BrokerAccount],
    gate: Gate | None = None,
    steward: Steward | None = None,
) -> str:
    """The file's text. Without a `gate` MQTT is plain text on loopback, for `accounts` only."""
    names = [account.username for account in accounts]
    if len(set(names)) < len(names):
        raise InvalidValue("two broker accounts have the same username")
    document: dict[str, Any] = {
        "server_name": "vdg",
        "host": LOOPBACK,
        "port": ports.nats,
        "max_payload": MAX_MESSAGE_BYTES,
        "jetstream": {
            "store_dir": str(store),
            "sync_interval": "1s",
            "max_memory_store": 64 * _MEBIBYTE,
            "max_file_store": MAX_STORE_BYTES,
        },
        "mqtt": {
            "host": LOOPBACK,
            "port": ports.mqtt,
            "ack_wait": "5s",
            "max_ack_pending": MAX_ACK_PENDING,
        },
        "authorization": {
            "timeout": ANSWER_WITHIN_S,
            "users": [_user(account) for account in accounts],
        },
    }
    if steward is not None:
        document["authorization"]["users"].append(_office(steward))
        names.append(steward.username)
    if gate is not None:
        _guard(document, gate, names)
    return json.dumps(document, ensure_ascii=False, indent=1)


def read_steward(path: Path) -> tuple[int, Steward]:
    """NATS' own port, and who may look after its store, out of such a file."""
    document = json.loads(path.read_text())
    users = {user["user"]: user for user in document["authorization"]["users"]}
    return document["port"], Steward(STEWARD, users[STEWARD]["password"])


def _guard(document: dict[str, Any], gate: Gate, known: Sequence[str]) -> None:
    document["mqtt"] |= {
        "host": gate.tls.host,
        "tls": {
            "cert_file": str(gate.tls.certificate),
            "key_file": str(gate.tls.key),
            "ca_file": str(gate.tls.authority),
            "verify": True,
            "timeout": ANSWER_WITHIN_S,
        },
    }
    keeper = {"user": gate.username, "password": gate.password}
    document["accounts"] = {_SYSTEM: {"users": [keeper]}}
    document["authorization"]["auth_callout"] = {
        "issuer": gate.issuer,
        "account": _SYSTEM,
        "auth_users": [gate.username, *known],
    }


def _office(steward: Steward) -> dict[str, Any]:
    verbs = (*(f"STREAM.{verb}" for verb in ("INFO", "CREATE", "UPDATE")), "CONSUMER.LIST")
    return {
        "user": steward.username,
        "password": steward.password,
        "permissions": {
            "publish": {
                "allow": [
                    *(f"$JS.API.{verb}.{MESSAGES}" for verb in verbs),
                    f"$JS.API.CONSUMER.CREATE.{MESSAGES}.>",
                    f"$JS.API.CONSUMER.DELETE.{MESSAGES}.*",
                    *(
                        f"$JS.API.STREAM.MSG.{verb}.{stream}"
                        for verb in ("GET", "DELETE")
                        for stream in (MESSAGES, SESSIONS, RETAINED)
                    ),
                ]
            },
            "subscribe": {"allow": ["_INBOX.>"]},
        },
        "allowed_connection_types": ["STANDARD"],
    }


def _user(account: BrokerAccount) -> dict[str, Any]:
    permissions = account.rights.as_nats()
    if account.reads_stream:
        permissions["publish"]["allow"] += [
            f"$JS.API.CONSUMER.LIST.{MESSAGES}",
            f"$JS.API.CONSUMER.*.{MESSAGES}.>",
            f"$JS.API.CONSUMER.MSG.NEXT.{MESSAGES}.*",
            f"$JS.ACK.{MESSAGES}.>",
        ]
        permissions["subscribe"]["allow"].append("_INBOX.>")
    return {
        "user": account.username,
        "password": account.password,
        "permissions": permissions,
    }
