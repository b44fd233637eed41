"""A vehicle or its owner is forgotten: rows go, words lose their names, a protocol stays."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg.sql import SQL, Composable, Identifier
from psycopg.types.json import Jsonb

from gateway.domain.errors import CannotErase
from gateway.domain.vin import Vin
from gateway.store.belongings import VEHICLES, Schema, read_schema
from gateway.store.pool import Connection

ERASED = "[erased]"
KEPT = frozenset({"certificates", "erasures"})
"""They name nobody. A revoked certificate must stay revoked, and who has erased, known."""
ASIDE = frozenset({"refused_frames", "refusals", "oddities"})
_SHORTEST_NAME = 3
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Forget this vehicle, or only its owner; `by` is who answers for it."""

    vin: Vin
    owner_only: bool
    by: str

    @property
    def what(self) -> str:
        return "owner" if self.owner_only else "vehicle"


async def erase(
    connection: Connection, order: Order, now: datetime, told: Progress
) -> dict[str, int]:
    """In one transaction; returns rows deleted or changed by table, as the protocol has them.

    A vehicle keeps its number under a name that means nothing, so that a gateway which runs
    meanwhile stumbles over nothing. Raises `CannotErase`.
    """
    async with connection.transaction():
        await connection.execute(_ANY_NUMBER_OF_ROWS)
        vehicle = await _find(connection, order)
        papers, shared = await _papers(connection, vehicle)
        work = _Work(connection, await read_schema(connection), vehicle, told)
        if order.owner_only:
            await work.blank()
            await work.unname(_spelled([*papers, *shared]))
            await work.unname_elsewhere(_spelled(papers))
        else:
            await work.delete()
            await work.disguise()
            await work.unname_elsewhere(_spelled([order.vin.text, *papers]))
        await connection.execute(
            "insert into erasures (at, vehicle_id, what, asked_by, rows)"
            " values (%s, %s, %s, %s, %s)",
            [now, vehicle, order.what, order.by, Jsonb(work.counts)],
        )
    await _refresh_days(connection)
    return work.counts


async def check(connection: Connection, order: Order) -> None:
    """Raises `CannotErase`, as `erase` would."""
    await _find(connection, order)


def pseudonym(vehicle: int) -> str:
    """A VIN in shape, of no vehicle."""
    return f"ERASED{vehicle:011d}"


async def _find(connection: Connection, order: Order) -> int:
    cursor = await connection.execute(
        "select id from vehicles where vin = %s for update", [order.vin.text]
    )
    row = await cursor.fetchone()
    if row is None:
        raise CannotErase(f"no vehicle {order.vin.masked} is known")
    if not order.owner_only:
        await _check_that_it_is_out_of_service(connection, row[0])
    return int(row[0])


async def _papers(connection: Connection, vehicle: int) -> tuple[list[str], list[str]]:
    """The words of its papers: those that it has alone, those that another vehicle has too."""
    cursor = await connection.execute(_PAPERS, {"vehicle": vehicle})
    found = [row for row in await cursor.fetchall() if len(row[0]) >= _SHORTEST_NAME]
    return [word for word, alone in found if alone], [w for w, alone in found if not alone]


async def _check_that_it_is_out_of_service(connection: Connection, vehicle: int) -> None:
    cursor = await connection.execute(
        "select from certificates where vehicle_id = %s and revoked_at is null"
        " and valid_until > now()",
        [vehicle],
    )
    if await cursor.fetchone() is not None:
        raise CannotErase("its certificate is still good; first: vdg enroll --revoke VIN")


def _spelled(words: Sequence[str]) -> list[str]:
    """Also as the bytes of a diagnostic answer are written down."""
    hexed = [word.encode().hex() for word in words]
    return [*words, *hexed, *(word.upper() for word in hexed)]


_PAPERS = """
select word, not exists (select from vehicles
  where id <> %(vehicle)s and word in (plate, owner, phone))
from (
  select unnest(array[plate, owner, phone]) as word from vehicles where id = %(vehicle)s
) own
"""
# Rows that TimescaleDB has moved to columns; elsewhere nobody knows the setting.
_ANY_NUMBER_OF_ROWS = """
select set_config('timescaledb.max_tuples_decompressed_per_dml_transaction', '0', true)
"""


class _Work:
    """What is done to the rows of one vehicle, counted."""

    def __init__(
        self, connection: Connection, schema: Schema, vehicle: int, told: Progress
    ) -> None:
        self._connection = connection
        self._columns = schema.columns
        self._belongings = {
            table: condition
            for table, condition in schema.belongings().items()
            if table not in KEPT
        }
        self._vehicle = vehicle
        self._told = told
        self.counts: dict[str, int] = {}

    async def delete(self) -> None:
        for table, condition in self._belongings.items():
            await self._do(table, SQL("delete from {} where {}"), condition)

    async def blank(self) -> None:
        """The papers lose the owner."""
        await self._do(VEHICLES, _BLANK, _THIS)

    async def disguise(self) -> None:
        """Nothing of the vehicle's row is left but its number."""
        name = SQL("vin = {}").format(pseudonym(self._vehicle))
        emptied = self._columns[VEHICLES].keys() - {"id", "vin"}
        rest = [SQL("{} = default").format(Identifier(column)) for column in emptied]
        values = SQL(", ").join([name, *rest])
        await self._do(VEHICLES, SQL("update {} set {} where {}"), values, _THIS)

    async def unname(self, words: Sequence[str]) -> None:
        """Takes these words out of all texts of the vehicle."""
        await self._take_out(VEHICLES, words, _THIS)
        for table, condition in self._belongings.items():
            await self._take_out(table, words, condition)

    async def unname_elsewhere(self, words: Sequence[str]) -> None:
        """What was kept aside goes as a whole, with payloads; other texts lose the words."""
        for table in self._columns.keys() - self._belongings.keys() - {VEHICLES, *KEPT}:
            if table in ASIDE:
                await self._do(table, _DELETE_HOLDING, Identifier(table), words=words)
            else:
                await self._take_out(table, words, SQL("true"))

    async def _take_out(self, table: str, words: Sequence[str], rows: Composable) -> None:
        for column, kind in self._columns[table].items():
            if kind not in _REPLACED:
                continue
            replaced = SQL(_REPLACED[kind]).format(Identifier(column))
            for word in words:
                spelled = (
                    json.dumps(word, ensure_ascii=False)[1:-1] if kind == "jsonb" else word
                )
                parts = (Identifier(column), replaced, rows, Identifier(column))
                await self._do(table, _REPLACE, *parts, word=spelled, erased=ERASED)

    async def _do(
        self, table: str, statement: SQL, *parts: Composable, **values: object
    ) -> None:
        cursor = await self._connection.execute(
            statement.format(Identifier(table), *parts), {"vehicle": self._vehicle, **values}
        )
        if cursor.rowcount > 0:
            self.counts[table] = self.counts.get(table, 0) + cursor.rowcount
            self._told(table, cursor.rowcount)


_THIS = SQL("id = %(vehicle)s")
_BLANK = SQL("update {} set plate = default, owner = default, phone = default where {}")
_REPLACE = SQL("update {} set {} = {} where ({}) and position(%(word)s in {}::text) > 0")
_REPLACED = {
    "text": "replace({}, %(word)s, %(erased)s)",
    "text[]": "array(select replace(one, %(word)s, %(erased)s) from unnest({}) one)",
    "jsonb": "replace({}::text, %(word)s, %(erased)s)::jsonb",
}
# A whole row as text has its bytes in hex, and so have the words, among others.
_DELETE_HOLDING = SQL(
    "delete from {} held where exists (select from unnest(%(words)s::text[]) word"
    " where position(lower(word) in lower(held::text)) > 0)"
)


async def _refresh_days(connection: Connection) -> None:
    """A continuous aggregate notices only outside of a transaction what has gone."""
    cursor = await connection.execute(
        "select exists (select from pg_class where oid = 'signal_days'::regclass"
        " and relkind = 'v')"
    )
    [(aggregate,)] = await cursor.fetchall()
    if aggregate:
        await connection.execute("call refresh_continuous_aggregate('signal_days', null, null)")
