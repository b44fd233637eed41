"""Accounts of the embedded broker as values: what they allow, and how NATS is told."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.domain.errors import InvalidValue
from gateway.embedded import BrokerAccount, gateway_account, vehicle_account
from gateway.embedded.account import nats_subject
from gateway.embedded.nats_configuration import Ports, configuration
from tests.fix_embedded import VINS

VIN = VINS[0]
LEVELS = st.text("abcXYZ019-_", min_size=1)


@given(st.lists(st.one_of(LEVELS, st.just("+")), min_size=1))
def test_every_level_becomes_one_token(levels: list[str]) -> None:
    """A subject has as many tokens as its topic has levels, so that none shields another."""
    tokens = nats_subject("/".join(levels)).split(".")
    assert tokens == ["*" if level == "+" else level for level in levels]


@pytest.mark.parametrize(
    "topic",
    ["", "v1//faults", "/v1", "v1/", "v1.x", "v1/*", "v1/>", "v1/#/x", "v1/a b", "$SYS/x"],
)
def test_a_topic_that_nats_would_read_otherwise_is_refused(topic: str) -> None:
    """Neither separators nor wildcards of NATS get into a subject by way of a topic."""
    with pytest.raises(InvalidValue):
        BrokerAccount(username="a", password="b", publish=(topic,))


def test_a_direction_without_topics_is_denied_expressly() -> None:
    """NATS takes an empty list of allowed subjects for all subjects."""
    (user,) = _users(BrokerAccount(username="a", password="b"))
    assert user["permissions"] == {"publish": {"deny": [">"]}, "subscribe": {"deny": [">"]}}


def test_a_vehicle_speaks_only_under_its_own_vin() -> None:
    """Every subject of a vehicle's account names that vehicle."""
    (user,) = _users(vehicle_account(VIN, "secret"))
    subjects = [s for rights in user["permissions"].values() for s in rights["allow"]]
    assert [subject.split(".")[1] for subject in subjects] == [VIN.text] * 5


def test_two_accounts_of_one_name_are_refused() -> None:
    """Which of two passwords holds would be chance."""
    with pytest.raises(InvalidValue):
        _users(gateway_account("one"), gateway_account("two"))


def test_an_account_shows_neither_password_nor_vin() -> None:
    """Its repr may end up in a log."""
    shown = repr(vehicle_account(VIN, "secret"))
    assert "secret" not in shown
    assert VIN.text not in shown


def _users(*accounts: BrokerAccount) -> list[dict[str, dict[str, dict[str, list[str]]]]]:
    told = json.loads(configuration(Ports(1883, 4222), Path("store"), accounts))
    users: list[dict[str, dict[str, dict[str, list[str]]]]] = told["authorization"]["users"]
    return users
