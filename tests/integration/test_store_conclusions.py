"""What a score reads of the store: everything concluded, and nothing twice."""

import pytest
from psycopg.types.json import Jsonb

from gateway.domain.cause import CauseId, LikelyCause
from gateway.domain.proof import ProofState
from gateway.domain.severity import Severity
from gateway.store.causes import causes_to_json
from gateway.store.conclusions import BookedSkills, read_conclusions
from gateway.store.pool import open_pool
from gateway.store.vehicles import register
from tests.fix_knowledge import FINDING, NOON
from tests.fix_store import CAR, PAPERS, later

pytestmark = pytest.mark.slow

CAUSES = (
    LikelyCause(id=CauseId("telematics.unit_stuck"), title="The unit is stuck."),
    LikelyCause(id=CauseId("telematics.modem_failing"), title="Its modem fails."),
)
FILL = """
insert into fault_reports (vehicle_id, boot_id, seq, unit_order, boot_count, at, component,
    operation_cycle, available, entries, time_source, received_at, uptime_ms, wall_ms)
  values (1, 1, 1, 1, 1, %(noon)s, 'telematics', 1, 255, %(passed)s, 'uptime', %(noon)s, 0, 0),
    (1, 1, 2, 1, 1, %(noon)s, 'telematics', 1, 255, %(failed)s, 'uptime', %(half)s, 0, 0),
    (2, 1, 1, 1, 1, %(hour)s, 'telematics', 1, 255, '[]', 'uptime', %(hour)s, 0, 0);
insert into episodes (vehicle_id, component, code, opened_at, updated_at, status, occurrences,
    ended_at)
  values (1, 'telematics', %(code)s, %(noon)s, %(noon)s, 9, 1, %(hour)s),
    (1, 'telematics', %(code)s, %(hour)s, %(hour)s, 9, 1, null);
insert into cases (id, vehicle_id, component, code, state, severity, next_step, since,
    opened_at, due_at)
  values (7, 1, 'telematics', %(code)s, 'booked', 'urgent', '', %(noon)s, %(noon)s, %(hour)s);
insert into verdicts (id, case_id, at, severity, rule, rulebook_version, body)
  values (1, 7, %(noon)s, 'soon', 'telematics.mild', '1', '{}'),
    (2, 7, %(hour)s, 'urgent', 'telematics.grave', '1', %(grave)s);
insert into attempts (id, case_id, vehicle_id, remedy, title, component, started_at, ended_at,
    proof, refused)
  values (1, 7, 1, 'reset', '', 'telematics', %(noon)s, %(hour)s, 'relapsed', false),
    (2, 7, 1, 'reset', '', 'telematics', %(hour)s, %(hour)s, null, true);
insert into operations (id, vehicle_id, case_id, attempt_id, step_index, component, action,
    title, safety_class, asked_by, asked_at, expires_at, budget_s, state)
  values (gen_random_uuid(), 1, 7, 1, 0, 'telematics', '{"read_faults": {}}', '', 'inert', '',
      %(noon)s, %(hour)s, 1, 'succeeded'),
    (gen_random_uuid(), 1, 7, 1, 1, 'telematics', '{"ecu_reset": "soft"}', '', 'inert', '',
      %(noon)s, %(hour)s, 1, 'succeeded');
insert into service_centres values ('c', 'Centre', '{}');
insert into appointments (case_id, vehicle_id, centre_id, bay, during, state, skills, tow,
    verdict_id)
  values (7, 1, 'c', 'a', tstzrange(%(noon)s, %(hour)s), 'booked', '{electronics}', false, 2),
    (7, 1, 'c', 'b', tstzrange(%(noon)s, %(hour)s), 'cancelled', '{tyres}', false, 1);
"""


async def test_everything_is_read_as_it_was_concluded(dsn: str) -> None:
    """First and latest verdict of a case, tries with what they did, standing appointments."""
    hour = later(minutes=60)
    entry = {"code": FINDING.code.number, "occurrences": 1, "aging": 0, "snapshots": []}
    values = {
        "noon": NOON,
        "half": later(minutes=30),
        "hour": hour,
        "code": FINDING.code.number,
        "passed": Jsonb([entry | {"status": 0x50}]),
        "failed": Jsonb([entry | {"status": 0x09}]),
        "grave": Jsonb({"causes": causes_to_json(CAUSES)}),
    }
    async with open_pool(dsn) as pool:
        await register(pool, PAPERS)
        async with pool.connection() as connection:
            for statement in FILL.strip().split(";\n"):
                await connection.execute(statement.encode(), values)
        found = await read_conclusions(pool)
    [case], [tried] = found.cases, found.tried
    assert (found.vehicles, found.heard) == (len(PAPERS), (NOON, hour))
    assert (case.id, case.vin, case.judged_at) == (7, CAR, NOON)
    assert (case.severity, case.rule) == (Severity.URGENT, "telematics.grave")
    assert case.causes == ("telematics.unit_stuck", "telematics.modem_failing")
    assert (tried.case, tried.proof, tried.ended_at) == (7, ProofState.RELAPSED, hour)
    assert (tried.resets, tried.clears) == (True, False)
    assert found.booked == (BookedSkills(case.id, frozenset({"electronics"})),)
    assert found.seen == {(CAR, case.component, FINDING.code): later(minutes=30)}


async def test_an_empty_store_has_concluded_nothing(dsn: str) -> None:
    """And nothing was heard."""
    async with open_pool(dsn) as pool:
        found = await read_conclusions(pool)
    assert (found.vehicles, found.heard, found.cases, found.seen) == (0, None, (), {})
