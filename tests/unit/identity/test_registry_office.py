"""Enrolling, renewing, revoking: each again does no harm, and files and record agree."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from gateway.domain.vin import Vin
from gateway.identity.installation import Installation
from gateway.identity.registry_office import Outcome, RegistryOffice, serial_in
from gateway.pipeline.memory.identities import MemoryIdentities

ONE, OTHER = Vin("WVWZZZ1KZ8W100001"), Vin("WVWZZZ1KZ8W100002")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
LIFE = timedelta(days=90)


class Desk:
    """The office of one installation, on the day that is asked for."""

    def __init__(self, data: Path) -> None:
        self.identities = MemoryIdentities()
        self.installation = Installation(data)

    def on(self, day: float = 0) -> RegistryOffice:
        now = NOW + timedelta(days=day)
        return RegistryOffice(
            self.installation.authority(NOW),
            self.identities,
            folder=self.installation.folder,
            out=self.installation.data / "vehicles",
            by="R. Meyer",
            now=now,
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def said(outcomes: AsyncIterator[Outcome]) -> list[tuple[Vin, str, bool]]:
    """The first words of each."""
    return [(o.vin, o.words.split(":")[0].split(" until")[0], o.good) async for o in outcomes]


async def test_each_vehicle_gets_one_private_file(desk: Desk) -> None:
    """With the certificate that is recorded, and the authority's beside it."""
    assert await said(desk.on().enrol([ONE, OTHER, ONE], LIFE)) == [
        (ONE, "enrolled", True),
        (OTHER, "enrolled", True),
    ]
    for vin in (ONE, OTHER):
        path = desk.on().path_of(vin)
        [record] = await desk.identities.of([vin])
        assert record.serial == serial_in(path)
        assert record.issued_by == "R. Meyer"
        assert oct(path.stat().st_mode) == "0o100600"
    trust = desk.installation.data / "vehicles" / "ca.crt"
    assert trust.read_bytes() == desk.installation.certificate.read_bytes()


async def test_enrolling_again_changes_nothing(desk: Desk) -> None:
    """The vehicle has its key already; a new one would lock it out of the file."""
    await said(desk.on().enrol([ONE], LIFE))
    before = desk.on().path_of(ONE).read_bytes()
    assert await said(desk.on(1).enrol([ONE], LIFE)) == [(ONE, "is enrolled", True)]
    assert desk.on().path_of(ONE).read_bytes() == before
    assert len(await desk.identities.of([ONE])) == 1


async def test_a_lost_file_is_told(desk: Desk) -> None:
    """It cannot be written again, as nobody else has the key: renewing is the way."""
    await said(desk.on().enrol([ONE], LIFE))
    desk.on().path_of(ONE).unlink()
    [(_, _, good)] = await said(desk.on().enrol([ONE], LIFE))
    assert not good
    assert await said(desk.on(1).renew([ONE], LIFE)) == [(ONE, "renewed", True)]
    [(_, words, good)] = await said(desk.on(1).enrol([ONE], LIFE))
    assert (words, good) == ("is enrolled", True)


async def test_a_file_without_a_record_is_written_anew(desk: Desk) -> None:
    """As a crash between the two leaves it."""
    await said(desk.on().enrol([ONE], LIFE))
    desk.identities = MemoryIdentities()
    assert await said(desk.on().enrol([ONE], LIFE)) == [(ONE, "enrolled", True)]
    [record] = await desk.identities.of([ONE])
    assert record.serial == serial_in(desk.on().path_of(ONE))


async def test_a_renewed_vehicle_has_two_good_certificates(desk: Desk) -> None:
    """The new one says which it follows; the old one ends by itself."""
    await said(desk.on().enrol([ONE], LIFE))
    await said(desk.on(60).renew([ONE], LIFE))
    old, new = await desk.identities.of([ONE])
    assert new.renews == old.serial
    assert all(one.is_good(NOW + timedelta(days=61)) for one in (old, new))
    assert new.serial == serial_in(desk.on().path_of(ONE))


async def test_due_are_those_that_end_soon(desk: Desk) -> None:
    """Within 30 days; not those that are renewed, revoked or long gone."""
    await said(desk.on().enrol([ONE, OTHER], LIFE))
    assert await desk.on(59).due() == []
    assert {ONE, OTHER} == set(await desk.on(61).due())
    await said(desk.on(61).renew([ONE], LIFE))
    assert await desk.on(61).due() == [OTHER]
    await said(desk.on(62).revoke([OTHER]))
    assert await desk.on(62).due() == []
    assert await desk.on(400).due() == []


async def test_only_what_was_issued_can_be_renewed_or_revoked(desk: Desk) -> None:
    """A mistyped VIN is not passed over in silence; an expired certificate can be renewed."""
    assert await said(desk.on().renew([ONE], LIFE)) == [(ONE, "has nothing to renew", False)]
    assert await said(desk.on().revoke([ONE])) == [(ONE, "was never enrolled", False)]
    await said(desk.on().enrol([ONE], LIFE))
    assert await said(desk.on(100).renew([ONE], LIFE)) == [(ONE, "renewed", True)]


async def test_a_revoked_vehicle_is_not_renewed(desk: Desk) -> None:
    """Not even by an older certificate that had ended before; enrolling it anew is possible."""
    await said(desk.on().enrol([ONE], LIFE))
    await said(desk.on(100).renew([ONE], LIFE))
    assert await said(desk.on(101).revoke([ONE])) == [(ONE, "revoked", True)]
    [(_, words, good)] = await said(desk.on(102).revoke([ONE]))
    assert good
    assert "was revoked on 2027-03-03" in words
    [(_, _, good)] = await said(desk.on(102).renew([ONE], LIFE))
    assert not good
    assert await said(desk.on(102).enrol([ONE], LIFE)) == [(ONE, "enrolled", True)]


async def test_the_published_list_is_what_is_revoked(desk: Desk) -> None:
    """Until it has expired: then nobody takes it anyhow."""
    await said(desk.on().enrol([ONE, OTHER], LIFE))
    await said(desk.on(1).revoke([ONE]))
    path = desk.installation.folder / "revoked.crl"
    for day, expected in ((2, [serial_in(desk.on().path_of(ONE))]), (91, [])):
        await desk.on(day).publish()
        told = x509.load_pem_x509_crl(path.read_bytes())
        assert [f"{one.serial_number:x}" for one in told] == expected
