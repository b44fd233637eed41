"""The roll in memory: as good as the record, also while the record cannot be read."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from gateway.domain.certificate import Applicant, Certificate, Refusal, Serial
from gateway.domain.errors import StoreUnavailable
from gateway.identity.roll import Roll
from gateway.pipeline.memory.identities import MemoryIdentities
from tests.fix_knowledge import NOON
from tests.fix_store import CAR, OTHER_CAR, StillClock

ONE = Certificate(
    serial=Serial("a1"),
    vin=CAR,
    issued_at=NOON,
    valid_until=NOON + timedelta(days=30),
    issued_by="R. Meyer",
)
OTHER = replace(ONE, serial=Serial("b2"), vin=OTHER_CAR)


@dataclass
class Record(MemoryIdentities):
    """Can be away, or answer with what was true a moment ago."""

    away: bool = field(default=False)
    stale: Sequence[Certificate] = ()

    def __post_init__(self) -> None:
        super().__init__()

    async def find(self, serials: Collection[Serial]) -> Sequence[Certificate]:
        if self.away:
            raise StoreUnavailable
        return self.stale or await super().find(serials)

    async def unexpired(self, now: datetime) -> Sequence[Certificate]:
        if self.away:
            raise StoreUnavailable
        return await super().unexpired(now)


def applicant(one: Certificate) -> Applicant:
    return Applicant(common_name=one.vin.text, serial=one.serial, client_id=one.vin.text)


async def a_roll(record: Record) -> Roll:
    roll = Roll(record, StillClock().now)
    await roll.refresh()
    return roll


async def test_who_is_enrolled_a_moment_ago_gets_in() -> None:
    """Before any word of it has come: it is looked up."""
    record = Record()
    roll = await a_roll(record)
    assert await roll.admit(applicant(ONE)) is Refusal.UNKNOWN
    await record.issue([ONE])
    assert await roll.admit(applicant(ONE)) == ONE


async def test_vehicles_come_and_go_while_the_record_is_away() -> None:
    """Those that are known; a stranger is refused, not taken on trust."""
    record = Record()
    await record.issue([ONE])
    roll = await a_roll(record)
    record.away = True
    assert await roll.admit(applicant(ONE)) == ONE
    assert await roll.admit(applicant(OTHER)) is Refusal.UNKNOWN


async def test_a_refresh_names_those_that_lost_a_certificate() -> None:
    """Once each, by word of the serial or by reading all; the others go on."""
    record = Record()
    await record.issue([ONE, OTHER])
    roll = await a_roll(record)
    await record.revoke([CAR], NOON, "R. Meyer")
    assert await roll.refresh([ONE.serial]) == [CAR]
    assert await roll.refresh([ONE.serial]) == []
    assert await roll.admit(applicant(ONE)) is Refusal.REVOKED
    await record.revoke([OTHER_CAR], NOON, "R. Meyer")
    assert await roll.refresh() == [OTHER_CAR]
    assert await roll.refresh() == []


async def test_an_erased_vehicle_is_lost_too() -> None:
    """Its record is gone, so nobody vouches for it."""
    record = Record()
    await record.issue([ONE])
    roll = await a_roll(record)
    record._known.clear()
    assert await roll.refresh() == [CAR]
    assert await roll.admit(applicant(ONE)) is Refusal.UNKNOWN


async def test_what_has_expired_is_not_lost() -> None:
    """The broker ends that connection itself; one under a newer certificate stays."""
    clock, record = StillClock(), Record()
    await record.issue([ONE])
    roll = Roll(record, clock.now)
    await roll.refresh()
    clock.time = ONE.valid_until
    assert await roll.refresh() == []
    assert await roll.admit(applicant(ONE)) is Refusal.EXPIRED


async def test_what_was_read_before_a_revocation_lets_nobody_in_after_it() -> None:
    """A slow answer is overtaken by the word of the revocation, and takes nothing back."""
    record = Record()
    await record.issue([ONE])
    before = await record.find([ONE.serial])
    roll = await a_roll(record)
    await record.revoke([CAR], NOON, "R. Meyer")
    await roll.refresh([ONE.serial])
    record.stale = before
    await roll.refresh([ONE.serial])
    assert await roll.admit(applicant(ONE)) is Refusal.REVOKED
