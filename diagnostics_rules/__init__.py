"""What is known about cars: rules, trouble codes and remedies, by vehicle system."""

from diagnostics_rules import (
    body,
    brakes,
    charging,
    climate,
    driver_assistance,
    engine,
    engine_electrics,
    exhaust,
    fuel,
    high_voltage,
    infotainment,
    low_voltage,
    network,
    powertrain,
    restraints,
    steering,
    telematics,
    thermal,
    transmission,
)
from gateway.remedy.playbook import Remedy
from gateway.triage.rulebook import Rulebook

SYSTEMS = (
    high_voltage,
    steering,
    brakes,
    restraints,
    powertrain,
    engine,
    transmission,
    fuel,
    exhaust,
    thermal,
    low_voltage,
    engine_electrics,
    charging,
    body,
    climate,
    driver_assistance,
    infotainment,
    telematics,
    network,
)

REMEDIES: tuple[Remedy, ...] = tuple(one for system in SYSTEMS for one in system.REMEDIES)

RULEBOOK = Rulebook(
    release="2026.11",
    rules=tuple(rule for system in SYSTEMS for rule in system.RULES),
    catalogue=tuple(entry for system in SYSTEMS for entry in system.CODES),
    remedies=frozenset(remedy.id for remedy in REMEDIES),
    correlations=network.CORRELATIONS,
)
