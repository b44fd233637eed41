"""Lives of faults in the store: what was counted, what came back, many in one batch."""

from dataclasses import replace
from datetime import timedelta

from gateway.domain.component import INFOTAINMENT
from gateway.domain.episode import Episode, EpisodeChange, EpisodeEnd, FaultKey
from gateway.domain.report import FaultReport, Placed
from gateway.domain.trouble_code import Status
from tests.fix_knowledge import NOON, SCREEN_FROZEN
from tests.fix_store import CAR, House, later
from tests.fix_triage import faulty

KEY = FaultKey(CAR, INFOTAINMENT, SCREEN_FROZEN)
FIRST = Episode(
    key=KEY,
    opened_at=NOON,
    updated_at=NOON,
    status=Status(0x27),
    occurrences=3,
    seen=Status(0x27),
)
GROWN = replace(
    FIRST,
    updated_at=later(minutes=5),
    status=Status(0x2F),
    occurrences=1,
    earlier=3,
    seen=Status(0x2F),
    confirmed_at=later(minutes=5),
    passed_at=later(minutes=4),
    returns=2,
    crowd=4,
    reports=700,
    lines=66,
)
HEALED = replace(
    GROWN, updated_at=later(hours=1), ended_at=later(hours=1), end=EpisodeEnd.HEALED
)


def report(seq: int) -> Placed[FaultReport]:
    return faulty(seq, 0, INFOTAINMENT, {str(SCREEN_FROZEN): 0x2F}, vin=CAR)


def opened(episode: Episode) -> tuple[EpisodeChange, Placed[FaultReport]]:
    return EpisodeChange(episode, report(1).report.entries[0], opened=True), report(1)


def moved(
    episode: Episode, *, returned: bool = False
) -> tuple[EpisodeChange, Placed[FaultReport]]:
    entry = report(2).report.entries[0]
    return EpisodeChange(episode, entry, opened=False, returned=returned), report(2)


async def known(house: House, since_h: float | None) -> dict[FaultKey, Episode]:
    since = None if since_h is None else later(hours=since_h)
    async with house.reopened().journal.batch() as batch:
        return await batch.open_episodes([CAR], or_ended_since=since)


async def test_all_that_a_life_remembers_is_kept(house: House) -> None:
    """Totals, bits, the confirmation, returns and counts of reports outlive a restart."""
    await house.take(episodes=[opened(FIRST)])
    await house.take(episodes=[moved(GROWN)])
    assert await known(house, None) == {KEY: GROWN}


async def test_a_life_that_ended_lately_is_found_when_asked(house: House) -> None:
    """Asked since its end it is there, since later it is not, and an open one goes first."""
    await house.take(episodes=[opened(FIRST), moved(HEALED)])
    assert await known(house, None) == {}
    assert await known(house, 1) == {KEY: HEALED}
    assert await known(house, 1.5) == {}
    second = replace(FIRST, opened_at=later(hours=2), updated_at=later(hours=2))
    await house.take(episodes=[opened(second)])
    assert await known(house, 0) == {KEY: second}


async def test_a_life_that_had_ended_may_return(house: House) -> None:
    """It is the same life again, also when it ends and returns within one batch."""
    await house.take(episodes=[opened(FIRST), moved(HEALED)])
    back = replace(GROWN, returns=3, updated_at=later(hours=1) + timedelta(minutes=1))
    await house.take(episodes=[moved(back, returned=True)])
    assert await known(house, None) == {KEY: back}
    gone = replace(HEALED, returns=3, ended_at=later(hours=2), updated_at=later(hours=2))
    again = replace(back, returns=4, updated_at=later(hours=3))
    await house.take(episodes=[moved(gone), moved(again, returned=True)])
    assert await known(house, None) == {KEY: again}


async def test_many_lives_of_a_fault_fit_into_one_batch(house: House) -> None:
    """Opened, ended and opened again, ten times: the last one is open, the others are there."""
    changes = []
    for n in range(10):
        at = later(minutes=n)
        begun = replace(FIRST, opened_at=at, updated_at=at, crowd=n + 1)
        changes += [opened(begun), moved(replace(begun, ended_at=at, end=EpisodeEnd.CLEARED))]
    last = replace(FIRST, opened_at=later(hours=1), updated_at=later(hours=1))
    await house.take(episodes=[*changes, opened(last)])
    assert await known(house, None) == {KEY: last}
