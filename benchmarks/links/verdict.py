"""Both sides held against each other, profile by profile, and the laws that must hold."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.links.cars import Orders
from benchmarks.links.plan import Group, Plan
from benchmarks.links.said import Code, Said
from benchmarks.links.stored import Stored
from gateway.domain.vin import Vin
from gateway.store.audit import Samples
from simulator.faults.library import root_causes

CARRIED: Final = ("up_bytes", "down_bytes", "resent_bytes")
PUBLISHED: Final = (
    "faults_sent",
    "faults_stored",
    "faults_doubled",
    "commands_sent",
    "commands_executed",
    "commands_executed_twice",
    "samples_lost_unaccounted",
    "delay_p50_s",
    "delay_p99_s",
    "bytes_per_car_hour",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What came of one group.

    A fault is sent when a report that shows one of its codes was committed on board, and stored
    when each of its codes that were said has an episode. Doubled are fault reports that are
    stored twice, and episodes beyond the lives of a code that the car told of. `reports_lost`:
    made, and neither stored nor given up nor on board. Delays are in world seconds.
    """

    name: str
    profile: str
    faults_planned: int
    faults_sent: int
    faults_stored: int
    faults_doubled: int
    fault_reports: int
    fault_reports_lost: int
    reports: int
    reports_lost: int
    reports_unexpected: int
    reports_omitted: int
    reports_doubled: int
    repeated_at_broker: int
    commands_sent: int
    commands_executed: int
    commands_executed_twice: int
    commands_never_sent: int
    samples_made: int
    samples_thinned: int
    samples_omitted: int
    samples_left: int
    samples_lost_unaccounted: int
    delay_p50_s: float | None
    delay_p99_s: float | None
    bytes_per_car_hour: int

    def published(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in PUBLISHED}

    @property
    def doubled_effects(self) -> int:
        return self.faults_doubled + self.commands_executed_twice + self.reports_doubled


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The two sides of one group. `repeated`: by VIN; `account`: what the cars told."""

    orders: Orders
    group: Group
    said: Said
    stored: Stored
    repeated: Mapping[str, int]
    account: Mapping[str, Any]

    @property
    def plan(self) -> Plan:
        return self.orders.plan

    @property
    def bytes_carried(self) -> int:
        links = self.account["fleets"][self.group.fleet]["links"][self.group.profile]
        return sum(links[way] for way in CARRIED)

    @property
    def car_hours(self) -> float:
        return len(self.group.cars) * float(self.account["drove_s"]) / 3600


def line_of(evidence: Evidence) -> Line:
    group, said, stored = evidence.group, evidence.said, evidence.stored
    vins = frozenset(group.vins)
    delays = sorted(_delays_s(evidence))
    sent = {command for command, vin in stored.commands.items() if vin in vins}
    thinned, omitted = _accounted(stored, vins)
    return Line(
        name=group.name,
        profile=group.profile,
        faults_planned=sum(len(evidence.plan.faults[vin]) for vin in vins),
        faults_sent=len(_said_faults(evidence)),
        faults_stored=sum(
            all(stored.episodes[code] for code in codes)
            for codes in _said_faults(evidence).values()
        ),
        faults_doubled=_doubled_faults(said, stored, vins),
        fault_reports=len(said.fault_reports),
        fault_reports_lost=sum(
            report not in stored.fault_reports for report in said.fault_reports
        ),
        reports=sum(boot.last_seq for boot in said.boots.values()),
        reports_lost=_lost_reports(said, stored),
        reports_unexpected=_unexpected_reports(said, stored, vins),
        reports_omitted=sum(boot.given_up for boot in said.boots.values()),
        reports_doubled=sum(stored.doubled_blocks.get(vin, 0) for vin in vins),
        repeated_at_broker=sum(evidence.repeated.get(vin, 0) for vin in vins),
        commands_sent=len(sent),
        commands_executed=len(said.executed),
        commands_executed_twice=sum(count > 1 for count in said.executed.values()),
        commands_never_sent=sum(command not in sent for _, command in said.executed),
        samples_made=sum(boot.made for boot in said.boots.values()),
        samples_thinned=thinned,
        samples_omitted=omitted,
        samples_left=sum(boot.left for boot in said.boots.values()),
        samples_lost_unaccounted=_lost_samples(said, stored),
        delay_p50_s=_quantile(delays, 0.5),
        delay_p99_s=_quantile(delays, 0.99),
        bytes_per_car_hour=round(evidence.bytes_carried / evidence.car_hours),
    )


def broken_laws(line: Line) -> list[str]:
    """In words; empty when all is well."""
    zeros = (
        "faults_doubled",
        "fault_reports_lost",
        "reports_lost",
        "reports_unexpected",
        "reports_doubled",
        "commands_executed_twice",
        "commands_never_sent",
        "samples_lost_unaccounted",
    )
    broken = [f"{name} is {getattr(line, name)}" for name in zeros if getattr(line, name)]
    if line.faults_stored != line.faults_sent:
        broken.append(f"{line.faults_stored} of {line.faults_sent} faults are stored")
    if line.faults_sent != line.faults_planned:
        broken.append(f"only {line.faults_sent} of {line.faults_planned} faults came about")
    return [f"{line.name}: {law}" for law in broken]


def _said_faults(evidence: Evidence) -> dict[tuple[str, str], frozenset[Code]]:
    """(VIN, root cause) → those of its codes that the car has told of."""
    told: dict[tuple[str, str], frozenset[Code]] = {}
    for vin in evidence.group.vins:
        for fault in evidence.plan.faults[vin]:
            key = (vin, fault.cause)
            codes = {
                Code(vin, code.component, code.dtc) for code in root_causes()[fault.cause].codes
            }
            shown = evidence.said.shown.get(key, frozenset())
            if said := frozenset(c for c in codes & shown if evidence.said.lives[c]):
                told[key] = said
    return told


def _doubled_faults(said: Said, stored: Stored, vins: Collection[str]) -> int:
    reports = sum(
        count - 1 for report, (count, _) in stored.fault_reports.items() if report.vin in vins
    )
    episodes = sum(
        max(0, count - said.lives[code])
        for code, count in stored.episodes.items()
        if code.vin in vins
    )
    return reports + episodes


def _delays_s(evidence: Evidence) -> list[float]:
    """From the commit on board to the arrival at the gateway, world seconds."""
    stored = evidence.stored.fault_reports
    return [
        _world_delay_s(evidence, at_s, stored[report][1].timestamp())
        for report, at_s in evidence.said.fault_reports.items()
        if report in stored
    ]


def _world_delay_s(evidence: Evidence, committed_s: float, received_s: float) -> float:
    passed_s = (committed_s - evidence.orders.wall_origin) * evidence.orders.speed
    return received_s - evidence.plan.start_s - passed_s


def _lost_reports(said: Said, stored: Stored) -> int:
    lost = 0
    for (vin, boot_id), boot in said.boots.items():
        key = (Vin(vin), boot_id)
        here, _ = stored.audit.boots.get(key, (0, 0))
        lost += abs(boot.last_seq - boot.waiting - here - stored.audit.omitted.get(key, 0))
    return lost


def _unexpected_reports(said: Said, stored: Stored, vins: Collection[str]) -> int:
    """Reports in the store of boots that no car of this group has had."""
    return sum(
        count
        for (vin, boot_id), (count, _) in stored.audit.boots.items()
        if vin.text in vins and (vin.text, boot_id) not in said.boots
    )


def _lost_samples(said: Said, stored: Stored) -> int:
    """Off by any number in either direction, boot by boot."""
    lost = 0
    for (vin, boot_id), boot in said.boots.items():
        counts = stored.audit.samples.get((Vin(vin), boot_id), Samples(0, 0, 0))
        lost += abs(boot.made - boot.left - sum(counts))
    return lost


def _accounted(stored: Stored, vins: Collection[str]) -> tuple[int, int]:
    """Samples thinned out, and samples given up, as the gateway was told."""
    ours = [counts for (vin, _), counts in stored.audit.samples.items() if vin.text in vins]
    return sum(counts.thinned for counts in ours), sum(counts.omitted for counts in ours)


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 2)
