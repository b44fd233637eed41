"""A broker's address: what it says, and what it keeps to itself."""

from pathlib import Path

import pytest

from gateway.domain.errors import SettingsInvalid
from gateway.intake.address import BrokerAddress


@pytest.mark.parametrize(
    "url", ["", "http://host", "mqtt://", "mqtt://host:none", "mqtt://host:99999", "host:1883"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    """With a word on how to write one."""
    with pytest.raises(SettingsInvalid, match="mqtt://host:1883"):
        BrokerAddress.parse(url)


def test_an_address_keeps_its_secret() -> None:
    """User and password are read, and do not stand in its repr."""
    address = BrokerAddress.parse("mqtts://gate%2Fway:p%40ss@broker.example")
    assert (address.username, address.password) == ("gate/way", "p@ss")
    assert (address.host, address.port, address.tls) == ("broker.example", 8883, True)
    assert repr(address) == "BrokerAddress(broker.example:8883)"


def test_the_files_of_tls_stand_in_the_query() -> None:
    """Whom to trust, and what to show; a word that nobody knows is refused."""
    address = BrokerAddress.parse("mqtts://host?ca=/a%20b/ca.pem&cert=c.pem&key=k.pem")
    assert (address.ca, address.cert, address.key) == (
        Path("/a b/ca.pem"),
        Path("c.pem"),
        Path("k.pem"),
    )
    with pytest.raises(SettingsInvalid, match="not cafile"):
        BrokerAddress.parse("mqtts://host?cafile=ca.pem")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    """When the connection is to be made, in words for whoever wrote the address."""
    address = BrokerAddress.parse(f"mqtts://host?ca={tmp_path}/none.pem")
    with pytest.raises(SettingsInvalid, match="TLS files"):
        address.context()
