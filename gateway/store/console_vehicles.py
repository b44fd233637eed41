"""The fleet list: searched, filtered, sorted, a page at a time."""

from collections.abc import Mapping
from typing import Any

from psycopg.rows import dict_row

from gateway.domain.errors import InvalidTroubleCode
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode
from gateway.domain.vin import Vin
from gateway.pipeline.fleet_list import PAGE, FleetList, FleetQuestion, Order, Show
from gateway.pipeline.views import Contact, VehicleLine
from gateway.store.pool import Connection

SHORTEST_NUMBER = 3
Row = dict[str, Any]

# All open cases are read once, not looked up for each vehicle.
_FOUND = """
with worst as (
  select distinct on (vehicle_id) vehicle_id, id as case_id, severity, code, next_step,
    bool_or(state = 'needs_person') over (partition by vehicle_id) as needs_person
  from cases where closed_at is null
  order by vehicle_id, severity_rank(severity) desc, opened_at
), found as (
  select v.id, v.vin, v.plate, v.model, v.owner, v.phone, v.online, v.presence_since,
    v.last_heard_at, v.backlog, v.silent, w.case_id, w.severity, w.code, w.next_step,
    coalesce(w.needs_person, false) as needs_person
  from vehicles v left join worst w on w.vehicle_id = v.id
  where {found}
)
"""
_SEARCH = """vin ilike %(like)s or plate ilike %(like)s or owner ilike %(like)s
  or (%(digits)s <> '' and position(%(digits)s in regexp_replace(phone, '\\D', '', 'g')) > 0)
  or exists (select from episodes e where e.vehicle_id = v.id and e.ended_at is null
             and e.code between %(low)s and %(high)s)"""
_SHOWN = {
    Show.STOP_DRIVING: "severity = 'stop_driving'",
    Show.URGENT: "severity = 'urgent'",
    Show.SOON: "severity = 'soon'",
    Show.PERSON: "needs_person",
    Show.SILENT: "not online",
    Show.ALL: "true",
}
_ORDERED = {
    Order.WORST: "severity_rank(severity) desc nulls last",
    Order.PLATE: "plate",
    Order.SILENCE: "last_heard_at nulls first",
    Order.BACKLOG: "backlog desc",
}
_COUNTS = "select " + ", ".join(f"count(*) filter (where {holds})" for holds in _SHOWN.values())
_LINES = """
select found.*, (
  select body->>'title' from verdicts v where v.case_id = found.case_id order by id desc limit 1
) as title
from found where {shown} order by {ordered}, plate, vin limit %(limit)s offset %(offset)s
"""


async def read_vehicles(connection: Connection, question: FleetQuestion) -> FleetList:
    found = _FOUND.format(found=_SEARCH if question.search.strip() else "true")
    values = _values(question)
    cursor = await connection.execute(f"{found} {_COUNTS} from found".encode(), values)
    [counts] = await cursor.fetchall()
    lines = _LINES.format(shown=_SHOWN[question.show], ordered=_ORDERED[question.order])
    async with connection.cursor(row_factory=dict_row) as rows:
        await rows.execute((found + lines).encode(), values)
        return FleetList(
            lines=[line(row) for row in await rows.fetchall()],
            counts=dict(zip(_SHOWN, counts, strict=True)),
        )


def _values(question: FleetQuestion) -> Mapping[str, Any]:
    text = question.search.strip()
    digits = "".join(c for c in text if c.isdigit()).lstrip("0")
    low, high = _codes(text)
    is_phone_number = len(digits) >= SHORTEST_NUMBER and low > high
    return {
        "like": f"%{_literal(text)}%",
        "digits": digits if is_phone_number else "",
        "low": low,
        "high": high,
        "limit": PAGE,
        "offset": question.page * PAGE,
    }


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
            silent=row["silent"],
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
