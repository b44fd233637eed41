"""The fleet list, worst first."""

from collections.abc import Sequence
from typing import Any

from psycopg.rows import dict_row

from gateway.domain.errors import InvalidTroubleCode
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.pipeline.views import Contact, VehicleLine
from gateway.store.pool import Connection

MOST_LINES = 500
SHORTEST_NUMBER = 3
Row = dict[str, Any]

_SEARCH = """
select * from vehicle_lines v
where vin ilike %(like)s or plate ilike %(like)s or owner ilike %(like)s
  or (%(digits)s <> '' and position(%(digits)s in regexp_replace(phone, '\\D', '', 'g')) > 0)
  or exists (select from episodes e where e.vehicle_id = v.id and e.ended_at is null
             and e.code between %(low)s and %(high)s)
order by severity_rank(severity) desc nulls last, plate, vin
limit %(limit)s
"""


async def read_vehicles(connection: Connection, search: str) -> Sequence[VehicleLine]:
    """Those that match, all for an empty search."""
    text = search.strip()
    digits = "".join(c for c in text if c.isdigit()).lstrip("0")
    low, high = _codes(text)
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(
            _SEARCH,
            {
                "like": f"%{_literal(text)}%",
                "digits": digits if len(digits) >= SHORTEST_NUMBER else "",
                "low": low,
                "high": high,
                "limit": MOST_LINES,
            },
        )
        return [line(row) for row in await cursor.fetchall()]


async def read_vehicle_row(connection: Connection, vin: Vin) -> Row | None:
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute("select * from vehicle_lines where vin = %s", [vin.text])
        return await cursor.fetchone()


def line(row: Row) -> VehicleLine:
    code, severity = row["code"], row["severity"]
    return VehicleLine(
        vin=Vin(row["vin"]),
        plate=row["plate"],
        model=row["model"],
        owner=row["owner"],
        phone=row["phone"],
        severity=None if severity is None else Severity(severity),
        top_fault="" if code is None else _fault(TroubleCode(code), row["title"] or ""),
        contact=Contact(
            online=row["online"],
            since=row["presence_since"],
            last_heard_at=row["last_heard_at"],
            backlog=row["backlog"],
        ),
        next_step=row["next_step"] or "",
        needs_person=row["needs_person"],
    )


def _fault(code: TroubleCode, title: str) -> str:
    """A title that names the code says it once."""
    return title if str(code) in title else f"{code} {title}".strip()


def _literal(text: str) -> str:
    """As a pattern that matches just this text."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _codes(text: str) -> tuple[int, int]:
    """The codes that a text means, "P0AA6" all failure types of it; none: an empty range."""
    for spelled, span in ((text, 0), (f"{text}-00", 0xFF)):
        try:
            low = TroubleCode.parse(spelled).number
        except InvalidTroubleCode:
            continue
        return low, low + span
    return 1, 0
