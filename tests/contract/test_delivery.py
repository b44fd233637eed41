"""What others got wrong about delivery and presence: each test names who complained."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

from gateway.domain.case import CaseId
from gateway.domain.operation import OperationState
from gateway.domain.report import Frame
from gateway.domain.vin import Vin
from gateway.pipeline.bulletin import MemoryBulletin
from gateway.pipeline.dispatch import Dispatcher
from gateway.remedy.steps import StepResult
from tests import fix_wire as wire
from tests.fix_commands import EXPIRES_AFTER, NUMBER, asked_for
from tests.fix_intake import an_intake
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, House, a_presence, a_reply, later, signed

LONG_AGO = later(days=-1)
S = OperationState


@dataclass
class DeadChannel:
    """A broker that takes a command and never says that it has it."""

    tried: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, vin: Vin, downlink: bytes) -> None:
        del vin, downlink
        self.tried.set()
        await asyncio.Event().wait()


def frame(payload: bytes, kind: str = "telemetry") -> Frame:
    return Frame.of(wire.topic(CAR, kind), payload, NOON)


async def asked(house: House) -> CaseId:
    """A case of the car, with a command that waits; returns the case."""
    case = await house.open_case()
    await asked_for(house, case)
    return case


async def leaving(house: House) -> int:
    """How many commands leave now, and are told to have been sent."""
    parcels = await house.outbox.take_due(NOON, LONG_AGO, 9)
    for parcel in parcels:
        await house.outbox.mark_sent(parcel.operation, NOON)
    return len(parcels)


async def result(house: House, case: CaseId) -> StepResult:
    async with house.shelf.open(case) as desk:
        assert desk is not None
        assert desk.file.attempt is not None
        return desk.file.attempt.results[0]


async def test_published_is_not_delivered(house: House) -> None:
    """Delivered is said only by the vehicle, whatever the broker or a session says.

    Lessons row 1 (thingsboard#7123).
    """
    case = await asked(house)
    await house.hear(a_presence())
    assert await leaving(house) == 1
    await house.hear(a_presence(beat=1), a_presence(online=False), a_presence(session=2))
    await house.take(a_reply(NUMBER, 1, Vin("WVWZZZ1JZXW000002"), state=S.ACCEPTED))
    assert (await result(house, case)).state is S.SENT
    await house.take(a_reply(NUMBER, 2, state=S.ACCEPTED))
    assert (await result(house, case)).state is S.ACCEPTED


async def test_nothing_that_we_do_is_a_sign_of_life(house: House) -> None:
    """Neither asking, nor sending, nor giving up counts as heard from the vehicle.

    Lessons row 5 (thingsboard#7846).
    """
    await house.hear(a_presence())
    await asked(house)
    assert await leaving(house) == 1
    late = NOON + 2 * EXPIRES_AFTER
    await house.outbox.expire(late, late)
    await house.hear(a_presence(online=False, received_at=late))
    assert await house.last_heard() == NOON


async def test_a_command_waits_through_a_restart(house: House) -> None:
    """Asked while the car is away, sent by the next gateway when it is there, and done once.

    Lessons row 2 (thingsboard#11642), row 19 (traccar#2665, traccar#2497), row 20
    (traccar#5297, traccar#3113).
    """
    case = await asked(house)
    assert await leaving(house) == 0
    again = house.reopened()
    await again.hear(a_presence())
    assert await leaving(again) == 1
    await again.take(a_reply(NUMBER, 1, state=S.SUCCEEDED))
    assert (await result(again, case)).state is S.SUCCEEDED
    await again.hear(a_presence(session=2))
    assert await leaving(again.reopened()) == 0


async def test_two_reports_at_once_open_one_episode(house: House) -> None:
    """Two batches of one moment tell of the same fault: one life, one case, one end.

    Lessons row 6 (thingsboard#15583, thingsboard#2986, thingsboard#5652).
    """
    gateways = [an_intake(one.journal) for one in (house, house.reopened())]
    first = [frame(wire.faults(CAR, seq), "faults") for seq in (1, 2)]
    await asyncio.gather(*(one.take([said]) for one, said in zip(gateways, first, strict=True)))
    async with house.journal.batch() as batch:
        assert len(await batch.open_episodes([CAR])) == 1
    assert len(await house.shelf.due(later(days=1), 9)) == 1
    await gateways[0].take([frame(wire.faults(CAR, 3, {}), "faults")])
    async with house.journal.batch() as batch:
        assert await batch.open_episodes([CAR]) == {}


async def test_a_broken_downlink_stops_no_report(house: House) -> None:
    """A command that hangs in the broker costs neither telemetry nor faults.

    Lessons row 26 (teslamate#5648, teslamate#3654).
    """
    await asked(house)
    await house.hear(a_presence())
    channel, wake = DeadChannel(), asyncio.Event()
    dispatcher = Dispatcher(
        outbox=house.outbox,
        channel=channel,
        clock=house.clock,
        bulletin=MemoryBulletin(),
        sign=signed,
    )
    sending = asyncio.ensure_future(dispatcher.run(wake))
    await channel.tried.wait()
    reports = [frame(wire.telemetry(CAR, 1)), frame(wire.faults(CAR, 2), "faults")]
    await an_intake(house.journal).take(reports)
    assert not sending.done()
    sending.cancel()
    with suppress(asyncio.CancelledError):
        await sending
    async with house.journal.batch() as batch:
        assert len(await batch.open_episodes([CAR])) == 1


async def test_looking_asks_nothing_of_a_car(house: House) -> None:
    """Reports, presences and beats are taken in, and nothing is sent that could wake it.

    Lessons row 31 (home-assistant/core#23227, home-assistant/core#30778,
    home-assistant/core#107982, openhab-addons#2290).
    """
    intake = an_intake(house.journal)
    said = [frame(wire.presence(CAR), "presence"), frame(wire.faults(CAR, 1, {}), "faults")]
    await intake.take([*said, *(frame(wire.telemetry(CAR, seq)) for seq in range(2, 9))])
    assert await leaving(house) == 0
