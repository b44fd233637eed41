"""A database in which every table has a row, and every text names the same car and person."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.sql import SQL, Identifier, Placeholder
from psycopg.types.json import Jsonb
from psycopg.types.multirange import Int8Multirange
from psycopg.types.range import TimestamptzRange

from gateway.domain.vin import Vin
from gateway.store.belongings import Schema, read_schema
from gateway.store.pool import Connection

VIN = Vin("WVWZZZ1JZXW000001")
OWNER, PHONE, PLATE = "Adaeze Okafor", "+493055501234", "B-VD 4711"
SAID = f"{VIN.text} {VIN.text.encode().hex()} {OWNER} {PHONE} {PLATE}"
NOW = datetime(2026, 4, 3, 12, tzinfo=UTC)
_VALUES: dict[str, Any] = {
    "integer": 1,
    "bigint": 1,
    "smallint": 1,
    "real": 1.0,
    "double precision": 1.0,
    "boolean": False,
    "text": SAID,
    "text[]": [SAID],
    "jsonb": Jsonb({"words": SAID}),
    "bytea": SAID.encode(),
    "uuid": UUID(int=1),
    "timestamp with time zone": NOW,
    "integer[]": [1],
    "bigint[]": [1],
    "int8multirange": Int8Multirange([]),
    "tstzrange": TimestamptzRange(NOW, NOW + timedelta(hours=1)),
}
_OTHERWISE: dict[tuple[str, str], Any] = {
    ("vehicles", "vin"): VIN.text,
    ("vehicles", "owner"): OWNER,
    ("vehicles", "phone"): PHONE,
    ("vehicles", "plate"): PLATE,
    ("cases", "closed_at"): None,
    ("cases", "outcome"): None,
    ("operations", "action"): Jsonb({"read_faults": None}),
    ("reports", "kind"): "Telemetry",  # of the schema that was released first
    ("outbox", "operation_id"): UUID(int=1),
    ("appointments", "centre_id"): "berlin",
    ("appointments", "state"): "booked",
    ("appointments", "held_until"): None,
    ("service_centres", "id"): "berlin",
    ("outbox", "downlink"): VIN.text.encode(),
    ("telemetry_blocks", "matrix"): 0,
    ("telemetry_blocks", "offsets_ms"): b"",
    ("telemetry_blocks", "samples"): b"",
    ("sessions", "digest"): b"a digest",
    ("sign_in_links", "digest"): b"a digest",
    ("api_keys", "name"): "roadside assistance",
    ("api_keys", "digest"): b"a digest",
    ("api_keys", "scopes"): ["verdicts:read"],
    ("api_keys", "issued_by"): "night shift",
    ("api_keys", "revoked_by"): "night shift",
    ("rulebook_changes", "asked_by"): "night shift",
    ("rulebook_changes", "version"): "2026.1",
    ("rulebook_changes", "shadows"): Jsonb([]),
    ("rulebook_changes", "refused"): None,
    ("certificates", "serial"): "ab",
    ("certificates", "issued_by"): "night shift",
    ("certificates", "revoked_by"): "night shift",
    ("certificates", "valid_until"): NOW + timedelta(days=1),
    ("certificates", "renews"): None,
}
_LEFT_OUT = {"migrations", "roll_up_progress", "erasures"}  # filled elsewhere


async def fill(connection: Connection) -> Schema:
    """One row a table; every number is 1, so that all belong to the vehicle of that number."""
    schema = await read_schema(connection)
    for table in schema.loading_order():
        if table not in _LEFT_OUT:
            await _fill(connection, table, schema.columns[table])
    return schema


async def _fill(connection: Connection, table: str, columns: dict[str, str]) -> None:
    values = {c: _OTHERWISE.get((table, c), _VALUES[kind]) for c, kind in columns.items()}
    await connection.execute(
        SQL("insert into {} ({}) values ({}) on conflict do nothing").format(
            Identifier(table),
            SQL(", ").join(map(Identifier, values)),
            SQL(", ").join(map(Placeholder, values)),
        ),
        values,
    )


async def holding(connection: Connection, words: Iterable[str]) -> set[str]:
    """Every table in which a row holds one of these, as text or as bytes."""
    schema = await read_schema(connection)
    spelled = [form for word in words for form in (word, word.encode().hex())]
    found = set()
    for table in schema.columns:
        cursor = await connection.execute(
            SQL(
                "select from {} one, unnest(%s::text[]) word where one::text ilike"
                " '%%' || word || '%%' limit 1"
            ).format(Identifier(table)),
            [spelled],
        )
        if await cursor.fetchone() is not None:
            found.add(table)
    return found
