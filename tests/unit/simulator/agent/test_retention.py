"""What was acknowledged is kept for a while, and sent again when the gateway asks for it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from gateway.decode.commands import Gap, Signature, ask_to_resend
from gateway.domain.vin import Vin
from proto.v1.commands_pb2 import Downlink, Range, ResendRequest, SignedResend
from proto.v1.telemetry_pb2 import NO_LONGER_KEPT, OUT_OF_MEMORY, Omission, Telemetry
from simulator.agent.budget import Budget
from simulator.agent.database import Database
from simulator.agent.flash import size_of
from simulator.agent.outbox import Outbox
from simulator.agent.report import Boot, Kind, StoredReport
from simulator.agent.resender import MOST_SEQUENCES, Resender
from simulator.agent.unit_clock import UnitClock
from simulator.agent.verifier import Rejection
from simulator.world_clock import WorldClock
from tests.fix_outbox import ANY_LENGTH, BOX_VIN, a_report, an_outbox, commit
from tests.fix_simulator import Signer

ONE = size_of(a_report(Kind.TELEMETRY))
KINDS = (Kind.TELEMETRY, Kind.FAULTS, Kind.TELEMETRY, Kind.REPLIES, Kind.TELEMETRY)
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


async def waiting(box: Outbox) -> list[StoredReport]:
    return await box.waiting(BOX_VIN, ANY_LENGTH)


async def deliver(box: Outbox, boot: Boot, uptime_ms: int = 0) -> list[StoredReport]:
    """Everything that waits is sent and acknowledged."""
    await box.own_up(boot, uptime_ms, 0)
    sent = await waiting(box)
    await box.acknowledge(boot, [one.row for one in sent], uptime_ms)
    return sent


def asked(boot: Boot, first: int, last: int) -> Range:
    return Range(boot_id=boot.boot_id, first_seq=first, last_seq=last)


async def kept(box: Outbox) -> list[tuple[int, int]]:
    """(boot count, sequence) in the order of acknowledgement."""
    query = "SELECT boot_count, seq FROM kept JOIN boot USING (boot_id) ORDER BY kept.number"
    return await box._database.run(lambda c: c.execute(query).fetchall())


async def confessed(box: Outbox, boot: Boot) -> list[Omission]:
    await box.own_up(boot, 0, 0)
    said = [one for one in await waiting(box) if one.report.kind is Kind.OMISSIONS]
    return [o for one in said for o in Telemetry.FromString(one.report.body).omissions]


async def test_what_is_named_goes_out_again() -> None:
    """The same reports with the same numbers, each in its place, and nothing else.

    Lessons row 22 (fleet-telemetry#246).
    """
    async with an_outbox() as box:
        boot = await box.begin_boot(BOX_VIN)
        await commit(box, boot, *map(a_report, KINDS))
        sent = await deliver(box, boot)
        assert (box.depth(BOX_VIN), box.acknowledged) == (0, 5)
        assert await box.resend(boot, [asked(boot, 1, 2), asked(boot, 5, 5)]) == 3
        again = await waiting(box)
        assert again == [one for one in sent if one.seq in {1, 2, 5}]
        assert (box.depth(BOX_VIN), box.acknowledged, box.backlog) == (3, 2, 3)
        await deliver(box, boot)
        assert await box.resend(boot, [asked(boot, 1, 5)]) == 5


async def test_an_old_report_that_goes_again_does_not_overtake_the_newest() -> None:
    """It is as old as it was: what has been measured since is sent before it."""
    async with an_outbox() as box:
        boot = await box.begin_boot(BOX_VIN)
        await commit(box, boot, *[a_report(Kind.TELEMETRY)] * 2)
        await deliver(box, boot)
        await commit(box, boot, a_report(Kind.TELEMETRY))
        await box.resend(boot, [asked(boot, 1, 2)])
        assert [one.seq for one in await waiting(box)] == [3, 2, 1]


async def test_what_still_waits_is_not_sent_twice() -> None:
    """It is on its way by itself."""
    async with an_outbox() as box:
        boot = await box.begin_boot(BOX_VIN)
        await commit(box, boot, *[a_report(Kind.TELEMETRY)] * 3)
        assert await box.resend(boot, [asked(boot, 1, 3)]) == 0
        assert [one.seq for one in await waiting(box)] == [3, 2, 1]
        assert await confessed(box, boot) == []


async def test_what_is_kept_no_longer_is_owned_up_to() -> None:
    """In one piece where it is one; nothing is said of reports that never were."""
    async with an_outbox(Budget(kept_bytes=2 * ONE)) as box:
        boot = await box.begin_boot(BOX_VIN)
        for _ in range(6):
            await commit(box, boot, a_report(Kind.TELEMETRY))
            await deliver(box, boot)
        stranger = Range(boot_id=boot.boot_id + 1, first_seq=1, last_seq=9)
        assert await box.resend(boot, [asked(boot, 1, 99), stranger]) == 2
        assert await box.resend(boot, [asked(boot, 3, 3)]) == 0
        said = await confessed(box, boot)
    assert said == [
        Omission(boot_id=boot.boot_id, first_seq=1, last_seq=4, reason=NO_LONGER_KEPT)
    ]


async def test_what_was_given_up_is_owned_up_to_once() -> None:
    """A report that names one twice would be refused, and with it all that it owns up to."""
    async with an_outbox(Budget(unsent_bytes=ONE, kept_bytes=0)) as box:
        boot = await box.begin_boot(BOX_VIN)
        for _ in range(40):
            await commit(box, boot, a_report(Kind.TELEMETRY))
        await commit(box, boot, a_report(Kind.FAULTS))
        rows = [one.row for one in await waiting(box) if one.report.kind is Kind.FAULTS]
        await box.acknowledge(boot, rows, 0)
        left = {one.seq for one in await waiting(box)}
        await box.resend(boot, [asked(boot, 1, 99)])
        said = await confessed(box, boot)
    named = [seq for one in said for seq in range(one.first_seq, one.last_seq + 1)]
    assert sorted(named) == sorted({*range(1, 42)} - left)
    assert {one.reason for one in said} == {OUT_OF_MEMORY, NO_LONGER_KEPT}


async def test_nothing_is_kept_when_there_is_no_room_for_it() -> None:
    """Without a budget acknowledged means gone."""
    async with an_outbox(Budget(kept_bytes=0)) as box:
        boot = await box.begin_boot(BOX_VIN)
        await commit(box, boot, a_report(Kind.FAULTS))
        await deliver(box, boot)
        assert await box.resend(boot, [asked(boot, 1, 1)]) == 0
        assert len(await confessed(box, boot)) == 1


async def test_the_unsent_are_never_thinned_for_the_kept() -> None:
    """Each has its own budget: what is kept takes no room of what waits."""
    budget = Budget(unsent_bytes=3 * ONE, kept_bytes=3 * ONE)
    async with an_outbox(budget) as box:
        boot = await box.begin_boot(BOX_VIN)
        for _ in range(3):
            await commit(box, boot, *[a_report(Kind.TELEMETRY)] * 3)
            sent = await deliver(box, boot)
            assert [one.report.samples for one in sent] == [20] * 3
            bodies = [Telemetry.FromString(one.report.body) for one in sent]
            assert [body.thinned_samples for body in bodies] == [0] * 3


async def test_nothing_is_kept_for_ever() -> None:
    """Past its time it goes, also when there is room; what an earlier boot kept is older."""
    async with an_outbox(Budget(kept_s=100)) as box:
        first = await box.begin_boot(BOX_VIN)
        await commit(box, first, *[a_report(Kind.FAULTS)] * 2)
        await deliver(box, first, uptime_ms=900_000)
        await commit(box, first, a_report(Kind.FAULTS))
        await deliver(box, first, uptime_ms=1_000_001)
        assert await kept(box) == [(1, 3)]
        second = await box.begin_boot(BOX_VIN)
        for uptime_ms, expected in ((100_000, [(1, 3), (2, 1)]), (100_001, [(2, 1), (2, 2)])):
            await commit(box, second, a_report(Kind.FAULTS))
            await deliver(box, second, uptime_ms)
            assert await kept(box) == expected


async def test_the_count_is_right_after_a_restart(flash: Database) -> None:
    """What waits, what is kept and what is still to be owned up to is counted anew."""
    budget = Budget(kept_bytes=2 * ONE)
    box = Outbox(flash, budget)
    boot = await box.begin_boot(BOX_VIN)
    await commit(box, boot, *[a_report(Kind.TELEMETRY)] * 5)
    await deliver(box, boot)
    await box.resend(boot, [asked(boot, 1, 5)])
    again = Outbox(flash, budget)
    await again.load()
    assert again.depth(BOX_VIN) == box.depth(BOX_VIN) == 3
    for name in ("published", "acknowledged", "given_up", "taken_out", "backlog"):
        assert getattr(again, name) == getattr(box, name)
    assert again._stocks[BOX_VIN].kept == box._stocks[BOX_VIN].kept == 0
    assert len(await confessed(again, boot)) == 1


class Asking:
    """A unit that knows the server's time, and a gateway that may have lost something."""

    def __init__(self, box: Outbox, boot: Boot) -> None:
        self.signer, self.box, self.boot = Signer(), box, boot
        clock = UnitClock(WorldClock(wall_origin=0, world_origin=0, speed=1))
        clock.take_server_time(round(NOW.timestamp() * 1000), clock.uptime_ms())
        self.resender = Resender(
            boot=boot, clock=clock, outbox=box, verifier=self.signer.verifier(BOX_VIN)
        )

    def sign(self, name: str, message: bytes) -> Signature:
        signature = self.signer.key.sign(name.encode() + b"\0" + message)
        return Signature(signature, self.signer.key_id)

    def request(
        self,
        *spans: tuple[int, int],
        at: datetime = NOW,
        vin: str = BOX_VIN,
        boot: int | None = None,
    ) -> SignedResend:
        """As the gateway writes it."""
        gaps = [Gap(boot or self.boot.boot_id, first, last) for first, last in spans]
        return Downlink.FromString(ask_to_resend(Vin(vin), gaps, at, self.sign)).resend

    async def reason(self, signed: SignedResend) -> str | None:
        rejection: Rejection | None = await self.resender.receive(signed)
        return None if rejection is None else rejection.reason


@pytest.fixture
async def asking(flash: Database) -> Asking:
    box = Outbox(flash)
    boot = await box.begin_boot(BOX_VIN)
    await commit(box, boot, *map(a_report, KINDS))
    await deliver(box, boot)
    return Asking(box, boot)


async def seqs(box: Outbox) -> Sequence[int]:
    return sorted(one.seq for one in await waiting(box))


async def test_the_gateways_own_request_is_understood(asking: Asking) -> None:
    """What it encodes and signs is what the unit reads, believes and does."""
    assert await asking.reason(asking.request((2, 2), (4, 5))) is None
    assert await seqs(asking.box) == [2, 4, 5]


async def test_a_request_is_good_once_and_for_a_while(asking: Asking) -> None:
    """Played again, held up on its way, or from a clock that is off, it does nothing."""
    good = asking.request((1, 1))
    assert await asking.reason(good) is None
    minutes = [timedelta(minutes=n) for n in (-11, 11)]
    bad = [good, asking.request((2, 2), at=NOW - timedelta(seconds=1))]
    late = [asking.request((2, 2), at=NOW + n) for n in minutes]
    assert [await asking.reason(one) for one in bad] == ["repeated"] * 2
    assert [await asking.reason(one) for one in late] == ["stale"] * 2
    assert await asking.reason(asking.request((2, 2), at=NOW + timedelta(seconds=1))) is None
    assert await seqs(asking.box) == [1, 2]


@pytest.mark.parametrize(
    ("spans", "reason"),
    [
        ([(0, 3)], "malformed"),
        ([(4, 3)], "malformed"),
        ([(1, MOST_SEQUENCES + 1)], "too_many"),
        ([(1, 2**62)], "too_many"),
        ([(1, MOST_SEQUENCES), (1, 1)], "too_many"),
    ],
)
async def test_an_absurd_request_is_refused(
    asking: Asking, spans: list[tuple[int, int]], reason: str
) -> None:
    """It costs neither time nor room on board."""
    assert await asking.reason(asking.request(*spans)) == reason
    assert await seqs(asking.box) == []


async def test_nobody_else_may_ask(asking: Asking) -> None:
    """Another key, another message's signature, another car, or noise."""
    good = asking.request((1, 5))
    as_command = asking.signer.key.sign(b"vdg.v1.Command\0" + good.resend)
    noise = b"\xff"
    forged = [
        (Signer().resend(ResendRequest.FromString(good.resend)), "unknown_key"),
        (SignedResend(resend=good.resend, signature=as_command), "bad_signature"),
        (SignedResend(resend=good.resend, signature=bytes(64)), "bad_signature"),
        (asking.request((1, 5), vin="W0VZZZE1XSB000002"), "wrong_vin"),
        (
            SignedResend(
                resend=noise, signature=asking.sign("vdg.v1.ResendRequest", noise).value
            ),
            "malformed",
        ),
    ]
    for request, reason in forged:
        assert await asking.reason(request) == reason
    assert await seqs(asking.box) == []
