"""Law 2 at the last door: no desk asks what is never done, and no table would keep it."""

from dataclasses import replace
from itertools import product

import psycopg
import pytest
from psycopg.types.json import Jsonb

from gateway.domain.component import BATTERY_MANAGEMENT, CHARGER, INFOTAINMENT, ComponentId
from gateway.domain.errors import NeverFromAfar
from gateway.domain.operation import (
    SAFETY_CRITICAL,
    Action,
    ClearFault,
    EcuReset,
    ReadEvidence,
    ReadFaults,
    ResetType,
    is_never,
)
from gateway.domain.trouble_code import TroubleCode
from gateway.store.encode import action_to_json
from gateway.store.pool import Pool
from tests.fix_commands import NUMBER, a_command, begun
from tests.fix_knowledge import SCREEN_FROZEN
from tests.fix_store import House, sealed

PLACES = [
    *("telematics", "infotainment", "thermal_management", "driver_assistance", "body_control"),
    *("battery_management", "inverter", "charger", "dcdc_converter", "brakes", "gearbox", ""),
]
HARMLESS = ("P0071-62", "B1A20-47", "U1A10-87", "U3000-49", "U0100-87", "B0100-00")
GRAVE = tuple(f"{start}00000"[:5] + "-00" for start in SAFETY_CRITICAL)
CODES = [TroubleCode.parse(text) for text in (*HARMLESS, *GRAVE)]
ACTIONS: list[Action] = [
    ReadFaults(),
    *(EcuReset(how) for how in ResetType),
    *(kind(code) for kind in (ReadEvidence, ClearFault) for code in CODES),
]


@pytest.mark.parametrize(
    ("component", "action"),
    [
        (BATTERY_MANAGEMENT, EcuReset(ResetType.SOFT)),
        (CHARGER, ClearFault(SCREEN_FROZEN)),
        (INFOTAINMENT, ClearFault(TroubleCode.parse("C0035-13"))),
    ],
)
async def test_no_desk_asks_for_it(
    house: House, component: ComponentId, action: Action
) -> None:
    """Whoever built the command: it is an error, and nothing waits to be sent."""
    case = await house.open_case()
    command = replace(a_command(NUMBER, action), component=component)

    async def ask() -> None:
        async with house.shelf.open(case) as desk:
            assert desk is not None
            attempt = await begun(desk)
            await desk.ask(attempt, 0, command, sealed(command))

    with pytest.raises(NeverFromAfar, match=component):
        await ask()


@pytest.mark.slow
@pytest.mark.parametrize("storage", ["postgresql"], indirect=True)
async def test_the_table_and_the_law_agree(house: House) -> None:
    """Every component with every action: the table keeps exactly what the law allows."""
    assert isinstance(house.source, Pool)
    differ = []
    async with house.source.connection() as connection:
        for place, action in product(PLACES, ACTIONS):
            try:
                async with connection.transaction(force_rollback=True):
                    await connection.execute(
                        "insert into operations (id, vehicle_id, step_index, component, action,"
                        " title, safety_class, asked_by, asked_at, expires_at, budget_s, state)"
                        " select %s, id, 0, %s, %s, '', '', '', now(), now(), 1, 'queued'"
                        " from vehicles limit 1",
                        [NUMBER, place, Jsonb(action_to_json(action))],
                    )
                kept = True
            except psycopg.errors.CheckViolation:
                kept = False
            if kept == is_never(ComponentId(place), action):
                differ.append((place, str(action)))
    assert differ == []
