"""The schema: migrated once, and guarding by itself what must never happen."""

import asyncio

import psycopg
import pytest
from psycopg import errors

from gateway.domain.errors import SchemaTooNew, StoreUnavailable
from gateway.store.migrate import _LOCK, migrate, migrations
from gateway.store.pool import open_pool
from tests.fix_serving import eventually
from tests.fix_store import CAR

pytestmark = pytest.mark.slow
NAMES = [name for name, _ in migrations()]
CASE = """
insert into cases (vehicle_id, component, code, state, severity, next_step, since, opened_at,
  due_at, closed_at, outcome)
values (1, 'brakes', 1, 'new', 'soon', '', now(), now(), {due_at}, {closed_at}, {outcome})
"""


async def migrated(dsn: str) -> list[str]:
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        return await migrate(connection)


async def test_an_empty_database_is_migrated_once(dsn: str) -> None:
    """Every migration in its order; the second time there is nothing to do."""
    assert await migrated(dsn) == NAMES
    assert await migrated(dsn) == []


async def test_two_that_start_together_migrate_once(dsn: str) -> None:
    """One waits for the other; none fails and nothing is applied twice."""
    both = await asyncio.gather(migrated(dsn), migrated(dsn), migrated(dsn))
    assert sorted(both) == [[], [], NAMES]


async def test_a_migration_that_fails_is_undone(
    dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It can be mended and tried again: neither its tables nor its name are left."""
    broken = [("0001_broken", "create table half (id int); select 1/0")]
    monkeypatch.setattr("gateway.store.migrate.migrations", lambda: broken)
    with pytest.raises(errors.DivisionByZero):
        await migrated(dsn)
    monkeypatch.undo()
    assert await migrated(dsn) == NAMES
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        cursor = await connection.execute("select to_regclass('half')")
        assert await cursor.fetchone() == (None,)


OF_TOMORROW = "insert into migrations (name) values ('9999_of_tomorrow')"


async def test_a_schema_of_a_newer_gateway_is_not_touched(dsn: str) -> None:
    """Nothing is applied behind it; it is said what is strange and what can be done."""
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        assert await migrate(connection, only=NAMES[:2]) == NAMES[:2]
        await connection.execute(OF_TOMORROW)
        with pytest.raises(SchemaTooNew, match=r"9999_of_tomorrow.* newer gateway.* restore"):
            async with open_pool(dsn):
                pass
        cursor = await connection.execute("select name from migrations order by name")
        assert await cursor.fetchall() == [(n,) for n in (*NAMES[:2], "9999_of_tomorrow")]


async def test_an_older_gateway_that_waited_for_a_newer_one_sees_it(dsn: str) -> None:
    """They started together; what the newer one has applied meanwhile, the older one knows."""
    await migrated(dsn)
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as newer:
        await newer.execute("select pg_advisory_lock(%s)", [_LOCK])
        older = asyncio.create_task(migrated(dsn))

        async def waiting() -> list[tuple[int]]:
            cursor = await newer.execute(
                "select 1 from pg_locks where locktype = 'advisory' and not granted"
                " and objid = %s and database = (select oid from pg_database"
                "   where datname = current_database())",
                [_LOCK],
            )
            return await cursor.fetchall()

        assert await eventually(waiting, bool)
        await newer.execute(OF_TOMORROW)
        await newer.execute("select pg_advisory_unlock(%s)", [_LOCK])
        with pytest.raises(SchemaTooNew):
            await older


async def test_a_server_that_is_not_there_is_named_so() -> None:
    """In one line, and without the password that stands in its address."""
    with pytest.raises(StoreUnavailable) as caught:
        async with open_pool("postgresql://vdg:secret@127.0.0.1:1/vdg"):
            pass
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("due_at", "closed_at", "outcome", "good"),
    [
        ("now()", "null", "null", True),
        ("null", "now()", "'repaired'", True),
        ("null", "null", "null", False),
        ("now()", "now()", "'repaired'", False),
        ("null", "now()", "null", False),
    ],
)
async def test_no_open_case_without_a_next_event(
    dsn: str, due_at: str, closed_at: str, outcome: str, *, good: bool
) -> None:
    """The database itself refuses a case that nobody would ever look at again."""
    await migrated(dsn)
    statement = CASE.format(due_at=due_at, closed_at=closed_at, outcome=outcome).encode()
    async with await psycopg.AsyncConnection.connect(dsn) as connection:
        await connection.execute("insert into vehicles (vin) values (%s)", [CAR.text])
        if good:
            await connection.execute(statement)
        else:
            with pytest.raises(errors.CheckViolation):
                await connection.execute(statement)


APPOINTMENT = """
insert into appointments (case_id, vehicle_id, centre_id, bay, during, state, skills, tow,
  verdict_id)
values (%(case)s, 1, 'berlin', %(bay)s,
  tstzrange('2026-04-03 08:00Z', '2026-04-03 09:00Z'), 'booked', '{}', false, 1)
"""


@pytest.mark.parametrize(("bay", "sold"), [("1", [False, True]), ("2", [True, True])])
async def test_two_connections_never_sell_one_slot(
    dsn: str, bay: str, sold: list[bool]
) -> None:
    """Whichever commits first has it; the other bay is nobody's business."""
    await migrated(dsn)
    statement = APPOINTMENT.encode()
    async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
        await connection.execute("insert into vehicles (vin) values (%s)", [CAR.text])
        for code in ("1", "2"):
            case = CASE.format(due_at="now()", closed_at="null", outcome="null")
            await connection.execute(case.replace("'brakes', 1", f"'brakes', {code}").encode())
        await connection.execute(
            "insert into verdicts (case_id, at, severity, rule, rulebook_version, body)"
            " values (1, now(), 'soon', 'a rule', '1', '{}')"
        )
        await connection.execute(
            "insert into service_centres (id, name, document) values ('berlin', 'B', '{}')"
        )
    first = asyncio.Event()

    async def sell(case: int, in_bay: str) -> bool:
        async with await psycopg.AsyncConnection.connect(dsn) as connection:
            if case == 2:
                await first.wait()
            try:
                await connection.execute(statement, {"case": case, "bay": in_bay})
            except errors.ExclusionViolation:
                return False
            finally:
                first.set()
            await asyncio.sleep(0)
            await connection.commit()
            return True

    assert sorted(await asyncio.gather(sell(1, "1"), sell(2, bay))) == sold
