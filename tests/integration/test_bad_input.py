"""Bad input, end to end: kept or refused, counted, shown; nothing else suffers."""

from collections.abc import Sequence
from uuid import UUID

import pytest

from gateway.domain.report import RefusalReason
from gateway.domain.vin import Vin
from gateway.pipeline.intake_page import IntakePage, RefusedLine
from gateway.store.pool import Pool
from proto.v1 import presence_pb2
from tests import fix_wire as wire
from tests.fix_bad_frames import YEAR_MS, car, noise, refused_cases
from tests.fix_serving import LiveGateway, anyone, eventually

pytestmark = pytest.mark.slow

VIN = car(1)
CASES = refused_cases(VIN, car(2))


def on(page: IntakePage, topic: str, payload: bytes) -> Sequence[RefusedLine]:
    start = payload[:64].hex(" ")
    return [
        line
        for line in page.recent
        if (line.topic, line.payload_hex, line.size) == (topic, start, len(payload))
    ]


async def stored(pool: Pool, *vins: Vin) -> set[tuple[str, int]]:
    """(VIN, sequence) of every report in the ledger."""
    async with pool.connection() as connection:
        cursor = await connection.execute(
            "select vin, seq from reports join vehicles v on v.id = vehicle_id"
            " where vin = any(%s)",
            [[vin.text for vin in vins]],
        )
        return {(vin, seq) for vin, seq in await cursor.fetchall()}


@pytest.mark.parametrize("name", CASES)
async def test_bad_frame_is_kept_aside(gateway: LiveGateway, name: str) -> None:
    """It is shown with its reason and counted; all reports around it are stored."""
    number = [*CASES].index(name)
    bad, calm = CASES[name], car(100 + number)
    before = await gateway.console.intake()
    seqs = {calm: (1, 2, 3, 4), VIN: (4 * number + 1, 4 * number + 2)}
    async with anyone(gateway.broker) as client:

        async def healthy(vin: Vin, seq: int) -> None:
            await client.publish(wire.topic(vin, "telemetry"), wire.telemetry(vin, seq), qos=1)

        await healthy(calm, 1)
        await healthy(VIN, seqs[VIN][0])
        await client.publish(bad.topic, bad.payload, qos=1)
        await healthy(VIN, seqs[VIN][1])
        for seq in (2, 3, 4):
            await healthy(calm, seq)

    page = await eventually(
        gateway.console.intake, lambda page: bool(on(page, bad.topic, bad.payload))
    )
    wanted = {(vin.text, seq) for vin, own in seqs.items() for seq in own}
    ledger = await eventually(
        lambda: stored(gateway.pool, calm, VIN), lambda found: wanted <= found
    )

    [line] = on(page, bad.topic, bad.payload)
    assert bad.reason == line.reason
    assert line.detail
    assert line.times_seen == 1
    assert before.refused.get(bad.reason.value, 0) + 1 == page.refused[bad.reason.value]
    assert wanted <= ledger


async def test_the_same_bad_frame_again_only_counts(gateway: LiveGateway) -> None:
    """A sender that repeats itself fills a counter, not the database."""
    topic, payload = wire.topic(VIN, "telemetry"), b"\xff" + noise(77, 40)
    async with anyone(gateway.broker) as client:
        for _ in range(5):
            await client.publish(topic, payload, qos=1)

    def seen(page: IntakePage) -> list[int]:
        return [line.times_seen for line in on(page, topic, payload)]

    page = await eventually(gateway.console.intake, lambda page: seen(page) == [5])
    assert seen(page) == [5]


async def test_unknown_signals_are_kept_and_counted(gateway: LiveGateway) -> None:
    """A number that the contract does not name is stored with its values, and noticed."""
    vin = car(200)
    body = wire.telemetry(vin, 1, {4242: [1.5, 2.5], 10: [12.5, 12.5]})
    async with anyone(gateway.broker) as client:
        await client.publish(wire.topic(vin, "telemetry"), body, qos=1)
    page = await eventually(
        gateway.console.intake, lambda page: "unknown_signal: 4242" in page.oddities
    )
    assert page.oddities["unknown_signal: 4242"] == 1
    vehicle = await gateway.console.vehicle(vin)
    assert vehicle is not None
    assert {one.number: one.value for one in vehicle.signals} == {4242: 2.5, 10: 12.5}


async def test_unknown_codes_go_to_a_person(gateway: LiveGateway) -> None:
    """A code that no catalogue knows is stored, noticed, and opens a case for a specialist."""
    vin = car(201)
    body = wire.faults(vin, 1, {"B2F0E-77": wire.FAILED}, component="toaster")
    async with anyone(gateway.broker) as client:
        await client.publish(wire.topic(vin, "faults"), body, qos=1)
    vehicle = await eventually(
        lambda: gateway.console.vehicle(vin),
        lambda page: page is not None and page.line.needs_person,
    )
    assert vehicle is not None
    assert vehicle.line.needs_person
    assert [str(fault.code) for fault in vehicle.faults] == ["B2F0E-77"]
    page = await gateway.console.intake()
    assert page.oddities["unknown_code: toaster B2F0E-77"] == 1


@pytest.mark.parametrize(
    ("number", "wall_ms"), [(202, 0), (203, 130 * YEAR_MS), (204, -(2**63)), (205, 2**63 - 1)]
)
async def test_clocks_of_other_centuries_are_not_believed(
    gateway: LiveGateway, number: int, wall_ms: int
) -> None:
    """A car in 1970 or 2100 is stored at the time when it spoke, and its clock is noticed."""
    vin = car(number)
    async with anyone(gateway.broker) as client:
        for seq, age in ((1, 50), (2, None)):
            body = wire.telemetry(vin, seq, wall_ms=wall_ms, age_ms=age)
            await client.publish(wire.topic(vin, "telemetry"), body, qos=1)
    wanted = {(vin.text, 1), (vin.text, 2)}
    assert wanted == await eventually(lambda: stored(gateway.pool, vin), wanted.__eq__)
    async with gateway.pool.connection() as connection:
        cursor = await connection.execute(
            "select max(abs(extract(epoch from received_at - at))) from reports"
            " join vehicles v on v.id = vehicle_id where vin = %s",
            [vin.text],
        )
        [(furthest,)] = await cursor.fetchall()
    assert furthest < 60
    page = await gateway.console.intake()
    assert page.oddities[f"clock_untrusted: {vin.masked}"] >= 1


async def test_a_stale_last_will_changes_nothing(gateway: LiveGateway) -> None:
    """The broker's late word on an old session does not make a car that is there go away."""
    vin = car(206)
    up = wire.topic(vin, "presence")
    async with anyone(gateway.broker) as client:
        await client.publish(up, wire.presence(vin, session=2), qos=1)
        await client.publish(up, wire.presence(vin, session=1, online=False), qos=1)
        await client.publish(up, presence_pb2.Presence(version=9).SerializeToString(), qos=1)
    await eventually(
        gateway.console.intake,
        lambda page: any(line.topic == up for line in page.recent),
    )
    vehicle = await gateway.console.vehicle(vin)
    assert vehicle is not None
    assert vehicle.line.contact.online
    assert vehicle.software == {"telematics": "4.2.0"}


async def test_a_car_cannot_answer_for_another(gateway: LiveGateway) -> None:
    """A reply to a command that another car was given is refused and changes nothing."""
    vin, spoofer = car(207), car(208)
    async with anyone(gateway.broker) as client:
        await client.publish(wire.topic(vin, "faults"), wire.faults(vin, 1), qos=1)

        async def operations() -> list[tuple[UUID, str]]:
            async with gateway.pool.connection() as connection:
                cursor = await connection.execute(
                    "select o.id, o.state from operations o"
                    " join vehicles v on v.id = o.vehicle_id where vin = %s",
                    [vin.text],
                )
                return [(number, state) for number, state in await cursor.fetchall()]

        [(command, state)] = await eventually(operations, bool)
        assert state == "queued"
        await client.publish(wire.topic(vin, "presence"), wire.presence(vin), qos=1)
        await eventually(operations, lambda found: found == [(command, "sent")])
        forged = wire.reply(spoofer, 1, command)
        await client.publish(wire.topic(spoofer, "replies"), forged, qos=1)
        page = await eventually(
            gateway.console.intake,
            lambda page: bool(on(page, wire.topic(spoofer, "replies"), forged)),
        )
    [line] = on(page, wire.topic(spoofer, "replies"), forged)
    assert line.reason == RefusalReason.UNKNOWN_COMMAND
    assert [(command, "sent")] == await operations()
