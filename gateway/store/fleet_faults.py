"""The faults that vehicles of the fleet have now, by code: how many have each."""

from gateway.domain.component import ComponentId
from gateway.domain.trouble_code import Status, TroubleCode
from gateway.pipeline.fleet_faults import MOST_CODES, FleetFault
from gateway.store.console_vehicle import LookUp
from gateway.store.encode import severity_of
from gateway.store.pool import Connection

# Of what is open there is at most one life and one case a vehicle: nothing is counted twice.
_LINES = """
select e.component, e.code, max(severity_rank(c.severity)) as rank, count(*) as vehicles,
  count(*) filter (where e.status & %(failing)s <> 0) as failing,
  min(e.opened_at), max(e.opened_at), max(e.updated_at)
from episodes e
left join (select vehicle_id, component, code, severity from cases where closed_at is null) c
  using (vehicle_id, component, code)
where e.ended_at is null
group by e.component, e.code
order by rank desc nulls last, vehicles desc, max(e.opened_at) desc, e.component, e.code
limit %(most)s
"""


async def read_fleet_faults(connection: Connection, look_up: LookUp) -> tuple[FleetFault, ...]:
    """Those of the gravest open case first, then those of most vehicles."""
    cursor = await connection.execute(
        _LINES, {"failing": int(Status.TEST_FAILED), "most": MOST_CODES}
    )
    found = []
    for component, code, rank, vehicles, failing, *moments in await cursor.fetchall():
        entry = look_up(ComponentId(component), TroubleCode(code))
        oldest_at, newest_at, told_at = moments
        line = FleetFault(
            component=ComponentId(component),
            code=TroubleCode(code),
            title=entry.title if entry else "Not in the catalogue",
            severity=severity_of(rank),
            vehicles=vehicles,
            failing=failing,
            oldest_at=oldest_at,
            newest_at=newest_at,
            told_at=told_at,
        )
        found.append(line)
    return tuple(found)
