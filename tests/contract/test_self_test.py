"""The self-test: a good broker passes on every kind, each lack is named with what to change."""

import secrets
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from gateway.domain.errors import BrokerBusy, BrokerUnfit
from gateway.intake.packets import Version
from gateway.intake.self_test import QUEUE, RETAINED, RIGHTS, SESSION, Proof, SelfTest
from tests.fix_sources import (
    MOSQUITTO,
    BrokerHouse,
    a_taker,
    mosquitto_house,
    nats_house,
    payloads,
)

pytestmark = pytest.mark.slow


def a_self_test(house: BrokerHouse) -> SelfTest:
    return SelfTest(
        address=house.address, now=lambda: datetime.now(UTC), versions=house.versions
    )


async def test_a_good_broker_passes(house_of_brokers: BrokerHouse) -> None:
    """Twice, too: nothing of the first time is left; and the gateway's session is whole."""
    if house_of_brokers.stream is not None:
        pytest.skip("the same broker, which is examined over MQTT once")
    sent, taker = payloads(3), a_taker()
    async with house_of_brokers.listening(a_taker().take):
        pass
    await house_of_brokers.report(*sent)
    for _ in range(2):
        proofs = await a_self_test(house_of_brokers).examine()
        assert [proof for proof in proofs if not proof.holds] == []
        assert len(proofs) == 4
    async with house_of_brokers.listening(taker.take):
        assert await taker.missing(sent) == set()


async def test_a_broker_that_brings_back_late_is_spoken_of(open_folder: Path) -> None:
    """NATS waits for an acknowledgement before it sends again; longer than triage waits."""
    folder = open_folder / f"late-{secrets.token_hex(4)}"
    folder.mkdir()
    async with nats_house(folder) as house:
        for hold_back_s, expected in ((2.0, True), (30.0, False)):
            with capture_logs() as logs:
                proofs = await replace(a_self_test(house), hold_back_s=hold_back_s).examine()
            assert [proof for proof in proofs if not proof.holds] == []
            said = [one for one in logs if one["event"] == "the broker brings back late"]
            assert bool(said) == expected


LACKS = {
    "inflight": ("max_inflight_messages 0\nmax_queued_messages 0", "", {QUEUE}),
    "queued": ("max_queued_messages 0", "max_queued_messages 1200", {QUEUE}),
    "retained": ("persistence true", "retain_available false", {RETAINED}),
}


@pytest.mark.parametrize("version", Version)
@pytest.mark.parametrize("lack", LACKS)
async def test_what_a_broker_lacks_is_named(
    open_folder: Path, lack: str, version: Version
) -> None:
    """Mosquitto as it comes keeps a thousand messages; one may forget to retain."""
    theirs, ours, advice = LACKS[lack]
    configuration = MOSQUITTO.replace(theirs, ours)
    assert configuration != MOSQUITTO
    folder = open_folder / f"lack-{secrets.token_hex(4)}"
    folder.mkdir()
    async with mosquitto_house(folder, [version], configuration) as house:
        proofs = await a_self_test(house).examine()
        assert {proof.advice for proof in proofs if not proof.holds} == advice
        with pytest.raises(BrokerUnfit, match=next(iter(advice))[:30]):
            await a_self_test(house)()


@pytest.mark.parametrize("version", Version)
async def test_our_own_topic_may_be_forbidden(open_folder: Path, version: Version) -> None:
    """MQTT 5 says so, 3.1.1 is silent: both are named."""
    folder = open_folder / f"acl-{secrets.token_hex(4)}"
    folder.mkdir()
    (folder / "acl").write_text("topic read v1/#\n")
    configuration = MOSQUITTO + "acl_file {folder}/acl\n"
    async with mosquitto_house(folder, [version], configuration) as house:
        proofs = await a_self_test(house).examine()
        assert Proof("our own topic", False, RIGHTS) in proofs
        assert SESSION not in {proof.advice for proof in proofs if not proof.holds}


@pytest.mark.parametrize("version", Version)
async def test_one_session_for_an_account_is_left_whole(
    open_folder: Path, version: Version
) -> None:
    """Where names replace client ids it is examined too, but not while reports wait there."""
    folder = open_folder / f"one-{secrets.token_hex(4)}"
    folder.mkdir()
    configuration = MOSQUITTO + "use_username_as_clientid true\n"
    sent, taker = payloads(30), a_taker()
    async with mosquitto_house(folder, [version], configuration) as house:
        house.sign("gateway")
        async with house.listening(a_taker().take):
            pass
        proofs = await a_self_test(house).examine()
        assert [proof for proof in proofs if not proof.holds] == []
        await house.report(*sent)
        with pytest.raises(BrokerBusy):
            await a_self_test(house).examine()
        async with house.listening(taker.take):
            assert await taker.missing(sent) == set()
