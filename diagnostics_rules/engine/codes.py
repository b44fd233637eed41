"""Trouble codes of the engine, all of them, and those of its computer itself."""

from diagnostics_rules.drivability import TO_A_WORKSHOP
from diagnostics_rules.engine import air_codes, cooling_codes, ignition_codes, oil_codes
from diagnostics_rules.engine.aloof import NEVER_FROM_AFAR
from gateway.domain.catalogue import CatalogueEntry, Skill
from gateway.domain.component import ENGINE_CONTROL
from gateway.domain.severity import Severity
from gateway.domain.trouble_code import TroubleCode

CONTROL_MODULE = CatalogueEntry(
    code=TroubleCode.parse("P0606-49"),
    component=ENGINE_CONTROL,
    title="Engine control module faulty inside",
    owner_text="The computer that runs the engine has found a fault in itself. It goes on with "
    "reserve settings and less power, and may switch the engine off.",
    service_text="Processor fault of the engine control module. Measure its supply and ground "
    "under load first, check for water in the housing and for a pending software update; only "
    "then replace, code and adapt the module.",
    severity=Severity.URGENT,
    drivability=TO_A_WORKSHOP,
    advice="Please avoid motorways and level crossings until it has been looked at.",
    skills=frozenset({Skill.ELECTRONICS}),
    repair_minutes=180,
    no_remedy_because=NEVER_FROM_AFAR,
)

CODES = (
    *ignition_codes.CODES,
    *air_codes.CODES,
    *cooling_codes.CODES,
    *oil_codes.CODES,
    CONTROL_MODULE,
)
