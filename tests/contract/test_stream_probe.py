"""The probe of the embedded broker: it passes, and one that is not as we think is named."""

import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.domain.errors import BrokerUnfit
from gateway.intake import stream_probe, succession
from gateway.intake.address import BrokerAddress
from gateway.intake.stream import StreamConnection
from gateway.intake.stream_probe import NOT_AGAIN, NOT_THERE, STAYS, StreamProbe
from tests.fix_sources import BrokerHouse, a_taker, payloads, stream_house

pytestmark = pytest.mark.slow


@pytest.fixture
async def house(open_folder: Path) -> AsyncIterator[BrokerHouse]:
    folder = open_folder / f"probe-{secrets.token_hex(4)}"
    folder.mkdir()
    async with stream_house(folder) as made:
        yield made


def a_probe(house: BrokerHouse) -> StreamProbe:
    assert house.stream is not None
    return StreamProbe(
        stream=house.stream,
        broker=house.address,
        now=lambda: datetime.now(UTC),
        shown=lambda at: round(at * 1e6),
    )


async def test_the_embedded_broker_passes_and_nothing_is_left(house: BrokerHouse) -> None:
    """Twice, too; what waits for the gateway comes as if nobody had asked."""
    sent, taker = payloads(3), a_taker()
    await house.report(*sent)
    for _ in range(2):
        assert await a_probe(house).examine() is None
    async with house.listening(taker.take):
        assert await taker.missing(sent) == set()
    assert taker.payloads == sent
    assert [name for name in await readers(house) if name.startswith("vdg-probe")] == []


async def readers(house: BrokerHouse) -> list[str]:
    assert house.stream is not None
    connection = StreamConnection(round)
    await connection.open(house.stream)
    try:
        return [one["name"] for one in await succession._consumers(connection._api)]
    finally:
        await connection.close()


async def test_a_stream_without_what_came_by_mqtt_is_named(
    house: BrokerHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused, or only said; whichever was asked for."""
    monkeypatch.setattr(stream_probe, "PATIENCE_S", 0.2)
    monkeypatch.setattr(succession, "PREFIX", "$MQTT.elsewhere.")
    assert await a_probe(house).examine() == NOT_THERE
    with pytest.raises(BrokerUnfit, match="does not come into the stream"):
        await a_probe(house)()
    with capture_logs() as logs:
        await replace(a_probe(house), refuse=False)()
    assert [one["lacking"] for one in logs if "lacking" in one] == [NOT_THERE]


async def test_a_stream_that_forgets_is_named(
    house: BrokerHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who dies before it has acknowledged would have lost it."""
    monkeypatch.setattr(stream_probe, "PATIENCE_S", 0.2)
    monkeypatch.setattr(succession, "_floor", lambda _: 1 << 40)
    assert await a_probe(house).examine() == NOT_AGAIN


async def test_a_stream_that_forgets_acknowledgements_is_named(
    house: BrokerHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would hand on everything anew, at every start."""
    monkeypatch.setattr(stream_probe, "AGAIN_S", 0.0)
    monkeypatch.setattr(StreamConnection, "_tell", lambda _: None)
    assert await a_probe(house).examine() == STAYS


async def test_a_broker_that_is_away_is_not_judged(house: BrokerHouse) -> None:
    """Whether it comes back is for intake to see."""
    nobody = replace(a_probe(house), broker=BrokerAddress.parse("mqtt://127.0.0.1:1"))
    with capture_logs() as logs:
        await nobody()
    assert "the embedded broker was not examined" in [one["event"] for one in logs]
