"""Succeeding to the last gateway, at a broker that lists its consumers page by page."""

from collections.abc import Mapping
from hashlib import sha256
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any

from gateway.domain.topic import GATEWAY
from gateway.intake.succession import SESSION, STREAM, succeed

A_PAGE = 256
"""Of the list that NATS answers with."""


class ManySessions:
    """The API of a broker; `there`: up to where each consumer has acknowledged."""

    def __init__(self, **there: int) -> None:
        self.there = there
        self.begun_at = 0

    async def __call__(self, what: str, how: Mapping[str, Any]) -> Mapping[str, Any]:
        match what.split("."):
            case ["CONSUMER", "LIST", stream]:
                assert stream == STREAM
                names = sorted(self.there)[how["offset"] :][:A_PAGE]
                return {"consumers": [self._told(name) for name in names] or None}
            case ["CONSUMER", "CREATE", _, name, *_]:
                assert how["config"]["durable_name"] == name
                self.there[name], self.begun_at = 0, how["config"]["opt_start_seq"]
            case ["CONSUMER", "DELETE", _, name]:
                del self.there[name]
        return {}

    def _told(self, name: str) -> Mapping[str, Any]:
        return {"name": name, "ack_floor": {"stream_seq": self.there[name]}}


async def test_the_last_gateway_is_found_among_a_fleet_of_sessions() -> None:
    """It goes on behind what that has stored, and leaves nobody for whom all is kept."""
    cars = {f"car_{number:05}": 3 for number in range(2 * A_PAGE)}
    broker = ManySessions(**cars, **{f"{GATEWAY}-old": 71})
    name = await succeed(broker)
    assert broker.begun_at == 72
    assert [one for one in broker.there if one.startswith(GATEWAY)] == [name]
    assert broker.there.keys() - {name} == cars.keys()


async def test_a_session_that_a_gateway_had_before_is_not_kept_for_ever() -> None:
    """NATS keeps what any consumer has not acknowledged, until its store is full."""
    broker = ManySessions(**{f"{SESSION}telemetry": 9, f"{SESSION}faults": 9, "car": 0})
    name = await succeed(broker)
    assert sorted(broker.there) == ["car", name]
    assert broker.begun_at == 1


def test_nats_spells_our_session_so() -> None:
    """Eight bytes of the SHA-256 of the client id, each a digit or a letter."""
    spelling = digits + ascii_uppercase + ascii_lowercase
    digest = sha256(GATEWAY.encode()).digest()
    assert "".join(spelling[byte % len(spelling)] for byte in digest[:8]) + "_" == SESSION
