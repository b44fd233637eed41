"""An installation is backed up, restored elsewhere with its keys, and forgets."""

import asyncio
from pathlib import Path

import pytest

from gateway.domain.errors import CannotErase, CannotRestore, SettingsInvalid
from gateway.domain.vin import Vin
from gateway.embedded import EmbeddedBroker, forget_vehicles, vehicle_account
from gateway.settings import Settings
from gateway.store.erasure import Order
from gateway.store.pool import open_pool
from gateway.wiring.keepsakes import (
    back_up_installation,
    erase_from_installation,
    restore_installation,
)
from tests.fix_embedded import VINS, LiveBroker, LiveDatabase, fresh_database
from tests.fix_full_store import VIN, fill, holding

pytestmark = pytest.mark.slow
KEYS = {"command.key": b"a key", "identity/authority.key": b"another"}


def nobody(_table: str, _rows: int) -> None:
    """Who is told nothing."""


@pytest.fixture
async def installation(tmp_path: Path, dsn: str) -> Settings:
    """A database in which every table has a row, and two keys."""
    async with open_pool(dsn) as pool, pool.connection() as connection:
        await fill(connection)
        await connection.execute("update certificates set revoked_at = now()")
    data = tmp_path / "data"
    await asyncio.to_thread(write_keys, data)
    return Settings(data=data, database=dsn)


def write_keys(data: Path) -> None:
    (data / "identity").mkdir(parents=True)
    for name, content in KEYS.items():
        (data / name).write_bytes(content)


def keys(data: Path) -> dict[str, bytes]:
    return {name: (data / name).read_bytes() for name in KEYS if (data / name).exists()}


async def test_it_comes_back_with_its_keys(
    installation: Settings, database: LiveDatabase, tmp_path: Path
) -> None:
    """Readable by their owner only; and there it can be erased from."""
    file = tmp_path / "backup.zip"
    await back_up_installation(installation, file, keys=True, told=nobody)
    async with fresh_database(database) as dsn:
        other = Settings(data=tmp_path / "other", database=dsn)
        await restore_installation(other, file, nobody)
        assert keys(other.data) == KEYS
        modes = {(other.data / name).stat().st_mode & 0o777 for name in KEYS}
        assert modes == {0o600}
        order = Order(vin=VIN, owner_only=False, by="night shift")
        await erase_from_installation(other, [order], nobody)
        async with open_pool(dsn) as pool, pool.connection() as connection:
            assert await holding(connection, [VIN.text]) == set()


async def test_other_keys_are_not_overwritten(
    installation: Settings, database: LiveDatabase, tmp_path: Path
) -> None:
    """A data folder in use is not half another one afterwards."""
    file = tmp_path / "backup.zip"
    await back_up_installation(installation, file, keys=True, told=nobody)
    (installation.data / "command.key").write_bytes(b"of somebody else")
    async with fresh_database(database) as dsn:
        with pytest.raises(CannotRestore, match=r"command\.key"):
            await restore_installation(
                Settings(data=installation.data, database=dsn), file, nobody
            )


async def test_keys_can_be_left_out(installation: Settings, tmp_path: Path) -> None:
    """Where they are kept in another way."""
    file = tmp_path / "backup.zip"
    manifest = await back_up_installation(installation, file, keys=False, told=nobody)
    assert manifest.files == {}


async def test_where_nothing_is_nothing_is_backed_up(
    database: LiveDatabase, tmp_path: Path
) -> None:
    """A slip in the folder's name makes no empty backup, and erases nobody."""
    nothing = Settings(data=tmp_path / "slip")
    with pytest.raises(SettingsInvalid, match="holds no database"):
        await back_up_installation(nothing, tmp_path / "b.zip", keys=True, told=nobody)
    async with fresh_database(database) as dsn:
        unused = Settings(data=tmp_path, database=dsn)
        order = Order(vin=Vin("WVWZZZ1JZXW000001"), owner_only=False, by="me")
        with pytest.raises(SettingsInvalid, match="no gateway"):
            await erase_from_installation(unused, [order], nobody)
    assert not (tmp_path / "b.zip").exists()


async def test_the_broker_forgets_with_the_store(installation: Settings) -> None:
    """A whole vehicle, once all of the orders can be done; not for its owner's sake."""
    await retain_presence(installation.data)
    told: dict[str, int] = {}
    orders = [Order(vin=vin, owner_only=False, by="night shift") for vin in (VIN, VINS[0])]
    with pytest.raises(CannotErase, match="no vehicle"):
        await erase_from_installation(installation, orders, told.__setitem__)
    owner = Order(vin=VIN, owner_only=True, by="night shift")
    await erase_from_installation(installation, [owner], told.__setitem__)
    assert "messages in the broker" not in told
    await erase_from_installation(installation, orders[:1], told.__setitem__)
    assert told["messages in the broker"] > 0
    assert await forget_vehicles(installation.data, [VIN]) == 0


async def retain_presence(data: Path) -> None:
    """The car said that it is there before it went out of service."""
    account = vehicle_account(VIN, "secret")
    async with EmbeddedBroker(data, [account]) as embedded:
        broker = LiveBroker(url=embedded.url, gateway=account, embedded=embedded)
        async with broker.client(account) as client:
            await client.publish(f"v1/{VIN.text}/presence", b"there", qos=1, retain=True)
