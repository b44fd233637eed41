"""Which rows belong to a vehicle, read from the schema: a new table is never forgotten."""

from dataclasses import dataclass
from graphlib import TopologicalSorter

from psycopg.sql import SQL, Composable, Identifier, Placeholder

from gateway.store.pool import Connection

VEHICLES = "vehicles"
_TABLES = """
select c.relname, array_agg(a.attname order by a.attnum),
  array_agg(format_type(a.atttypid, null) order by a.attnum)
from pg_class c join pg_attribute a on a.attrelid = c.oid
where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
  and not c.relispartition and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
group by 1 order by 1
"""
_REFERENCES = """
select child.relname, parent.relname, a.attname, b.attname
from pg_constraint f
join pg_class child on child.oid = f.conrelid
join pg_class parent on parent.oid = f.confrelid
join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
join pg_attribute b on b.attrelid = f.confrelid and b.attnum = f.confkey[1]
where f.contype = 'f' and f.connamespace = current_schema()::regnamespace
  and not child.relispartition and child.oid <> parent.oid
order by 1, 2
"""


@dataclass(frozen=True, slots=True)
class Reference:
    """Rows of `child` whose `column` names a row of `parent` by its `key`."""

    child: str
    parent: str
    column: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """`columns`: of each table, name → type."""

    columns: dict[str, dict[str, str]]
    references: tuple[Reference, ...]

    def loading_order(self) -> list[str]:
        """What is referred to stands before what refers to it."""
        sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(self.columns, ()))
        for reference in self.references:
            sorter.add(reference.child, reference.parent)
        return [*sorter.static_order()]

    def belongings(self) -> dict[str, Composable]:
        """Table → which of its rows are the vehicle's, in the order in which they may go.

        The conditions have one parameter, `vehicle`.
        """
        found: dict[str, Composable] = {VEHICLES: SQL("id = {}").format(Placeholder("vehicle"))}
        for table in self.loading_order():
            if condition := self._condition(table, found):
                found[table] = condition
        del found[VEHICLES]
        return dict(reversed(found.items()))

    def _condition(self, table: str, found: dict[str, Composable]) -> Composable | None:
        if "vehicle_id" in self.columns[table]:
            return SQL("vehicle_id = {}").format(Placeholder("vehicle"))
        conditions = [
            SQL("{} in (select {} from {} where {})").format(
                Identifier(one.column),
                Identifier(one.key),
                Identifier(one.parent),
                found[one.parent],
            )
            for one in self.references
            if one.child == table and one.parent in found
        ]
        return SQL(" or ").join(conditions) if conditions else None


async def read_schema(connection: Connection) -> Schema:
    """Tables and what refers to what, without partitions and what an extension made."""
    tables = await connection.execute(_TABLES)
    columns = {
        table: dict(zip(names, types, strict=True))
        for table, names, types in await tables.fetchall()
    }
    references = await connection.execute(_REFERENCES)
    return Schema(
        columns=columns,
        references=tuple(Reference(*row) for row in await references.fetchall()),
    )
