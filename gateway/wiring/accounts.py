"""Passwords for the embedded broker: the gateway's, and in plain text one for each vehicle."""

import json
import secrets
from collections.abc import Sequence
from pathlib import Path

from gateway.domain.vin import Vin
from gateway.embedded import BrokerAccount, gateway_account, vehicle_account
from gateway.embedded.private_file import write_private

CREDENTIALS_NAME = "credentials.json"  # of vehicles on a broker in plain text
_GATEWAY_NAME = "gateway.json"


def broker_accounts(data: Path, vins: Sequence[Vin]) -> tuple[BrokerAccount, ...]:
    """The gateway's account first, then those of the vehicles; new ones get a password.

    Who is not among `vins` any more loses the account; with certificates nobody has one.
    """
    [own] = _passwords(data / _GATEWAY_NAME, ["gateway"]).values()
    if not vins:
        (data / CREDENTIALS_NAME).unlink(missing_ok=True)
        return (gateway_account(own),)
    words = _passwords(data / CREDENTIALS_NAME, [vin.text for vin in vins])
    vehicles = [vehicle_account(Vin(name), word) for name, word in words.items()]
    return (gateway_account(own), *vehicles)


def _passwords(path: Path, names: Sequence[str]) -> dict[str, str]:
    words: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    words = {name: words.get(name) or secrets.token_urlsafe(18) for name in names}
    write_private(path, json.dumps(words, indent=1))
    return words
